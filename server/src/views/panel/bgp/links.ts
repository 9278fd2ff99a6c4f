import type { Cluster } from '../../../cluster/cluster.ts';
import { sentOver } from '../../../dataplane/routing/exports.ts';
import { familyOfCidr, type Cidr } from '../../../net/cidr.ts';
import type { PictureLink } from '../../../protocol/panel.ts';
import { peerName } from '../../bgp/facts.ts';
import { count } from '../../words.ts';
import type { DrawnSession, Group } from './groups.ts';
import { shortPrefixes } from './shortPrefixes.ts';

/** The sessions between each two groups as one line; what is announced is told from the nodes towards the peer. */
export function linksOf(
  cluster: Cluster,
  groups: readonly Group[],
  sessions: readonly DrawnSession[],
): readonly PictureLink[] {
  const places = placesOf(groups);
  const pairs = new Map<string, { readonly to: number; readonly from: number; sessions: DrawnSession[] }>();
  for (const drawn of sessions) {
    const local = places.get(drawn.session.local.name);
    const remote = places.get(peerName(drawn.session));
    if (local === undefined || remote === undefined) continue;
    const [to, from] = local < remote ? [local, remote] : [remote, local];
    const key = `${String(to)} ${String(from)}`;
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { to, from, sessions: [drawn] });
    else known.sessions.push(drawn);
  }
  return [...pairs.values()].map((pair) => linkOf(cluster, places, pair));
}

function placesOf(groups: readonly Group[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  groups.forEach(({ members }, index) => {
    for (const { name } of members) places.set(name, index);
  });
  return places;
}

function linkOf(
  cluster: Cluster,
  places: ReadonlyMap<string, number>,
  {
    to,
    from,
    sessions,
  }: { readonly to: number; readonly from: number; readonly sessions: readonly DrawnSession[] },
): PictureLink {
  const down = sessions.filter((drawn) => drawn.down !== undefined);
  const sending = sessions.filter(
    (drawn) => drawn.down === undefined && places.get(drawn.session.local.name) === from,
  );
  const carries = shortPrefixes(sending.flatMap(({ session }) => sentPrefixesOf(cluster, session)));
  const [firstDown] = down;
  const several = bothEnds(sessions);
  const state = down.length === 0 ? 'up' : down.length === sessions.length ? 'down' : 'partly';
  return {
    to,
    from,
    protocol: sessions.some(({ session }) => session.internal) ? 'iBGP' : 'eBGP',
    state,
    carries,
    note:
      firstDown?.down === undefined
        ? several
        : state === 'down'
          ? `down: ${firstDown.down}`
          : `${String(down.length)} of ${String(sessions.length)} down: ${firstDown.down}`,
  };
}

/** `2 sessions`; both ends of one between nodes are one. */
function bothEnds(sessions: readonly DrawnSession[]): string {
  const pairs = new Set(sessions.map(({ session }) => [session.localIp, session.remoteIp].sort().join(' ')));
  return count(pairs.size, 'session');
}

const sentPrefixesOf = (cluster: Cluster, session: DrawnSession['session']): readonly Cidr[] =>
  sentOver(cluster, session, undefined, (prefix) => familyOfCidr(prefix) === session.family).map(
    ({ prefix }) => prefix,
  );
