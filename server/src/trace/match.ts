import type { IpSet } from '../dataplane/netfilter/ipvs.ts';
import type { Match, Ports } from '../dataplane/netfilter/match.ts';
import type { Hook } from '../dataplane/netfilter/ruleset.ts';
import type { Ip } from '../net/ip.ts';
import { inRange } from '../net/port.ts';
import { isInSet } from './ipSet.ts';
import { isIn } from './range.ts';
import type { Packet, PacketPort, Tracking } from './packet.ts';

/** What surrounds a packet while the rules of one hook look at it. */
export interface Scene {
  readonly hook: Hook;
  readonly inInterface: string | undefined;
  readonly outInterface: string | undefined;
  /** The local routing table: the node's own addresses, all of 127.0.0.0/8, those on kube-ipvs0. */
  readonly isLocal: (ip: Ip) => boolean;
  readonly addressesOn: (device: string) => readonly Ip[];
  readonly ipSet: (name: string) => IpSet | undefined;
  /** The source that masquerading gives on the way out; undefined where no file can tell. */
  readonly masqueradeAs: Ip | undefined;
}

/** Probability that a match holds (0 or 1 but for random matches), or what would have to be known to tell. */
export type Answer = number | { readonly unknown: string };

const yesNo = (holds: boolean, not = false): Answer => (holds === not ? 0 : 1);

type Asked<K extends Match['kind']> = (
  match: Extract<Match, { readonly kind: K }>,
  packet: Packet,
  tracking: Tracking,
  scene: Scene,
) => Answer;

const answers: { readonly [K in Match['kind']]: Asked<K> } = {
  source: ({ net, not }, { source }) => inNet(net, source, not),
  destination: ({ net, not }, { destination }) => inNet(net, destination, not),
  inInterface: ({ name, not }, _packet, _tracking, scene) => yesNo(isInterface(name, scene.inInterface), not),
  outInterface: ({ name, not }, _packet, _tracking, scene) =>
    yesNo(isInterface(name, scene.outInterface), not),
  protocol: ({ is, not }, { protocol }) => yesNo(is === protocol || is === 'all', not),
  ports: (match, packet) => ports(match, packet),
  comment: () => 1,
  // Counts, and matches always (xt_nfacct.c); its quota mode is none of kube-proxy's.
  nfacct: () => 1,
  conntrack: ({ states, not }, _packet, tracking) =>
    yesNo(
      states.some((state) => statesOf(tracking).includes(state)),
      not,
    ),
  mark: ({ value, mask, not }, packet) => yesNo((packet.mark & mask) >>> 0 === value >>> 0, not),
  addressType: (match, packet, _tracking, scene) => addressType(match, packet, scene),
  random: ({ probability, not }) => (not === true ? 1 - probability : probability),
  // The packet is the client's first, so no list holds it yet; writing it down always succeeds (xt_recent.c).
  recent: ({ action }) => (action === 'set' ? 1 : 0),
  set: (match, packet, _tracking, scene) => inSet(match, packet, scene),
  // Packets come over routed links here, never over a port of a bridge.
  physicalIn: ({ not }) => yesNo(false, not),
  unknown: ({ text }) => ({ unknown: `the match "${text}" is not understood` }),
};

/** Whether a packet passes one match of a rule, by the kernel's xt_* modules. */
export const answerOf = (match: Match, packet: Packet, tracking: Tracking, scene: Scene): Answer =>
  // The compiler does not see that the entry for a match's kind is the one that takes that match.
  (answers[match.kind] as Asked<Match['kind']>)(match, packet, tracking, scene);

function inNet(net: string, ip: Ip, not?: boolean): Answer {
  const holds = isIn(net, ip);
  return holds === undefined ? { unknown: `${net} is not a range` } : yesNo(holds, not);
}

/** `cali+` stands for every interface whose name begins so. */
const isInterface = (pattern: string, name: string | undefined): boolean =>
  name !== undefined && (pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

function ports(match: Extract<Match, { kind: 'ports' }>, packet: Packet): Answer {
  if (match.module !== packet.protocol) return 0;
  const [source, destination] = [
    portIn(match.source, packet.sourcePort),
    portIn(match.destination, packet.destinationPort),
  ];
  if (source === 0 || destination === 0) return 0;
  return source === 1 ? destination : source;
}

function portIn(range: Ports | undefined, port: PacketPort): Answer {
  if (range === undefined) return 1;
  if (typeof port === 'number') return yesNo(inRange(range, port), range.not);
  if (range.from === 0 && range.to === 65535) return yesNo(true, range.not);
  // Of tens of thousands that a kernel picks from, it is hardly this one.
  if (range.from === range.to) return yesNo(false, range.not);
  return { unknown: `the ${port} port may or may not be in ${String(range.from)}:${String(range.to)}` };
}

/** xt_conntrack matches a translated connection by SNAT and DNAT besides its state. */
const statesOf = ({ state, destinationTranslated, sourceTranslated }: Tracking): readonly string[] => [
  state,
  ...(destinationTranslated ? ['DNAT'] : []),
  ...(sourceTranslated ? ['SNAT'] : []),
];

function addressType(match: Extract<Match, { kind: 'addressType' }>, packet: Packet, scene: Scene): Answer {
  const ip = match.side === 'source' ? packet.source : packet.destination;
  const device = match.limitInterface === 'in' ? scene.inInterface : scene.outInterface;
  const local =
    match.limitInterface === undefined
      ? scene.isLocal(ip)
      : device !== undefined && scene.addressesOn(device).includes(ip);
  if (match.is === 'LOCAL') return yesNo(local, match.not);
  if (match.is === 'UNICAST') return yesNo(!local, match.not);
  return { unknown: `no file says whether ${ip} is of type ${match.is}` };
}

function inSet(match: Extract<Match, { kind: 'set' }>, packet: Packet, scene: Scene): Answer {
  const set = scene.ipSet(match.set);
  if (set === undefined) return { unknown: `no file says what the ip set ${match.set} holds` };
  const held = isInSet(set, match.fields, packet);
  return typeof held === 'boolean' ? yesNo(held, match.not) : held;
}

/** Whether all of a rule's matches hold: one that fails settles it, whatever is unknown about the others. */
export function answerOfAll(
  matches: readonly Match[],
  packet: Packet,
  tracking: Tracking,
  scene: Scene,
): Answer {
  let all = 1;
  let unknown: Answer | undefined;
  for (const match of matches) {
    const answer = answerOf(match, packet, tracking, scene);
    if (answer === 0) return 0;
    if (typeof answer === 'number') all *= answer;
    else unknown ??= answer;
  }
  return unknown ?? all;
}
