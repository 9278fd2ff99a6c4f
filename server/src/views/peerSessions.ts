import { bgpNodes } from '../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { peerSessions, type Session } from '../dataplane/routing/sessions.ts';
import { memoByKey } from '../memo/memo.ts';
import type { BgpPeer } from '../resources/calico/bgpPeer.ts';

/** The sessions that nodes open because of this BGPPeer, in node order; those that answer for its far end are left out. */
export const sessionsOf = (cluster: Cluster, peer: BgpPeer): readonly Session[] =>
  (sessionsByPeer(cluster).get(peer) ?? []).filter(({ peering }) => peering?.reverse !== true);

const sessionsByPeer = memoByKey((cluster: Cluster): ReadonlyMap<BgpPeer, readonly Session[]> => {
  const found = new Map<BgpPeer, Session[]>();
  for (const node of bgpNodes(cluster))
    for (const family of [4, 6] as const)
      for (const session of peerSessions(cluster, node, family)) {
        const peer = session.peering?.peer.resource;
        if (peer === undefined) continue;
        const known = found.get(peer);
        if (known === undefined) found.set(peer, [session]);
        else known.push(session);
      }
  return found;
});
