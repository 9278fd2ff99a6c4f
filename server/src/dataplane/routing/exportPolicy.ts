import { blocksOfNode } from '../../cluster/calico/blocks.ts';
import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import { calicoPools } from '../../cluster/calico/pools.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { prefixTree, isWithin } from '../../net/prefixTree.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { announcements } from './announcements.ts';

/**
 * What calico_export_to_bgp_peers says to a prefix on this node, BGPFilters aside (bird_ipam.cfg.template):
 * pools that are not exported are refused first; then own blocks pass and what lies beneath them does not; what lies in
 * a route of its own for services passes; so does anything in a pool; the rest is refused.
 */
export function mayExport(cluster: Cluster, node: BgpNode, family: IpFamily, prefix: Cidr): boolean {
  const { refused, pools, reflected } = poolRanges(cluster);
  if (isWithin(refused, prefix)) return false;
  const own = ownRanges(cluster, node, family);
  if (own.blocks.get(prefix) !== undefined) return true;
  if (own.blocks.covering(prefix).length > 0) return false;
  if (own.statics.covering(prefix).length > 0 || isWithin(pools, prefix)) return true;
  return node.clusterId !== undefined && isWithin(reflected, prefix);
}

interface PoolRanges {
  readonly refused: readonly Cidr[];
  readonly pools: readonly Cidr[];
  /** Load-balancer and external ranges, which a route reflector passes on even if it announces none itself. */
  readonly reflected: readonly Cidr[];
}

const poolRanges = memoByKey((cluster: Cluster): PoolRanges => {
  const pools = calicoPools(cluster);
  const settings = bgpSettings(cluster);
  // A disabled pool hands out no more addresses, but those in use stay announced.
  const hidden = pools.filter((pool) => pool.disableBGPExport.value);
  return {
    refused: hidden.map(({ cidr }) => cidr),
    pools: pools.filter((pool) => !hidden.includes(pool)).map(({ cidr }) => cidr),
    reflected: [...settings.serviceLoadBalancerIPs, ...settings.serviceExternalIPs].map(({ value }) => value),
  };
});

interface OwnRanges {
  readonly blocks: ReturnType<typeof prefixTree<Cidr>>;
  /** Service ranges and addresses that this node announces by itself. */
  readonly statics: ReturnType<typeof prefixTree<Cidr>>;
}

const ownRanges = (cluster: Cluster, node: BgpNode, family: IpFamily): OwnRanges =>
  (family === 4 ? ownRanges4 : ownRanges6)(node, cluster);

const ownRanges4 = memoByKey((node: BgpNode, cluster: Cluster) => readOwnRanges(cluster, node, 4));
const ownRanges6 = memoByKey((node: BgpNode, cluster: Cluster) => readOwnRanges(cluster, node, 6));

function readOwnRanges(cluster: Cluster, { name }: BgpNode, family: IpFamily): OwnRanges {
  const blocks = blocksOfNode(cluster, name).map(({ cidr }) => [cidr, cidr] as const);
  const statics = announcements(cluster, name, family).flatMap(({ prefix, reason }) =>
    reason.kind === 'serviceRange' || reason.kind === 'serviceAddress' ? [[prefix, prefix] as const] : [],
  );
  return { blocks: prefixTree(blocks), statics: prefixTree(statics) };
}
