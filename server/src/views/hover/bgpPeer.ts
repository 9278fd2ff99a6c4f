import { bgpPeers } from '../../cluster/calico/bgpPeers.ts';
import type { Session } from '../../dataplane/routing/sessions.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import { peerName, sessionFacts, whyDown } from '../bgp/facts.ts';
import { code, plain, table } from '../links.ts';
import { sessionsOf } from '../peerSessions.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** To whom a BGPPeer opens sessions, from which nodes, which of them come up, and what each field does to them. */
export function hoverBgpPeer(context: ViewContext, peer: BgpPeer, path: PathAt): string | undefined {
  const field = fieldName(path);
  if (field === 'spec.node' || field === 'spec.nodeSelector') return locals(context, peer);
  if (whole.has(field)) return sessions(context, peer);
  const said = meanings[field]?.(peer, context);
  if (said === undefined) return undefined;
  return `${said}\n\n${sessions(context, peer)}`;
}

const whole: ReadonlySet<string> = new Set([
  'metadata.name',
  'spec.peerIP',
  'spec.peerSelector',
  'spec.localASNumber',
]);

type Meaning = (peer: BgpPeer, context: ViewContext) => string;

const password: Meaning = ({ password: secret }) =>
  `Both ends need the same password (TCP MD5, RFC 2385). It stands in Secret ${code(secret?.name?.value ?? '?')}, key ${code(secret?.key?.value ?? '?')}, in the namespace of calico-node, and is not read here.`;

const meanings: Readonly<Record<string, Meaning>> = {
  'spec.asNumber': asNumber,
  'spec.keepOriginalNextHop': nextHop,
  'spec.nextHopMode': nextHop,
  'spec.password': password,
  'spec.password.secretKeyRef': password,
  'spec.password.secretKeyRef.name': password,
  'spec.password.secretKeyRef.key': password,
  'spec.ttlSecurity': ({ ttlSecurity }) =>
    `Only packets from at most ${count(ttlSecurity?.value ?? 0, 'hop')} away are taken (RFC 5082). Both ends have to say so.`,
  'spec.sourceAddress': ({ sourceAddress }) =>
    sourceAddress?.value === 'None'
      ? 'The kernel chooses the address that a session starts from: that of the interface towards the peer. The peer must expect it.'
      : 'A session starts from the node’s own BGP address, which the peer has to expect.',
  'spec.maxRestartTime': ({ maxRestartTime }) =>
    `The peer keeps the node’s routes for ${maxRestartTime?.value ?? '120s'} while its BIRD restarts (graceful restart).`,
  'spec.keepaliveTime': ({ keepaliveTime }) =>
    `A sign of life every ${keepaliveTime?.value ?? ''}; a session without any for three times as long is taken for dead.`,
  'spec.numAllowedLocalASNumbers': ({ numAllowedLocalASNumbers }) =>
    `A path that holds the node’s own AS number up to ${count(numAllowedLocalASNumbers?.value ?? 0, 'time')} is taken all the same; else it is a loop.`,
  'spec.reachableBy': ({ reachableBy }) =>
    `BIRD gets a route of one address to the peer through ${code(reachableBy?.value ?? '')}, so that the session finds its way.`,
  'spec.reversePeering': ({ reversePeering }) =>
    reversePeering?.value === 'Manual'
      ? 'Nodes at the other end get no session back: they need a BGPPeer of their own.'
      : 'Nodes at the other end get the same session back without a BGPPeer of their own.',
  'spec.filters': ({ filters }) =>
    `Asked one after the other, the first rule that matches decides: ${filters.length === 0 ? 'none' : listed(filters.map(({ value }) => code(value)))}. A route that no rule speaks of goes Calico’s usual way.`,
};

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
  const rows = all.slice(0, mostRows).map((session) => {
    const down = whyDown(cluster, session);
    return [
      `${plain(session.local.name)} (AS ${String(session.localAs)})`,
      remoteText(session),
      session.internal ? 'iBGP' : 'eBGP',
      down === undefined ? 'up' : `down: ${plain(down)}`,
    ];
  });
  const more = all.length > mostRows ? `\n\nand ${String(all.length - mostRows)} more` : '';
  return [`${table(['from', 'to', 'kind', 'state'], rows)}${more}`, ...facts({ cluster }, all)].join('\n\n');
}

/** What is set on the sessions, once: the same BGPPeer says it of all. Their source addresses are the nodes' own. */
function facts({ cluster }: Pick<ViewContext, 'cluster'>, [first]: readonly Session[]): readonly string[] {
  if (first === undefined) return [];
  const set = sessionFacts(cluster, first).filter(
    ({ name, value }) => name !== 'BGPPeer' && value !== first.localIp,
  );
  return set.length === 0
    ? []
    : [`On each: ${set.map(({ name, value }) => `${name} ${plain(value)}`).join(' · ')}.`];
}

function remoteText(session: Session): string {
  const { remoteIp, remote, remoteAs } = session;
  const name = remote === undefined ? '' : `${plain(peerName(session))} `;
  return `${name}${code(remoteIp)}${remoteAs === undefined ? '' : ` (AS ${String(remoteAs)})`}`;
}

/** What iBGP and eBGP differ in. */
function asNumber(peer: BgpPeer, { cluster }: ViewContext): string {
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
