import type { Hook } from '../dataplane/netfilter/ruleset.ts';
import { answerTo, newConnection, sameAddresses, type Packet, type Tracking } from './packet.ts';
import type { Step } from './step.ts';
import type { Passing } from './passing.ts';

/** What a node remembers of a connection that went through it: the packet as it came and as it left. */
export interface Connection {
  readonly node: string;
  readonly original: Packet;
  readonly translated: Packet;
}

/** Which address a hook translates: before routing the destination, after it the source (nf_nat.h: HOOK2MANIP). */
export const translatedAt = (hook: Hook): 'destination' | 'source' =>
  hook === 'PREROUTING' || hook === 'OUTPUT' ? 'destination' : 'source';

/**
 * The state of a packet that enters connection tracking on a node. An answer is known by the addresses that the
 * connection left with. A handshake's answer without a connection is INVALID (nf_conntrack_proto_tcp.c: tcp_new, and
 * nf_conntrack_proto_sctp.c: sctp_new); UDP cannot tell and begins a new one.
 */
export function recall(
  connections: readonly Connection[],
  node: string,
  packet: Packet,
  isAnswer: boolean,
): Tracking {
  const known = connections.find(
    (connection) => connection.node === node && sameAddresses(answerTo(connection.translated), packet),
  );
  if (known !== undefined)
    return { ...newConnection, ...natOf(known), state: 'ESTABLISHED', answers: known, first: packet };
  const state = isAnswer && packet.protocol !== 'udp' ? 'INVALID' : 'NEW';
  return { ...newConnection, state, first: packet };
}

const natOf = ({
  original,
  translated,
}: Connection): Pick<Tracking, 'destinationTranslated' | 'sourceTranslated'> => ({
  destinationTranslated:
    original.destination !== translated.destination ||
    original.destinationPort !== translated.destinationPort,
  sourceTranslated: original.source !== translated.source || original.sourcePort !== translated.sourcePort,
});

/** Puts back on an answer what the connection changed on the way there, one side at each hook. */
export function undo(passing: Passing, hook: Hook): Passing {
  const { packet, tracking } = passing;
  const { answers } = tracking;
  if (answers === undefined) return passing;
  const { original } = answers;
  const after: Packet =
    translatedAt(hook) === 'destination'
      ? { ...packet, destination: original.source, destinationPort: original.sourcePort }
      : { ...packet, source: original.destination, sourcePort: original.destinationPort };
  if (sameAddresses(packet, after)) return passing;
  const step: Step = { kind: 'conntrack', hook, before: packet, after };
  return { ...passing, packet: after, steps: [...passing.steps, step] };
}

/** The connection as the node keeps it once the packet has left, or has been delivered there. */
export const remembered = (node: string, { packet, tracking }: Passing): readonly Connection[] =>
  tracking.state === 'NEW' && tracking.first !== undefined
    ? [{ node, original: tracking.first, translated: packet }]
    : [];
