import { bgpNodes, exclusionLabel } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { announcedBy, type Announced } from '../bgp/announced.ts';
import { code, plain, table } from '../links.ts';
import { count, listed } from '../words.ts';

/** Rows shown. */
const mostRows = 12;

/** Prefix, nodes and reason of the announcements that are wanted, both families; `none` where there are none. */
export function announcedTable(
  cluster: Cluster,
  wanted: (announced: Announced) => boolean,
  none: string,
): string {
  const all = announcementsWanted(cluster, wanted);
  if (all.length === 0) return none;
  const rows = all
    .slice(0, mostRows)
    .map(({ prefix, nodes, why }) => [code(prefix), listed(nodes.map(plain)), plain(why)]);
  const more = all.length > mostRows ? `\n\nand ${count(all.length - mostRows, 'announcement')} more` : '';
  const [excluded] = all.filter((one) => one.excluded.length > 0);
  const left =
    excluded === undefined
      ? ''
      : `\n\n${listed(excluded.excluded.map(plain))} ${excluded.excluded.length === 1 ? 'announces' : 'announce'} none of them: label ${code(exclusionLabel)}.`;
  return `${table(['prefix', 'announced by', 'why'], rows)}${more}${left}`;
}

export const announcementsWanted = (
  cluster: Cluster,
  wanted: (announced: Announced) => boolean,
): readonly Announced[] =>
  ([4, 6] as const).flatMap((family) => announcedBy(cluster, bgpNodes(cluster), family).filter(wanted));

export const isOfService = ({ kind }: Announced): boolean =>
  kind === 'serviceRange' || kind === 'serviceAddress';
