import { blocksOfNode } from '../../cluster/calico/blocks.ts';
import { bgpFilters } from '../../cluster/calico/bgpFilters.ts';
import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpConfigurationNamed, bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import { routedBy } from '../../cluster/calico/clusterRouting.ts';
import { prefixCommunities } from '../../cluster/calico/communities.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import { calicoAtLeast, calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import { familyOfCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { BirdConfiguration, BirdFilter, BirdPool, BirdPoolKernel, BirdRange } from '../bird.ts';
import { announcements } from './announcements.ts';
import { birdProtocols } from './birdProtocols.ts';
import { peeringsOf } from './peerings.ts';
import { advertisedRanges } from './serviceRoutes.ts';

/**
 * What confd writes for BIRD on this node (confd/pkg/backends/calico/bgp_processor.go and the templates of calico-node).
 * Undefined for a node that is not there. CALICO_ROUTER_ID is taken as unset: the router id is the IPv4 address.
 */
export function birdConfiguration(
  cluster: Cluster,
  node: ClusterNode,
  family: IpFamily,
): BirdConfiguration | undefined {
  const speaker = bgpNodes(cluster).find(({ name }) => name === node.name);
  if (speaker === undefined) return undefined;
  const own = speaker.addresses[family];
  const ranges = advertisedRanges(cluster).map(({ value, because }): BirdRange => ({ cidr: value, because }));
  return {
    family,
    routerId: speaker.addresses[4]?.ip ?? own?.ip ?? '',
    listen: listenOf(cluster, speaker, family),
    debug: debugOf(cluster, node.name),
    ignoredInterfaces:
      bgpConfigurationNamed(cluster, 'default')?.ignoredInterfaces.map(({ value }) => value) ?? [],
    asNumber: own === undefined ? undefined : speaker.asNumber.value,
    communities: prefixCommunities(cluster, node.name).filter(({ cidr }) => familyOfCidr(cidr) === family),
    filters: filtersOf(cluster, family),
    protocols: birdProtocols(cluster, speaker, family),
    blocks: inKeyOrder(ofFamily(blocksOfNode(cluster, node.name), family)),
    statics: inKeyOrder(staticsOf(cluster, node.name, family)),
    reachable: peeringsOf(cluster, speaker, family).flatMap(({ ip, peer: { reachableBy } }) =>
      reachableBy === undefined ? [] : [{ peer: ip, via: reachableBy.value, because: reachableBy.because }],
    ),
    pools: poolsOf(cluster, speaker, family),
    rejected: inKeyOrder(ofFamily(ranges, family)),
    reflected: speaker.clusterId === undefined ? [] : reflectedRanges(cluster, family),
    felixRoutesIpip: routedBy(cluster, 'ipip') === 'felix',
    metric: calicoAtLeast(calicoVersion(cluster).value, 32) ? metricOf(cluster, family) : undefined,
  };
}

const ofFamily = <T extends { readonly cidr: Cidr }>(ranges: readonly T[], family: IpFamily): readonly T[] =>
  ranges.filter(({ cidr }) => familyOfCidr(cidr) === family);

/** confd lists `192.168.221.192-26` before `192.168.221.64-26`. */
const inKeyOrder = (ranges: readonly BirdRange[]): readonly BirdRange[] => {
  const key = ({ cidr }: BirdRange): string => cidr.replace('/', '-');
  return ranges
    .map(({ cidr, because }) => ({ cidr, because }))
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
};

function listenOf(cluster: Cluster, node: BgpNode, family: IpFamily): BirdConfiguration['listen'] {
  const port = (node.listenPort ?? bgpSettings(cluster).listenPort)?.value;
  const bound = bgpConfigurationNamed(cluster, 'default')?.bindMode?.value === 'NodeIP';
  const address = bound ? node.addresses[family]?.ip : undefined;
  return port === undefined && address === undefined ? undefined : { address, port };
}

/** client.go: getLogSeverityKVPair knows debug and info, and takes all else for none. */
function debugOf(cluster: Cluster, node: string): BirdConfiguration['debug'] {
  const said =
    bgpConfigurationNamed(cluster, `node.${node}`)?.logSeverityScreen ??
    bgpConfigurationNamed(cluster, 'default')?.logSeverityScreen;
  const level = said?.value.toLowerCase() ?? 'info';
  return level === 'debug' ? 'all' : level === 'info' ? 'states' : 'none';
}

const filtersOf = (cluster: Cluster, family: IpFamily): readonly BirdFilter[] =>
  [...bgpFilters(cluster).values()]
    .map(({ name, rules }) => ({
      name,
      imports: rules.import[family],
      exports: rules.export[family],
    }))
    .filter(({ imports, exports }) => imports.length + exports.length > 0);

const staticsOf = (cluster: Cluster, node: string, family: IpFamily): readonly BirdRange[] =>
  announcements(cluster, node, family).flatMap(({ prefix, reason, because }) =>
    reason.kind === 'serviceRange' || reason.kind === 'serviceAddress' ? [{ cidr: prefix, because }] : [],
  );

function reflectedRanges(cluster: Cluster, family: IpFamily): readonly BirdRange[] {
  const { serviceLoadBalancerIPs, serviceExternalIPs } = bgpSettings(cluster);
  const ranges = [...serviceLoadBalancerIPs, ...serviceExternalIPs];
  return ofFamily(
    ranges.map(({ value, because }) => ({ cidr: value, because })),
    family,
  );
}

const poolsOf = (cluster: Cluster, node: BgpNode, family: IpFamily): readonly BirdPool[] =>
  cluster.pools
    .filter((pool) => pool.family === family)
    .map((pool) => ({
      cidr: pool.cidr,
      exported: !pool.disableBGPExport.value,
      kernel: kernelOf(cluster, node, pool),
      because: pool.because,
    }));

function kernelOf(cluster: Cluster, node: BgpNode, { encapsulation, family }: ClusterPool): BirdPoolKernel {
  const { kind } = encapsulation.value;
  if (kind === 'vxlan') return { kind: 'felix', note: 'VXLAN routes are left to Felix' };
  if (routedBy(cluster, kind) === 'felix') return { kind: 'felix', note: 'Felix writes these routes' };
  if (encapsulation.value.kind === 'none') return { kind: 'plain' };
  const subnet = node.addresses[family]?.subnet;
  return encapsulation.value.mode === 'Always' || subnet === undefined
    ? { kind: 'tunnel' }
    : { kind: 'tunnelBeyond', subnet };
}

/** ipv4NormalRoutePriority and its twin; 1024 when nobody says. */
function metricOf(cluster: Cluster, family: IpFamily): number {
  const configuration = bgpConfigurationNamed(cluster, 'default');
  const said = family === 4 ? configuration?.ipv4NormalRoutePriority : configuration?.ipv6NormalRoutePriority;
  return said?.value ?? 1024;
}
