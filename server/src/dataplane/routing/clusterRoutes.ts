import { calicoBlocks, ownedPrefixes } from '../../cluster/calico/blocks.ts';
import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { ClusterPool, Encapsulation } from '../../cluster/calico/pool.ts';
import { routedBy } from '../../cluster/calico/clusterRouting.ts';
import { tunnelAddress, tunnelInterface } from '../../cluster/calico/tunnels.ts';
import { calicoAtLeast, calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { contains, type Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import { prefixTree, type PrefixTree } from '../../net/prefixTree.ts';
import { machinery, merge, type Origin } from '../../origin/origin.ts';
import { announcements } from './announcements.ts';
import { metrics6, resolveNextHop } from './connected.ts';
import { holds, rangeTree } from './exportPolicy.ts';
import { kernelRoutes } from './kernelRoutes.ts';
import { learnedBy } from './learn.ts';
import { learntRoutes, type Program } from './learntRoutes.ts';
import { blackhole, routeMetric } from './nodeRoute.ts';
import type { NextHop, Route } from './route.ts';
import { wireguardOf } from './wireguard.ts';
import { advertisedRanges } from './serviceRoutes.ts';

/** The ways to other nodes' pods and to announced services: BIRD's and Felix's. */
export function clusterRoutes(cluster: Cluster, node: BgpNode, family: IpFamily): readonly Route[] {
  const rejected = rangeTree(advertisedRanges(cluster).map(({ value }) => value));
  const own = new Set([
    ...announcements(cluster, node.name).map(({ prefix }) => prefix),
    ...kernelRoutes(cluster, node).map(({ prefix }) => prefix),
  ]);
  const learned = learnedBy(
    cluster,
    { kind: 'node', node },
    family,
    (prefix) => !holds(rejected, prefix) && !own.has(prefix),
  );
  return [
    ...learntRoutes(node.node, learned, kernelFilter(cluster, node, family)),
    ...ownServiceAddresses(cluster, node, family, rejected),
    ...felixRoutes(cluster, node, family),
  ];
}

/** bird_ipam.cfg.template, calico_kernel_programming: pools decide about tunnels. */
function kernelFilter(cluster: Cluster, node: BgpNode, family: IpFamily): Program {
  const version = calicoVersion(cluster).value;
  const pools = prefixTree(cluster.pools.map((pool) => [pool.cidr, pool] as const));
  const metric = routeMetric(version, family);
  const encrypted = wireguardPeers(cluster, node, family);
  return ({ prefix, nextHop }, hop) => {
    const encapsulation = pools.covering(prefix)[0]?.encapsulation;
    if (encrypted.has(nextHop)) return undefined;
    if (encapsulation === undefined) return { hop, metric, options: [] };
    if (routedBy(cluster, encapsulation.value.kind) === 'felix') return undefined;
    if (!isTunnelled(encapsulation.value, node, nextHop, family)) return { hop, metric, options: [] };
    const because = merge(hop.because, encapsulation.because);
    const tunnelled = { via: nextHop, device: 'tunl0', weight: 1, paths: hop.paths ?? [], because };
    return { hop: tunnelled, metric, options: ['onlink'] };
  };
}

/**
 * Nodes whose blocks WireGuard's own table leads to: from v3.32 on BIRD leaves their routes out of the main table, where
 * they were of no use.
 */
function wireguardPeers(cluster: Cluster, node: BgpNode, family: IpFamily): ReadonlySet<Ip> {
  const isRejecting = calicoAtLeast(calicoVersion(cluster).value, 32);
  if (!isRejecting || wireguardOf(cluster, node.node, family) === undefined) return new Set();
  return new Set(
    bgpNodes(cluster).flatMap((other) => {
      const address = other.addresses[family]?.ip;
      return address === undefined || wireguardOf(cluster, other.node, family) === undefined ? [] : [address];
    }),
  );
}

/** CrossSubnet asks whether the other node is on this node's own subnet. */
function isTunnelled(encapsulation: Encapsulation, node: BgpNode, remote: Ip, family: IpFamily): boolean {
  if (encapsulation.kind === 'none') return false;
  const subnet = node.addresses[family]?.subnet;
  return encapsulation.mode === 'Always' || subnet === undefined || !contains(subnet, remote);
}

/**
 * An address that is announced by itself and lies in no announced range is a static route of BIRD which nothing keeps
 * out of the kernel.
 */
function ownServiceAddresses(
  cluster: Cluster,
  node: BgpNode,
  family: IpFamily,
  rejected: PrefixTree<Cidr>,
): readonly Route[] {
  return announcements(cluster, node.name, family)
    .filter(({ prefix, reason }) => reason.kind === 'serviceAddress' && !holds(rejected, prefix))
    .map(({ prefix, because }) =>
      blackhole(prefix, 'bird', family, [
        because,
        machinery(
          'bird',
          'an announced single address is in the kernel too: kube-proxy translates before routing',
        ),
      ]),
    );
}

/** Blocks of other nodes that Felix routes, without BGP. */
function felixRoutes(cluster: Cluster, node: BgpNode, family: IpFamily): readonly Route[] {
  const isFelixs = (pool: ClusterPool): boolean =>
    routedBy(cluster, pool.encapsulation.value.kind) === 'felix';
  if (!cluster.pools.some(isFelixs)) return [];
  const byName = new Map(bgpNodes(cluster).map((other) => [other.name, other]));
  return calicoBlocks(cluster).flatMap((block) => {
    const { pool } = block;
    if (block.family !== family || pool === undefined || !isFelixs(pool)) return [];
    return ownedPrefixes(block).flatMap(({ prefix, owner, because }) => {
      const remote = byName.get(owner);
      if (remote === undefined || remote === node) return [];
      return felixRoute(cluster, node, remote, pool, { prefix, because }) ?? [];
    });
  });
}

function felixRoute(
  cluster: Cluster,
  node: BgpNode,
  remote: BgpNode,
  { encapsulation, family }: ClusterPool,
  { prefix, because }: { readonly prefix: Cidr; readonly because: Origin },
): Route | undefined {
  const address = remote.addresses[family];
  if (address === undefined) return undefined;
  const origin = merge(because, encapsulation.because);
  const hop = isTunnelled(encapsulation.value, node, address.ip, family)
    ? tunnelHop(cluster, remote, address.ip, encapsulation.value, family, origin)
    : directHop(node, address.ip, origin);
  if (hop === undefined) return undefined;
  const tunnelled =
    hop.device === tunnelInterface({ kind: 'ipip', family: 4 }) ||
    hop.device === tunnelInterface({ kind: 'vxlan', family });
  return {
    destination: prefix,
    kind: 'unicast',
    nextHops: [hop],
    protocol: tunnelled && encapsulation.value.kind === 'vxlan' ? undefined : '80',
    scope: 'global',
    source: undefined,
    metric: family === 6 ? metrics6.user : undefined,
    options: tunnelled && encapsulation.value.kind === 'ipip' ? ['onlink', 'mtu 1480'] : ['onlink'],
    because: origin,
  };
}

function directHop(node: BgpNode, remote: Ip, because: Origin): NextHop | undefined {
  const hop = resolveNextHop(node.node, remote);
  return hop === undefined ? undefined : { via: hop.via, device: hop.device, weight: 1, because };
}

/** IPIP goes to the other node's address, VXLAN to the address of its tunnel device. */
function tunnelHop(
  cluster: Cluster,
  remote: BgpNode,
  nodeAddress: Ip,
  { kind }: Encapsulation,
  family: IpFamily,
  because: Origin,
): NextHop | undefined {
  if (kind === 'none') return undefined;
  const device = tunnelInterface({ kind, family });
  if (kind === 'ipip') return { via: nodeAddress, device, weight: 1, because };
  const endpoint = tunnelAddress(cluster, remote.node, { kind: 'vxlan', family });
  return endpoint === undefined
    ? undefined
    : { via: endpoint.value, device, weight: 1, because: merge(because, endpoint.because) };
}
