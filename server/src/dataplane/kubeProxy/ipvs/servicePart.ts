import { memoByKey } from '../../../memo/memo.ts';
import { contains } from '../../../net/cidr.ts';
import { parseIp, toNumber, type Ip } from '../../../net/ip.ts';
import type { Protocol } from '../../../net/port.ts';
import { merge, type Fact, type Origin } from '../../../origin/origin.ts';
import type { BoundAddress, RealServer, VirtualServer } from '../../netfilter/ipvs.ts';
import { isLoopback } from '../nodePortAddresses.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import { realServersOf } from './realServers.ts';
import { nodePortSets, type BarredAccess } from './rules.ts';
import type { SetName } from './sets.ts';
import { ipvsBehaviour } from './versions.ts';

/** What one service port puts into the kernel of one node. */
export interface ServicePart {
  readonly virtualServers: readonly PlacedServer[];
  readonly members: readonly PlacedMember[];
  /** Addresses for kube-ipvs0. */
  readonly bound: readonly BoundAddress[];
  /** Load balancer addresses that the node itself may not reach. */
  readonly barred: readonly BarredAccess[];
}

export interface PlacedServer {
  /** Text whose bytewise order is that of protocol, address and port, each by number. */
  readonly key: string;
  readonly server: VirtualServer;
}

export interface PlacedMember {
  readonly set: SetName;
  readonly text: string;
  readonly because: Origin;
}

/** Remembered for as long as the service port and the node's settings stay the same. */
export const servicePartOf: (proxy: ProxyNode) => (info: ServicePortInfo) => ServicePart = memoByKey(
  (proxy: ProxyNode) => memoByKey((info: ServicePortInfo) => makeServicePart(info, proxy)),
);

/** pkg/proxy/ipvs/proxier.go: the loop over service ports in syncProxyRules. */
function makeServicePart(info: ServicePortInfo, proxy: ProxyNode): ServicePart {
  const { cluster, local } = realServersOf(info, proxy);
  const external = info.externalPolicyLocal ? local : cluster;
  const clusterIP = merge(info.clusterIP.because, info.port.because);
  const nodePort = nodePortPart(info, proxy, external);
  const parts: readonly Partial<ServicePart>[] = [
    { members: loopBackMembers(info) },
    {
      virtualServers: [
        serve(info, proxy, info.clusterIP.value, clusterIP, info.internalPolicyLocal ? local : cluster),
      ],
      members: [{ set: 'KUBE-CLUSTER-IP', text: atPort(info, info.clusterIP.value), because: clusterIP }],
      bound: [{ address: info.clusterIP.value, because: info.clusterIP.because }],
    },
    ...info.externalIPs.map((ip) => externalIpPart(info, proxy, ip, local, cluster)),
    ...info.loadBalancerIPs.map((ip) => loadBalancerPart(info, proxy, ip, external)),
    ...(nodePort === undefined ? [] : [nodePort]),
    // A node port without any address to serve it on ends the real loop for this service port.
    info.nodePort !== undefined && nodePort === undefined ? {} : { members: healthCheckMembers(info, proxy) },
  ];
  return {
    virtualServers: parts.flatMap((part) => part.virtualServers ?? []),
    members: parts.flatMap((part) => part.members ?? []),
    bound: parts.flatMap((part) => part.bound ?? []),
    barred: parts.flatMap((part) => part.barred ?? []),
  };
}

const atPort = ({ protocol, port }: ServicePortInfo, address: string): string =>
  `${address},${protocol}:${String(port.port)}`;

/** Every endpoint of this node, whatever its condition: one that reaches itself has to meet another source address. */
const loopBackMembers = ({ endpoints, protocol }: ServicePortInfo): readonly PlacedMember[] =>
  endpoints
    .filter(({ local }) => local)
    .map(({ ip, port, endpoint }) => ({
      set: 'KUBE-LOOP-BACK',
      text: `${ip},${protocol}:${String(port)},${ip}`,
      because: endpoint.because,
    }));

/** Before ExternalPolicyForExternalIP, policy Local did not hold for external IPs. */
function externalIpPart(
  info: ServicePortInfo,
  proxy: ProxyNode,
  ip: Fact<string>,
  local: readonly RealServer[],
  cluster: readonly RealServer[],
): Partial<ServicePart> {
  const keepsLocal = info.externalPolicyLocal && proxy.enabled('ExternalPolicyForExternalIP');
  const because = merge(ip.because, info.port.because);
  return {
    virtualServers: [serve(info, proxy, ip.value, because, keepsLocal ? local : cluster)],
    members: [
      {
        set: keepsLocal ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP',
        text: atPort(info, ip.value),
        because,
      },
    ],
    bound: bind(ip, proxy),
  };
}

