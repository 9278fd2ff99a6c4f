import { memoByKey } from '../../../memo/memo.ts';
import { contains } from '../../../net/cidr.ts';
import { parseIp, toNumber } from '../../../net/ip.ts';
import type { Protocol } from '../../../net/port.ts';
import { merge, type Fact, type Origin } from '../../../origin/origin.ts';
import type { BoundAddress, IpSetMember, RealServer, VirtualServer } from '../../netfilter/ipvs.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import type { Wish } from './keyedList.ts';
import { isNodeAddress, nodePortServers } from './nodeAddresses.ts';
import { realServersOf } from './realServers.ts';
import { nodePortSets, type BarredAccess } from './rules.ts';
import type { SetName } from './sets.ts';
import { ipvsBehaviour, knowsSet } from './versions.ts';

/**
 * One thing that a service port puts into the kernel of one node. Keys put servers by protocol, address and port, each by
 * number, and all else by its text.
 */
export type ServiceItem =
  | { readonly kind: 'server'; readonly wish: Wish<VirtualServer> }
  | { readonly kind: 'member'; readonly set: SetName; readonly wish: Wish<IpSetMember> }
  /** An address for kube-ipvs0. */
  | { readonly kind: 'bound'; readonly wish: Wish<BoundAddress> }
  /** A load balancer address that the node itself may not reach. */
  | { readonly kind: 'barred'; readonly wish: Wish<BarredAccess> };

/** Remembered for as long as the service port and the node's settings stay the same. */
export const serviceItemsOf: (proxy: ProxyNode) => (info: ServicePortInfo) => readonly ServiceItem[] =
  memoByKey((proxy: ProxyNode) => memoByKey((info: ServicePortInfo) => makeServiceItems(info, proxy)));

/** What every address of the service port shares. */
interface Serving {
  readonly info: ServicePortInfo;
  readonly proxy: ProxyNode;
  readonly forInternal: readonly RealServer[];
  readonly forExternal: readonly RealServer[];
  /** The same whatever the external policy. */
  readonly forAll: readonly RealServer[];
}

/** pkg/proxy/ipvs/proxier.go: the loop over service ports in syncProxyRules. */
function makeServiceItems(info: ServicePortInfo, proxy: ProxyNode): readonly ServiceItem[] {
  const { cluster, local } = realServersOf(info, proxy);
  const serving: Serving = {
    info,
    proxy,
    forInternal: info.internalPolicyLocal ? local : cluster,
    forExternal: info.externalPolicyLocal ? local : cluster,
    forAll: cluster,
  };
  const nodePort = nodePortItems(serving);
  const nodePortIsLost = info.nodePort !== undefined && nodePort.length === 0;
  return [
    ...loopBackItems(info),
    ...clusterIpItems(serving),
    ...info.externalIPs.flatMap((ip) => externalIpItems(serving, ip)),
    ...info.loadBalancerIPs.flatMap((ip) => loadBalancerItems(serving, ip)),
    ...nodePort,
    // A node port without any address to serve it on ends the real loop for this service port.
    ...(nodePortIsLost ? [] : healthCheckItems(serving)),
  ];
}

const atPort = ({ protocol, port }: ServicePortInfo, address: string): string =>
  `${address},${protocol}:${String(port.port)}`;

const ownerOf = ({ name, protocol }: ServicePortInfo): string => `${name}\u0000${protocol}`;

const member = (info: ServicePortInfo, set: SetName, text: string, because: Origin): ServiceItem => ({
  kind: 'member',
  set,
  wish: { key: text, owner: ownerOf(info), thing: { text, because } },
});

/** Every endpoint of this node, whatever its condition: one that reaches itself has to meet another source address. */
const loopBackItems = (info: ServicePortInfo): readonly ServiceItem[] =>
  info.endpoints
    .filter(({ local }) => local)
    .map(({ ip, port, endpoint }) =>
      member(info, 'KUBE-LOOP-BACK', `${ip},${info.protocol}:${String(port)},${ip}`, endpoint.because),
    );

function clusterIpItems(serving: Serving): readonly ServiceItem[] {
  const { info, forInternal } = serving;
  const { value, because } = info.clusterIP;
  const origin = merge(because, info.port.because);
  return [
    serve(serving, value, origin, forInternal),
    member(info, 'KUBE-CLUSTER-IP', atPort(info, value), origin),
    ...bind(serving, info.clusterIP),
  ];
}

