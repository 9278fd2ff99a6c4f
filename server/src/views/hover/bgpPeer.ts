import { bgpPeers } from '../../cluster/calico/bgpPeers.ts';
import type { Session } from '../../dataplane/routing/sessions.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import { code, plain, table } from '../links.ts';
import { sessionsOf } from '../peerSessions.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** To whom a BGPPeer opens sessions, from which nodes, and which of them come up. */
export function hoverBgpPeer(context: ViewContext, peer: BgpPeer, path: PathAt): string | undefined {
  const field = fieldName(path);
  if (field === 'spec.node' || field === 'spec.nodeSelector') return locals(context, peer);
  if (field === 'spec.keepOriginalNextHop' || field === 'spec.nextHopMode') return nextHop(peer);
  if (field === 'spec.asNumber') return `${asNumber(context, peer)}\n\n${sessions(context, peer)}`;
  return ['metadata.name', 'spec.peerIP', 'spec.peerSelector'].includes(field)
    ? sessions(context, peer)
    : undefined;
}

function locals({ cluster }: ViewContext, peer: BgpPeer): string {
  const found = bgpPeers(cluster).find(({ resource }) => resource === peer);
  const names = (found?.locals ?? []).map(plain);
  return names.length === 0 ? 'No node has this peer.' : `Nodes that have this peer: ${listed(names, 8)}.`;
}

/** Sessions shown. */
const mostRows = 10;

function sessions({ cluster }: ViewContext, peer: BgpPeer): string {
  const all = sessionsOf(cluster, peer);
  if (all.length === 0) return 'No node opens a session because of it.';
  const rows = all
    .slice(0, mostRows)
    .map((session) => [
      `${plain(session.local.name)} (AS ${String(session.localAs)})`,
      remoteText(session),
      session.internal ? 'iBGP' : 'eBGP',
      session.down === undefined ? 'up' : `down: ${plain(session.down)}`,
    ]);
  const more = all.length > mostRows ? `\n\nand ${String(all.length - mostRows)} more` : '';
  return `${table(['from', 'to', 'kind', 'state'], rows)}${more}`;
}

function remoteText({ remoteIp, remote, remoteAs }: Session): string {
  const name =
    remote === undefined ? '' : `${plain(remote.kind === 'node' ? remote.node.name : remote.host.name)} `;
  return `${name}${code(remoteIp)}${remoteAs === undefined ? '' : ` (AS ${String(remoteAs)})`}`;
}

/** What iBGP and eBGP differ in. */
function asNumber({ cluster }: ViewContext, peer: BgpPeer): string {
  const internal = sessionsOf(cluster, peer).some((session) => session.internal);
  return internal
    ? 'The same number as the nodes’: iBGP. What a peer learns by iBGP it does not pass on to another iBGP peer.'
    : 'Another number than the nodes’: eBGP. The peer passes on what it learns.';
}

function nextHop({ nextHopMode, keepOriginalNextHop }: BgpPeer): string {
  const keeps =
    nextHopMode === undefined ? keepOriginalNextHop?.value === true : nextHopMode.value === 'Keep';
  if (keeps)
    return 'Routes are passed on with the next hop they came with: packets go straight to the node that has the address.';
  return nextHopMode?.value === 'Self'
    ? 'Routes are passed on with the announcing node as next hop.'
    : 'BIRD’s own choice: over iBGP the next hop stays, over eBGP it is the announcing node.';
}
