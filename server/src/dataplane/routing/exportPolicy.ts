import { blocksOfNode } from '../../cluster/calico/blocks.ts';
import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Cidr } from '../../net/cidr.ts';
import { prefixTree, type PrefixTree } from '../../net/prefixTree.ts';
import { announcements, type Announcement } from './announcements.ts';

/**
 * What calico_export_to_bgp_peers says on this node to a prefix that it learnt, BGPFilters aside
 * (bird_ipam.cfg.template): pools that are not exported are refused first; then what lies in an own block; what lies in
 * a route of its own for services passes; so does anything in a pool; the rest is refused.
 */
export function mayRelay(cluster: Cluster, node: BgpNode, prefix: Cidr): boolean {
  const { refused, pools, reflected } = poolRanges(cluster);
  if (holds(refused, prefix)) return false;
  const own = ownRanges(node, cluster);
  if (holds(own.blocks, prefix)) return false;
  if (holds(own.statics, prefix) || holds(pools, prefix)) return true;
  return node.clusterId !== undefined && holds(reflected, prefix);
}

/** What the node announces by itself and no pool forbids; the same for every peer without a BGPFilter. */
export const exportedByItself = (cluster: Cluster, node: BgpNode): readonly Announcement[] =>
  ownExports(node, cluster);

const ownExports = memoByKey((node: BgpNode, cluster: Cluster): readonly Announcement[] => {
  const { refused, hidden } = poolRanges(cluster);
  const own = announcements(cluster, node.name);
  return hidden.length === 0 ? own : own.filter(({ prefix }) => !holds(refused, prefix));
});

interface PoolRanges {
  /** Pools with disableBGPExport. A disabled pool hands out no more addresses, but those in use stay announced. */
  readonly hidden: readonly ClusterPool[];
  readonly refused: PrefixTree<Cidr>;
  readonly pools: PrefixTree<Cidr>;
  /** Load-balancer and external ranges, which a route reflector passes on even if it announces none itself. */
  readonly reflected: PrefixTree<Cidr>;
}

const poolRanges = memoByKey((cluster: Cluster): PoolRanges => {
  const pools = cluster.pools;
  const settings = bgpSettings(cluster);
  const hidden = pools.filter((pool) => pool.disableBGPExport.value);
  return {
    hidden,
    refused: rangeTree(hidden.map(({ cidr }) => cidr)),
    pools: rangeTree(pools.filter((pool) => !hidden.includes(pool)).map(({ cidr }) => cidr)),
    reflected: rangeTree(
      [...settings.serviceLoadBalancerIPs, ...settings.serviceExternalIPs].map(({ value }) => value),
    ),
  };
});

interface OwnRanges {
  readonly blocks: PrefixTree<Cidr>;
  /** Service ranges and addresses that this node announces by itself. */
  readonly statics: PrefixTree<Cidr>;
}

const ownRanges = memoByKey((node: BgpNode, cluster: Cluster): OwnRanges => {
  const statics = announcements(cluster, node.name).flatMap(({ prefix, reason }) =>
    reason.kind === 'serviceRange' || reason.kind === 'serviceAddress' ? [prefix] : [],
  );
  return {
    blocks: rangeTree(blocksOfNode(cluster, node.name).map(({ cidr }) => cidr)),
    statics: rangeTree(statics),
  };
});

export const rangeTree = (ranges: readonly Cidr[]): PrefixTree<Cidr> =>
  prefixTree(ranges.map((range) => [range, range] as const));

/** Whether one of the ranges holds the whole of `prefix`. */
export const holds = (ranges: PrefixTree<Cidr>, prefix: Cidr): boolean => ranges.covering(prefix).length > 0;
