import { bgpFilters, type FilterRule } from '../../cluster/calico/bgpFilters.ts';
import { bgpPeers } from '../../cluster/calico/bgpPeers.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { keptBack } from '../../dataplane/routing/exports.ts';
import type { Session } from '../../dataplane/routing/sessions.ts';
import type { BgpFilter } from '../../resources/calico/bgpFilter.ts';
import { nameOf } from '../../resources/meta.ts';
import { peerName } from '../bgp/facts.ts';
import { code, plain, table } from '../links.ts';
import { sessionsOf } from '../peerSessions.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import type { PathAt } from './path.ts';

/** Who uses a BGPFilter, and what its export rules keep back from whom: all of them, or the one under the pointer. */
export function hoverBgpFilter(
  { cluster }: ViewContext,
  filter: BgpFilter,
  { keys: [top, field = '', index] }: PathAt,
): string | undefined {
  const isName = top === 'metadata' && field === 'name';
  if (!isName && !(top === 'spec' && lists.has(field))) return undefined;
  const name = nameOf(filter);
  const peers = bgpPeers(cluster).filter(({ filters }) => filters.includes(name));
  if (peers.length === 0) return 'No BGPPeer names this filter, so it does nothing.';
  const used = `Used by BGPPeer ${listed(peers.map((peer) => plain(peer.name)))}.`;
  if (field.startsWith('import')) return used;
  const wanted = rulesOf(bgpFilters(cluster).get(name), isName ? undefined : field, index);
  const kept = keptByRules(
    cluster,
    peers.flatMap(({ resource }) => sessionsOf(cluster, resource)),
    wanted,
  );
  return kept.size === 0 ? `${used} It keeps nothing back.` : `${used}\n\n${keptTable(kept)}`;
}

const lists: ReadonlySet<string> = new Set(['exportV4', 'exportV6', 'importV4', 'importV6']);

type Rules = ReadonlySet<FilterRule | undefined>;
type Kept = Map<string, { readonly peers: Set<string>; readonly nodes: Set<string> }>;

function keptByRules(cluster: Cluster, sessions: readonly Session[], rules: Rules): Kept {
  const kept: Kept = new Map();
  for (const session of sessions)
    for (const { path, rule } of keptBack(cluster, session, undefined, session.family)) {
      if (!rules.has(rule)) continue;
      const row = kept.get(path.prefix) ?? { peers: new Set(), nodes: new Set() };
      kept.set(path.prefix, row);
      row.peers.add(peerName(session));
      row.nodes.add(session.local.name);
    }
  return kept;
}

/** The export rules that are meant: of both families, of one, or a single one. */
function rulesOf(
  filter: ReturnType<ReturnType<typeof bgpFilters>['get']>,
  field: string | undefined,
  index: string | undefined,
): Rules {
  const { 4: four, 6: six } = filter?.rules.export ?? { 4: [], 6: [] };
  if (field === undefined) return new Set([...four, ...six]);
  const list = field === 'exportV4' ? four : field === 'exportV6' ? six : [];
  return new Set(index === undefined ? list : list.slice(Number(index), Number(index) + 1));
}

/** Rows shown. */
const mostRows = 10;

function keptTable(rows: Kept): string {
  const shown = [...rows]
    .slice(0, mostRows)
    .map(([prefix, { nodes, peers }]) => [
      code(prefix),
      listed([...nodes].map(plain)),
      listed([...peers].map(plain)),
    ]);
  const more = rows.size > mostRows ? `\n\nand ${count(rows.size - mostRows, 'prefix')} more` : '';
  return `${table(['kept back', 'of', 'from'], shown)}${more}`;
}
