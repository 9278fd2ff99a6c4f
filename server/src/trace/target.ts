import type { ChainName } from '../dataplane/netfilter/chainName.ts';
import type { Match } from '../dataplane/netfilter/match.ts';
import type { Rule } from '../dataplane/netfilter/ruleset.ts';
import type { Target } from '../dataplane/netfilter/target.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import type { PortRange } from '../net/port.ts';
import type { Origin } from '../origin/origin.ts';
import type { Scene } from './match.ts';
import type { Packet, PacketPort, Tracking } from './packet.ts';
import type { Passing, Stop } from './passing.ts';

interface Changed {
  readonly packet: Packet;
  readonly tracking: Tracking;
  readonly note: string | undefined;
}

/** What a rule that matched does. */
export type Hit =
  | (Changed & { readonly then: 'continue' | 'return' | 'accept' })
  | (Changed & { readonly then: 'jump' | 'goto'; readonly chain: ChainName })
  | (Changed & { readonly then: 'stop'; readonly stop: Stop });

type Applied<K extends Target['kind']> = (
  target: Extract<Target, { readonly kind: K }>,
  unchanged: Changed,
  scene: Scene,
  because: Origin,
) => Hit;

const targets: { readonly [K in Target['kind']]: Applied<K> } = {
  accept: (_target, unchanged) => ({ ...unchanged, then: 'accept' }),
  return: (_target, unchanged) => ({ ...unchanged, then: 'return' }),
  jump: ({ chain }, unchanged) => ({ ...unchanged, then: 'jump', chain }),
  goto: ({ chain }, unchanged) => ({ ...unchanged, then: 'goto', chain }),
  none: (_target, unchanged) => ({ ...unchanged, then: 'continue' }),
  log: (_target, unchanged) => ({ ...unchanged, then: 'continue' }),
  drop: (_target, unchanged, _scene, because) => ({
    ...unchanged,
    then: 'stop',
    stop: { kind: 'dropped', reason: '', because },
  }),
  reject: (target, unchanged, _scene, because) => ({
    ...unchanged,
    then: 'stop',
    stop: { kind: 'rejected', with: target.with, reason: '', because },
  }),
  mark: ({ value, mask }, { packet, ...unchanged }) => ({
    ...unchanged,
    packet: { ...packet, mark: ((packet.mark & ~mask) ^ value) >>> 0 },
    then: 'continue',
  }),
  notrack: (_target, { tracking, ...unchanged }) => ({
    ...unchanged,
    tracking: { ...tracking, state: 'UNTRACKED' },
    then: 'continue',
  }),
  dnat: translateDestination,
  snat: ({ to, randomFully }, unchanged, _scene, because) =>
    translateSource(parseIp(to), `${to} is not an address`, randomFully, unchanged, because),
  masquerade: ({ randomFully }, unchanged, { masqueradeAs, outInterface }, because) =>
    translateSource(
      masqueradeAs,
      `no file says the address of ${outInterface ?? 'the outgoing interface'}`,
      randomFully,
      unchanged,
      because,
    ),
  unknown: ({ text }, unchanged, _scene, because) =>
    fail(`the target "${text}" is not understood`, unchanged, because),
};

/** Applies the target of a rule that matched (the kernel's xt_* targets; translating ends the table, not the journey). */
export function hit({ matches, target, because }: Rule, { packet, tracking }: Passing, scene: Scene): Hit {
  const unchanged: Changed = { packet, tracking, note: affinityNote(matches) };
  // The compiler does not see that the entry for a target's kind is the one that takes that target.
  return (targets[target.kind] as Applied<Target['kind']>)(target, unchanged, scene, because);
}

const fail = (reason: string, unchanged: Changed, because: Origin): Hit => ({
  ...unchanged,
  then: 'stop',
  stop: { kind: 'unknown', reason, because },
});

function translateDestination(
  { to, ports }: Extract<Target, { readonly kind: 'dnat' }>,
  unchanged: Changed,
  _scene: Scene,
  because: Origin,
): Hit {
  const destination = parseIp(to);
  if (destination === undefined) return fail(`${to} is not an address`, unchanged, because);
  const { packet, tracking } = unchanged;
  const destinationPort = translatedPort(ports, packet.destinationPort);
  return {
    ...unchanged,
    packet: { ...packet, destination, destinationPort },
    tracking: { ...tracking, destinationTranslated: true },
    then: 'accept',
  };
}

function translateSource(
  source: Ip | undefined,
  otherwise: string,
  randomFully: boolean | undefined,
  unchanged: Changed,
  because: Origin,
): Hit {
  if (source === undefined) return fail(otherwise, unchanged, because);
  const { packet, tracking } = unchanged;
  const sourcePort: PacketPort = randomFully === true ? 'random' : packet.sourcePort;
  return {
    ...unchanged,
    packet: { ...packet, source, sourcePort },
    tracking: { ...tracking, sourceTranslated: true },
    then: 'accept',
  };
}

const translatedPort = (ports: PortRange | undefined, port: PacketPort): PacketPort =>
  ports === undefined ? port : ports.from === ports.to ? ports.from : 'random';

/** Session affinity works by a list of clients: what the first packet of one finds there, and leaves there. */
function affinityNote(matches: readonly Match[]): string | undefined {
  const recent = matches.find((match) => match.kind === 'recent');
  return recent?.action === 'set'
    ? `the client is written down in the list ${recent.list}: its next connections come here`
    : undefined;
}