/** Before ExternalPolicyForExternalIP, policy Local did not hold for external IPs. */
function externalIpItems(serving: Serving, ip: Fact<string>): readonly ServiceItem[] {
  const { info, proxy, forExternal, forAll } = serving;
  const keepsLocal = info.externalPolicyLocal && proxy.enabled('ExternalPolicyForExternalIP');
  const because = merge(ip.because, info.port.because);
  return [
    serve(serving, ip.value, because, keepsLocal ? forExternal : forAll),
    member(info, keepsLocal ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP', atPort(info, ip.value), because),
    ...bindUnlessOwn(serving, ip),
  ];
}

function loadBalancerItems(serving: Serving, ip: Fact<string>): readonly ServiceItem[] {
  const { info, forExternal } = serving;
  const because = merge(ip.because, info.port.because);
  const text = atPort(info, ip.value);
  return [
    serve(serving, ip.value, because, forExternal),
    member(info, 'KUBE-LOAD-BALANCER', text, because),
    ...(info.externalPolicyLocal ? [member(info, 'KUBE-LOAD-BALANCER-LOCAL', text, because)] : []),
    ...(info.sourceRanges.length > 0 ? sourceRangeItems(serving, ip, because) : []),
    ...bindUnlessOwn(serving, ip),
  ];
}

/** IPVS has the node reach a load balancer address from that same address, which no range means. */
function sourceRangeItems(
  { info, proxy: { nodeIP } }: Serving,
  { value: address }: Fact<string>,
  because: Origin,
): readonly ServiceItem[] {
  const { sourceRanges, protocol, port } = info;
  const text = atPort(info, address);
  const withNode = sourceRanges.filter(({ value }) => contains(value, nodeIP.value));
  return [
    member(info, 'KUBE-LOAD-BALANCER-FW', text, because),
    ...sourceRanges.map((range) =>
      member(info, 'KUBE-LOAD-BALANCER-SOURCE-CIDR', `${text},${range.value}`, merge(range.because, because)),
    ),
    withNode.length > 0
      ? member(
          info,
          'KUBE-LOAD-BALANCER-SOURCE-IP',
          `${text},${address}`,
          merge(because, nodeIP.because, ...withNode.map((range) => range.because)),
        )
      : {
          kind: 'barred',
          wish: {
            key: `${ownerOf(info)} ${address}`,
            owner: ownerOf(info),
            thing: {
              address,
              protocol,
              port: port.port,
              because: merge(because, ...sourceRanges.map((range) => range.because)),
            },
          },
        },
  ];
}

/** None when nodePortAddresses leave no address of this node. */
function nodePortItems(serving: Serving): readonly ServiceItem[] {
  const { info, proxy, forExternal } = serving;
  const { nodePort, protocol, externalPolicyLocal } = info;
  if (nodePort === undefined) return [];
  const because = merge(nodePort.because, info.port.because);
  const addresses = nodePortServers(proxy);
  const { any, local } = nodePortSets[protocol];
  const sets = addresses.length === 0 ? [] : externalPolicyLocal ? [any, local] : [any];
  const texts =
    protocol === 'sctp'
      ? addresses.map(({ value }) => `${value},sctp:${String(nodePort.value)}`)
      : [String(nodePort.value)];
  return [
    ...addresses.map((address) =>
      serve(serving, address.value, merge(because, address.because), forExternal, nodePort.value),
    ),
    ...sets.flatMap((set) => texts.map((text) => member(info, set, text, because))),
  ];
}

function healthCheckItems({ info, proxy: { minor } }: Serving): readonly ServiceItem[] {
  const { healthCheckNodePort } = info;
  if (healthCheckNodePort === undefined || !knowsSet('KUBE-HEALTH-CHECK-NODE-PORT', minor)) return [];
  const { value, because } = healthCheckNodePort;
  return [member(info, 'KUBE-HEALTH-CHECK-NODE-PORT', String(value), because)];
}

/** From 1.26 on, what is on kube-ipvs0 is in a set too. */
function bind({ info, proxy: { minor } }: Serving, { value, because }: Fact<string>): readonly ServiceItem[] {
  const bound: ServiceItem = {
    kind: 'bound',
    wish: { key: value, owner: ownerOf(info), thing: { address: value, because } },
  };
  return knowsSet('KUBE-IPVS-IPS', minor) ? [bound, member(info, 'KUBE-IPVS-IPS', value, because)] : [bound];
}

function bindUnlessOwn(serving: Serving, ip: Fact<string>): readonly ServiceItem[] {
  const { localAddresses, minor } = serving.proxy;
  const own = localAddresses.some(({ value }) => value === ip.value && isNodeAddress(value));
  return own && !ipvsBehaviour(minor).bindsNodeAddresses ? [] : bind(serving, ip);
}

function serve(
  { info, proxy: { settings, minor } }: Serving,
  address: string,
  because: Origin,
  realServers: readonly RealServer[],
  port: number = info.port.port,
): ServiceItem {
  const { protocol, affinity } = info;
  const scheduler = settings.ipvsScheduler;
  const hashesPort = scheduler.value === 'mh' && ipvsBehaviour(minor).maglevHashesPort;
  const server: VirtualServer = {
    protocol,
    address,
    port,
    scheduler: scheduler.value,
    ...(affinity === undefined ? {} : { persistentSeconds: affinity.value }),
    ...(hashesPort ? { flags: 'mh-port' } : {}),
    realServers,
    because: merge(because, ...(affinity === undefined ? [] : [affinity.because]), scheduler.because),
  };
  const key = `${protocolNumber[protocol]} ${addressDigits(address)} ${String(port).padStart(5, '0')}`;
  return { kind: 'server', wish: { key, owner: ownerOf(info), thing: server } };
}

const protocolNumber: Readonly<Record<Protocol, string>> = { tcp: '006', udp: '017', sctp: '132' };

function addressDigits(address: string): string {
  const ip = parseIp(address);
  return ip === undefined ? address : toNumber(ip).toString(16).padStart(32, '0');
}
