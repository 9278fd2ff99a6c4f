import { routedBy } from '../../cluster/calico/clusterRouting.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { containsCidr } from '../../net/cidr.ts';
import { code, plain } from '../links.ts';
import { listed } from '../words.ts';
import { announcedTable, announcementsWanted } from './announcedRoutes.ts';

/** What disableBGPExport keeps back, who then has no route to it, and which announcements remain. */
export function hoverExport(cluster: Cluster, pool: ClusterPool): string {
  const isOfPool = ({ prefix }: { readonly prefix: ClusterPool['cidr'] }): boolean =>
    containsCidr(pool.cidr, prefix);
  if (!pool.disableBGPExport.value)
    return `Nodes announce the blocks they own to their BGP peers.\n\n${announcedTable(cluster, isOfPool, 'No node has a block of it yet.')}`;
  const kept = announcementsWanted(cluster, isOfPool);
  const blocks =
    kept.length === 0
      ? 'Its blocks are not announced to BGP peers, the other nodes included.'
      : `Not announced to any BGP peer, the other nodes included: ${listed(
          kept.map(({ prefix, nodes }) => `${code(prefix)} (${listed(nodes.map(plain))})`),
          6,
        )}.`;
  const remains = announcedTable(cluster, (one) => !isOfPool(one), 'Nothing else is announced.');
  return `${blocks} ${reachable(cluster, pool)}\n\nStill announced:\n\n${remains}`;
}

function reachable(cluster: Cluster, { encapsulation: { value }, name }: ClusterPool): string {
  return routedBy(cluster, value.kind) === 'felix'
    ? 'Nodes still reach each other’s pods of it, for Felix writes these routes without BGP.'
    : `A pod of it can then be reached from its own node only. A Service with endpoints in ${plain(name)} answers only where packets arrive on the node of an endpoint, although its own address is announced as before.`;
}

/** A disabled pool gives no new addresses; who has one keeps it, and its route. */
export function hoverDisabled(cluster: Cluster, pool: ClusterPool): string {
  if (!pool.disabled.value) return 'In use.';
  const remains = announcedTable(
    cluster,
    ({ prefix }) => containsCidr(pool.cidr, prefix),
    'No node has a block of it.',
  );
  return `No pod gets a new address from it; pods that have one keep it, and their blocks stay announced:\n\n${remains}`;
}
