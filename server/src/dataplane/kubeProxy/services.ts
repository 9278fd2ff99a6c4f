import type { Cluster, ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { changedPart, unchangedEnds } from '../../memo/edit.ts';
import { memoByKey } from '../../memo/memo.ts';
import { parseCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { Protocol } from '../../net/port.ts';
import { fact, type Fact, written } from '../../origin/origin.ts';
import { canonicalAddress, isOfFamily } from './addresses.ts';
import { endpointsOf, type ProxyEndpoint } from './endpoints.ts';
import { servicePortHash, servicePortName } from './names.ts';
import { bytewise } from './order.ts';
import type { ProxyNode } from './proxyNode.ts';

/** One port of one service in one family, as kube-proxy keeps it (pkg/proxy/serviceport.go: BaseServicePortInfo). */
export interface ServicePortInfo {
  readonly service: ClusterService;
  readonly port: ClusterServicePort;
  /** `namespace/name:port`, or `namespace/name`. */
  readonly name: string;
  readonly protocol: Protocol;
  /** What the names of all its chains share. */
  readonly hash: string;
  /** Addresses in canonical text. */
  readonly clusterIP: Fact<string>;
  readonly externalIPs: readonly Fact<string>[];
  /** Load-balancer addresses that this node takes; those of proxying load balancers are left out. */
  readonly loadBalancerIPs: readonly Fact<string>[];
  readonly sourceRanges: readonly Fact<Cidr>[];
  readonly nodePort: Fact<number> | undefined;
  readonly healthCheckNodePort: Fact<number> | undefined;
  /** Seconds. */
  readonly affinity: Fact<number> | undefined;
  readonly internalPolicyLocal: boolean;
  readonly externalPolicyLocal: boolean;
  /** Reachable by something other than its cluster IP. */
  readonly externallyAccessible: boolean;
  readonly usesClusterEndpoints: boolean;
  readonly usesLocalEndpoints: boolean;
  /** Everything kept for it, in kube-proxy's order, whatever its condition. */
  readonly endpoints: readonly ProxyEndpoint[];
}

/**
 * Every service port that kube-proxy programs on this node, ordered by the text of its name, then by protocol. The real
 * one walks them in no order. Headless services, ExternalName and those without a cluster IP of the family are left out.
 * A service with the label service.kubernetes.io/service-proxy-name is here too: the real one programs whatever it is
 * given, and only its informer keeps such services from it.
 */
export const servicePortsOf = (cluster: Cluster, proxy: ProxyNode): readonly ServicePortInfo[] =>
  portsInOrder(proxy)(cluster.services);

interface OrderedPorts {
  readonly services: readonly ClusterService[];
  readonly ports: readonly ServicePortInfo[];
  /** No port was left out because another has its name. */
  readonly isComplete: boolean;
}

/** Starts from the list before: an edit of one service among thousands takes its ports out and puts them in again. */
const portsInOrder = memoByKey((proxy: ProxyNode) => {
  const portsOf = resolverOf(proxy);
  let last: OrderedPorts = { services: [], ports: [], isComplete: false };
  return (services: readonly ClusterService[]): readonly ServicePortInfo[] => {
    const ends = unchangedEnds(last.services, services);
    const removed = changedPart(last.services, ends).flatMap(portsOf);
    const added = changedPart(services, ends).flatMap(portsOf);
    const edited = last.isComplete ? withChanges(last.ports, removed, added) : undefined;
    last = edited === undefined ? inOrder(services, portsOf) : { services, ports: edited, isComplete: true };
    return last.ports;
  };
});

/** kube-proxy keeps ports by name and protocol: of two that agree in both the later one counts. */
function inOrder(
  services: readonly ClusterService[],
  portsOf: (service: ClusterService) => readonly ServicePortInfo[],
): OrderedPorts {
  const all = services.flatMap(portsOf).sort(byName);
  const ports = all.filter((port, i) => {
    const next = all[i + 1];
    return next === undefined || byName(port, next) !== 0;
  });
  return { services, ports, isComplete: ports.length === all.length };
}

/** So few changes are put in one by one. */
const fewChanges = 8;

/** `undefined` where sorting all is simpler: of many changes, and where two ports have one name. */
function withChanges(
  sorted: readonly ServicePortInfo[],
  removed: readonly ServicePortInfo[],
  added: readonly ServicePortInfo[],
): readonly ServicePortInfo[] | undefined {
  if (removed.length + added.length > fewChanges) return undefined;
  const ports = sorted.filter((port) => !removed.includes(port));
  for (const port of added) {
    const at = placeOf(ports, port);
    const next = ports[at];
    if (next !== undefined && byName(port, next) === 0) return undefined;
    ports.splice(at, 0, port);
  }
  return ports;
}

/** Where the first stands that does not come before `port`. */
function placeOf(sorted: readonly ServicePortInfo[], port: ServicePortInfo): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const candidate = sorted[middle];
    if (candidate !== undefined && byName(candidate, port) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The same of one service, in the order in which it has them. */
export const portsOfService = (service: ClusterService, proxy: ProxyNode): readonly ServicePortInfo[] =>
  resolverOf(proxy)(service);

const byName = (a: ServicePortInfo, b: ServicePortInfo): number =>
  bytewise(a.name, b.name) || bytewise(a.protocol, b.protocol);

/** More endpoints than this in the cluster, and iptables rules lose most of their comments. */
const largeClusterEndpoints = 1000;

export function isLargeCluster(ports: readonly ServicePortInfo[]): boolean {
  let endpoints = 0;
  for (const port of ports) endpoints += port.endpoints.length;
  return endpoints > largeClusterEndpoints;
}

/** One look-up for each service of a cluster and each derivation: a plain weak map, without arguments to compare. */
const resolverOf = memoByKey((proxy: ProxyNode) => {
  const known = new WeakMap<ClusterService, readonly ServicePortInfo[]>();
  return (service: ClusterService): readonly ServicePortInfo[] => {
    const before = known.get(service);
    if (before !== undefined) return before;
    const resolved = resolveService(service, proxy);
    known.set(service, resolved);
    return resolved;
  };
});

function resolveService(service: ClusterService, proxy: ProxyNode): readonly ServicePortInfo[] {
  if (service.headless || service.type === 'ExternalName') return [];
  const [clusterIP] = ofFamily(service.clusterIPs, proxy.family);
  if (clusterIP === undefined) return [];
  const shared = { ...addressesOf(service, proxy), ...policiesOf(service, proxy), clusterIP };
  return service.ports.map((port) => {
    const name = servicePortName(service.namespace, service.name, port.name, proxy.behaviour.unnamedPort);
    const { nodePort } = port;
    const externallyAccessible =
      nodePort !== undefined || shared.externalIPs.length > 0 || shared.loadBalancerIPs.length > 0;
    const { internalPolicyLocal, externalPolicyLocal } = shared;
    return {
      ...shared,
      service,
      port,
      name,
      protocol: port.protocol,
      hash: servicePortHash(name, port.protocol),
      nodePort,
      healthCheckNodePort: service.healthCheckNodePort,
      affinity: service.sessionAffinitySeconds,
      externallyAccessible,
      // External policy Local needs all endpoints too, for traffic that starts in the cluster.
      usesClusterEndpoints: !internalPolicyLocal || externallyAccessible,
      usesLocalEndpoints: internalPolicyLocal || (externalPolicyLocal && externallyAccessible),
      endpoints: endpointsOf(service, port, proxy),
    };
  });
}

function addressesOf(
  service: ClusterService,
  proxy: ProxyNode,
): Pick<ServicePortInfo, 'externalIPs' | 'loadBalancerIPs' | 'sourceRanges'> {
  const honoursMode = proxy.enabled('LoadBalancerIPMode');
  const loadBalancerIPs = service.loadBalancerIngress
    .filter(({ ipMode }) => !(honoursMode && ipMode === 'Proxy'))
    .map(({ ip }) => ip);
  return {
    externalIPs: proxy.enabled('AllowServiceExternalIPs') ? ofFamily(service.externalIPs, proxy.family) : [],
    loadBalancerIPs: ofFamily(loadBalancerIPs, proxy.family),
    sourceRanges: sourceRangesOf(service, proxy),
  };
}

/** Of the field alone: kube-proxy does not read the deprecated annotation. */
function sourceRangesOf(
  { resource }: ClusterService,
  { family, behaviour }: ProxyNode,
): readonly Fact<Cidr>[] {
  const ranges = resource.loadBalancerSourceRanges.flatMap(({ value, span }) => {
    const parsed = parseCidr(value.trim());
    return parsed?.family === family ? [{ ...parsed, because: written(span, 'source range') }] : [];
  });
  if (behaviour.zeroSourceRangeOpens && ranges.some(({ prefixLength }) => prefixLength === 0)) return [];
  return ranges.map(({ network, because }) => fact(network, because));
}

function policiesOf(
  service: ClusterService,
  { behaviour, enabled }: ProxyNode,
): Pick<ServicePortInfo, 'internalPolicyLocal' | 'externalPolicyLocal'> {
  const takesPolicy =
    service.type === 'LoadBalancer' ||
    service.type === 'NodePort' ||
    (behaviour.localPolicyOfExternalIPs && service.externalIPs.length > 0);
  return {
    externalPolicyLocal: takesPolicy && service.externalTrafficPolicy.value === 'Local',
    internalPolicyLocal:
      enabled('ServiceInternalTrafficPolicy') && service.internalTrafficPolicy.value === 'Local',
  };
}

const none: readonly Fact<string>[] = [];

function ofFamily(addresses: readonly Fact<string>[], family: IpFamily): readonly Fact<string>[] {
  if (addresses.length === 0) return none;
  return addresses.flatMap((written) => {
    const address = isOfFamily(written.value, family) ? canonicalAddress(written.value) : undefined;
    if (address === undefined) return [];
    return address === written.value ? [written] : [fact(address, written.because)];
  });
}
