import { bgpFilters, type FilterRule } from '../../cluster/calico/bgpFilters.ts';
import { bgpPeers } from '../../cluster/calico/bgpPeers.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { keptBack } from '../../dataplane/routing/exports.ts';
import { refusedTo } from '../../dataplane/routing/refused.ts';
import type { Session } from '../../dataplane/routing/sessions.ts';
import type { BgpFilter } from '../../resources/calico/bgpFilter.ts';
import { nameOf } from '../../resources/meta.ts';
import { peerName } from '../bgp/facts.ts';
import { sessionsOf } from '../peerSessions.ts';
import { count, listed } from '../words.ts';
import { showBgp } from './bgp.ts';
import type { LensContent, TellLens } from './tellLens.ts';

/** So many nodes are asked what their import filters refuse. */
const mostImporters = 20;

/** `used by BGPPeer tor: keeps back 2 prefixes`, `…: takes nothing away`. */
export const filterLens =
  (cluster: Cluster, filter: BgpFilter): TellLens =>
  (): LensContent => {
    const name = nameOf(filter);
    const peers = bgpPeers(cluster).filter(({ filters }) => filters.includes(name));
    if (peers.length === 0) return { title: 'used by no BGPPeer', action: showBgp() };
    const sessions = peers.flatMap(({ resource }) => sessionsOf(cluster, resource));
    const kept = keptByExport(cluster, name, sessions);
    const refused = refusedByImport(cluster, filter, sessions);
    const taken = [
      ...(kept.size === 0 ? [] : [`keeps back ${count(kept.size, 'prefix')}`]),
      ...(refused.size === 0 ? [] : [`refuses ${count(refused.size, 'prefix')}`]),
    ];
    const [peer, ...others] = new Set(sessions.map(peerName));
    const at = others.length === 0 && sessions[0]?.remote !== undefined && kept.size > 0 ? peer : undefined;
    return {
      title: `used by BGPPeer ${listed(
        peers.map((one) => one.name),
        3,
      )}: ${taken.length === 0 ? 'takes nothing away' : taken.join(', ')}`,
      action: showBgp(at),
    };
  };

function keptByExport(cluster: Cluster, name: string, sessions: readonly Session[]): ReadonlySet<string> {
  const rules = bgpFilters(cluster).get(name)?.rules.export;
  const own = new Set<FilterRule | undefined>([...(rules?.[4] ?? []), ...(rules?.[6] ?? [])]);
  return new Set(
    sessions
      .flatMap((session) => keptBack(cluster, session, undefined, session.family))
      .filter(({ rule }) => own.has(rule))
      .map(({ path }) => path.prefix),
  );
}

/** What the nodes that have the filter on a session do not take because of it. */
function refusedByImport(
  cluster: Cluster,
  { importV4, importV6, section, span }: BgpFilter,
  sessions: readonly Session[],
): ReadonlySet<string> {
  if (importV4.length + importV6.length === 0) return new Set();
  const nodes = [...new Set(sessions.map(({ local }) => local))].slice(0, mostImporters);
  const refusals = nodes.flatMap((node) =>
    ([4, 6] as const).flatMap((family) => refusedTo(cluster, { kind: 'node', node }, family)),
  );
  return new Set(
    refusals
      .filter(
        ({ by, because: [first] }) =>
          by.kind === 'import filter' &&
          first.kind === 'manifest' &&
          first.span.section === section &&
          span.start <= first.span.start &&
          first.span.end <= span.end,
      )
      .map(({ prefix }) => prefix),
  );
}