function loadBalancerPart(
  info: ServicePortInfo,
  proxy: ProxyNode,
  ip: Fact<string>,
  servers: readonly RealServer[],
): Partial<ServicePart> {
  const because = merge(ip.because, info.port.because);
  const text = atPort(info, ip.value);
  const withRanges = info.sourceRanges.length > 0;
  const nodeMay = info.sourceRanges.some(({ value }) => contains(value, proxy.nodeIP.value));
  const sets: readonly SetName[] = [
    'KUBE-LOAD-BALANCER',
    ...(info.externalPolicyLocal ? (['KUBE-LOAD-BALANCER-LOCAL'] as const) : []),
    ...(withRanges ? (['KUBE-LOAD-BALANCER-FW'] as const) : []),
  ];
  return {
    virtualServers: [serve(info, proxy, ip.value, because, servers)],
    members: [
      ...sets.map((set) => ({ set, text, because })),
      ...info.sourceRanges.map((range): PlacedMember => ({
        set: 'KUBE-LOAD-BALANCER-SOURCE-CIDR',
        text: `${text},${range.value}`,
        because: merge(range.because, because),
      })),
      ...(nodeMay ? [nodeAsSource(info, proxy, ip.value, text)] : []),
    ],
    bound: bind(ip, proxy),
    barred:
      withRanges && !nodeMay
        ? [
            {
              address: ip.value,
              protocol: info.protocol,
              port: info.port.port,
              because: merge(because, ...info.sourceRanges.map((range) => range.because)),
            },
          ]
        : [],
  };
}

/** The node reaches its own load balancer address from that same address. */
const nodeAsSource = (
  { sourceRanges }: ServicePortInfo,
  { nodeIP }: ProxyNode,
  address: string,
  text: string,
): PlacedMember => ({
  set: 'KUBE-LOAD-BALANCER-SOURCE-IP',
  text: `${text},${address}`,
  because: merge(
    nodeIP.because,
    ...sourceRanges.filter(({ value }) => contains(value, nodeIP.value)).map((range) => range.because),
  ),
});

/** Undefined when nodePortAddresses leave no address of this node. */
function nodePortPart(
  info: ServicePortInfo,
  proxy: ProxyNode,
  servers: readonly RealServer[],
): Partial<ServicePart> | undefined {
  const { nodePort, protocol } = info;
  if (nodePort === undefined) return undefined;
  const addresses = nodePortServers(proxy);
  if (addresses.length === 0) return undefined;
  const because = merge(nodePort.because, info.port.because);
  const texts =
    protocol === 'sctp'
      ? addresses.map(({ value }) => `${value},sctp:${String(nodePort.value)}`)
      : [String(nodePort.value)];
  const { any, local } = nodePortSets[protocol];
  return {
    virtualServers: addresses.map((address) =>
      serve(info, proxy, address.value, merge(because, address.because), servers, nodePort.value),
    ),
    members: [any, ...(info.externalPolicyLocal ? [local] : [])].flatMap((set) =>
      texts.map((text) => ({ set, text, because })),
    ),
  };
}

/** Addresses with a virtual server for each node port: never loopback, and unless they are named never link-local ones. */
function nodePortServers({ nodePortAddresses, localAddresses }: ProxyNode): readonly Fact<Ip>[] {
  const { matchAll, addresses } = nodePortAddresses;
  return matchAll
    ? localAddresses.filter(({ value }) => isNodeAddress(value))
    : addresses.filter(({ value }) => !isLoopback(value));
}

/** pkg/proxy/ipvs/netlink_linux.go: isValidForSet. */
const isNodeAddress = (ip: Ip): boolean => !isLoopback(ip) && !/^fe[89ab]/.test(ip);

function healthCheckMembers(
  { healthCheckNodePort }: ServicePortInfo,
  { minor }: ProxyNode,
): readonly PlacedMember[] {
  if (healthCheckNodePort === undefined || !ipvsBehaviour(minor).acceptsHealthChecks) return [];
  return [
    {
      set: 'KUBE-HEALTH-CHECK-NODE-PORT',
      text: String(healthCheckNodePort.value),
      because: healthCheckNodePort.because,
    },
  ];
}

function bind({ value, because }: Fact<string>, proxy: ProxyNode): readonly BoundAddress[] {
  const ownAddress = proxy.localAddresses.some((own) => own.value === value && isNodeAddress(own.value));
  return ownAddress && !ipvsBehaviour(proxy.minor).bindsNodeAddresses ? [] : [{ address: value, because }];
}

function serve(
  { protocol, port: { port: servicePort }, affinity }: ServicePortInfo,
  { settings: { ipvsScheduler }, minor }: ProxyNode,
  address: string,
  because: Origin,
  realServers: readonly RealServer[],
  port: number = servicePort,
): PlacedServer {
  const hashesPort = ipvsScheduler.value === 'mh' && ipvsBehaviour(minor).maglevHashesPort;
  return {
    key: sortKey(protocol, address, port),
    server: {
      protocol,
      address,
      port,
      scheduler: ipvsScheduler.value,
      ...(affinity === undefined ? {} : { persistentSeconds: affinity.value }),
      ...(hashesPort ? { flags: 'mh-port' } : {}),
      realServers,
      because: merge(because, ...(affinity === undefined ? [] : [affinity.because]), ipvsScheduler.because),
    },
  };
}

const protocolNumber: Readonly<Record<Protocol, string>> = { tcp: '006', udp: '017', sctp: '132' };

function sortKey(protocol: Protocol, address: string, port: number): string {
  const ip = parseIp(address);
  const digits = ip === undefined ? address : toNumber(ip).toString(16).padStart(32, '0');
  return `${protocolNumber[protocol]} ${digits} ${String(port).padStart(5, '0')}`;
}
