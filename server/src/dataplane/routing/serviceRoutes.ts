import { bgpConfigurationNamed, bgpSettings, type BgpSettings } from '../../cluster/calico/bgpSettings.ts';
import { calicoAtLeast, calicoVersion, type CalicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster, ClusterEndpoint, ClusterService } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { contains, hostCidr, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import { merge, type Fact, type Origin } from '../../origin/origin.ts';

/** Host routes of one service, and who announces them. */
export interface ServiceRoutes {
  readonly service: ClusterService;
  readonly prefixes: readonly ServicePrefix[];
  /** Set: every node that is not excluded announces them, and this is why. */
  readonly everywhere: Origin | undefined;
  /** Else the nodes that do, each with its reason. */
  readonly nodes: ReadonlyMap<string, Origin>;
}

export interface ServicePrefix {
  readonly prefix: Cidr;
  readonly address: 'cluster IP' | 'external IP' | 'load-balancer IP';
  readonly because: Origin;
}

/** The services that are announced address by address (confd/pkg/backends/calico/routes.go: advertiseThisService). */
export const advertisedServices = memoByKey((cluster: Cluster): readonly ServiceRoutes[] => {
  const settings = settingsOf(cluster);
  const nothing =
    settings.serviceClusterIPs.length +
    settings.serviceExternalIPs.length +
    settings.serviceLoadBalancerIPs.length;
  if (nothing === 0) return [];
  const { minor } = calicoVersion(cluster).value;
  return cluster.services.flatMap((service) => routesOf(service, settings, minor) ?? []);
});

/** The same object while the BGPConfiguration is the same, so that services keep what they derived from it. */
function settingsOf(cluster: Cluster): BgpSettings {
  const configuration = bgpConfigurationNamed(cluster, 'default');
  return configuration === undefined ? bgpSettings(cluster) : settingsIn(configuration, cluster);
}

const kept = new WeakMap<object, BgpSettings>();

function settingsIn(configuration: object, cluster: Cluster): BgpSettings {
  const known = kept.get(configuration) ?? bgpSettings(cluster);
  kept.set(configuration, known);
  return known;
}

const routesOf = memoByKey(
  (service: ClusterService, settings: BgpSettings, minor: number): ServiceRoutes | undefined => {
    if (service.type === 'ExternalName' || service.headless || service.clusterIPs.length === 0)
      return undefined;
    const who = announcers(service, settings, { major: 3, minor });
    if (who.everywhere === undefined && who.nodes.size === 0) return undefined;
    const prefixes = prefixesOf(service, settings);
    return prefixes.length === 0 ? undefined : { service, prefixes, ...who };
  },
);

type Announcers = Pick<ServiceRoutes, 'everywhere' | 'nodes'>;

const nobody: Announcers = { everywhere: undefined, nodes: new Map() };

function announcers(service: ClusterService, settings: BgpSettings, version: CalicoVersion): Announcers {
  const single = singleAddressEntry(service, settings, version);
  if (single !== undefined) return { everywhere: single, nodes: new Map() };
  const { value: policy, because } = service.externalTrafficPolicy;
  if (policy === 'Local') return { everywhere: undefined, nodes: nodesWithEndpoints(service, because) };
  const aggregated = settings.loadBalancerAggregation;
  if (aggregated.value || !calicoAtLeast(version, 31)) return nobody;
  const ready = countedEndpoints(service).find((endpoint) => endpoint.ready);
  return ready === undefined
    ? nobody
    : { everywhere: merge(aggregated.because, ready.because), nodes: new Map() };
}

/** policy Cluster, and an address that the configuration lists by itself: nobody announces a range for it. */
function singleAddressEntry(
  service: ClusterService,
  settings: BgpSettings,
  version: CalicoVersion,
): Origin | undefined {
  if (service.externalTrafficPolicy.value !== 'Cluster' || !hasExternalTrafficPolicy(service))
    return undefined;
  if (service.type === 'LoadBalancer' && calicoAtLeast(version, 25)) {
    const asked = service.resource.loadBalancerIP?.value;
    const addresses = [
      ...(asked === undefined ? [] : [asked]),
      ...service.loadBalancerIngress.map(({ ip }) => ip.value),
    ];
    const entry = singleEntryFor(addresses, settings.serviceLoadBalancerIPs);
    if (entry !== undefined) return entry.because;
  }
  if (!calicoAtLeast(version, 30)) return undefined;
  const addresses = service.externalIPs.map(({ value }) => value);
  return singleEntryFor(addresses, settings.serviceExternalIPs)?.because;
}

/** The API server fills the policy in only for services that outsiders can reach. */
const hasExternalTrafficPolicy = ({ type, externalIPs }: ClusterService): boolean =>
  type !== 'ClusterIP' || externalIPs.length > 0;

const singleEntryFor = (
  addresses: readonly string[],
  entries: readonly Fact<Cidr>[],
): Fact<Cidr> | undefined =>
  entries.find(({ value }) => isSingle(value) && addresses.some((address) => holds(value, address)));

export const isSingle = (cidr: Cidr): boolean => prefixLengthOf(cidr) === (cidr.includes(':') ? 128 : 32);

function holds(cidr: Cidr, address: string): boolean {
  const ip = parseIp(address);
  return ip !== undefined && contains(cidr, ip);
}

/** Endpoints of the service's own families; being terminating or serving is not asked about. */
function countedEndpoints(service: ClusterService): readonly ClusterEndpoint[] {
  const families = new Set(service.clusterIPs.map(({ value }) => (value.includes(':') ? 6 : 4)));
  return service.slices.filter(({ family }) => families.has(family)).flatMap(({ endpoints }) => endpoints);
}

function nodesWithEndpoints(service: ClusterService, policy: Origin): ReadonlyMap<string, Origin> {
  const nodes = new Map<string, Origin>();
  for (const { ready, nodeName, because } of countedEndpoints(service))
    if (ready && nodeName !== undefined && !nodes.has(nodeName)) nodes.set(nodeName, merge(policy, because));
  return nodes;
}

/** routes.go: getAllRoutesForService. */
function prefixesOf(service: ClusterService, settings: BgpSettings): readonly ServicePrefix[] {
  const [switchedOn] = settings.serviceClusterIPs;
  const clusterIPs = switchedOn === undefined ? [] : service.clusterIPs;
  return [
    ...clusterIPs.flatMap((ip) => prefixOf(ip, 'cluster IP', switchedOn)),
    ...service.externalIPs.flatMap((ip) => allowed(ip, 'external IP', settings.serviceExternalIPs)),
    ...service.loadBalancerIngress.flatMap(({ ip }) =>
      allowed(ip, 'load-balancer IP', settings.serviceLoadBalancerIPs),
    ),
  ];
}

function allowed(
  ip: Fact<string>,
  address: ServicePrefix['address'],
  ranges: readonly Fact<Cidr>[],
): readonly ServicePrefix[] {
  const range = ranges.find(({ value }) => holds(value, ip.value));
  return range === undefined ? [] : prefixOf(ip, address, range);
}

function prefixOf(
  ip: Fact<string>,
  address: ServicePrefix['address'],
  range: Fact<Cidr> | undefined,
): readonly ServicePrefix[] {
  const parsed: Ip | undefined = parseIp(ip.value);
  if (parsed === undefined) return [];
  const because = range === undefined ? ip.because : merge(ip.because, range.because);
  return [{ prefix: hostCidr(parsed), address, because }];
}

/** The configured ranges that nodes announce whole (client.go: updateGlobalRoutes). */
export function advertisedRanges(cluster: Cluster): readonly Fact<Cidr>[] {
  const settings = settingsOf(cluster);
  const version = calicoVersion(cluster).value;
  const whole = (entries: readonly Fact<Cidr>[], since: number): readonly Fact<Cidr>[] =>
    calicoAtLeast(version, since) ? entries.filter(({ value }) => !isSingle(value)) : entries;
  const aggregated = settings.loadBalancerAggregation.value || !calicoAtLeast(version, 31);
  return [
    ...settings.serviceClusterIPs,
    ...whole(settings.serviceExternalIPs, 30),
    ...(aggregated ? whole(settings.serviceLoadBalancerIPs, 25) : []),
  ];
}
