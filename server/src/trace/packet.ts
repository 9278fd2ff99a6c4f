import type { Ip } from '../net/ip.ts';
import type { Protocol } from '../net/port.ts';

/**
 * A port of a packet. `ephemeral`: the one that the client's kernel picked; `random`: the one that masquerading picked
 * instead. Neither can be known before.
 */
export type PacketPort = number | 'ephemeral' | 'random';

/** A packet of TCP, UDP or SCTP, as far as a dataplane looks at it. */
export interface Packet {
  readonly protocol: Protocol;
  readonly source: Ip;
  readonly sourcePort: PacketPort;
  readonly destination: Ip;
  readonly destinationPort: PacketPort;
  /** The kernel's mark, 32 bits without sign; it never leaves the host. */
  readonly mark: number;
}

/**
 * What connection tracking knows of a packet on one host. The nat table is asked once a side, by the first packet of a
 * connection (net/netfilter/nf_nat_core.c: nf_nat_inet_fn).
 */
export interface Tracking {
  readonly state: 'NEW' | 'ESTABLISHED' | 'INVALID' | 'UNTRACKED';
  readonly destinationTranslated: boolean;
  readonly sourceTranslated: boolean;
  readonly destinationAsked: boolean;
  readonly sourceAsked: boolean;
  /** The packet as connection tracking first saw it on this host. */
  readonly first?: Packet;
  /** Of an answer: the connection that it belongs to, as the host keeps it. */
  readonly answers?: { readonly original: Packet; readonly translated: Packet };
}

export const newConnection: Tracking = {
  state: 'NEW',
  destinationTranslated: false,
  sourceTranslated: false,
  destinationAsked: false,
  sourceAsked: false,
};

/** `10.0.1.10:ephemeral`, `[fd00::1]:80`. */
export const endpoint = (ip: Ip, port: PacketPort): string =>
  ip.includes(':') ? `[${ip}]:${String(port)}` : `${ip}:${String(port)}`;

export const sourceOf = ({ source, sourcePort }: Packet): string => endpoint(source, sourcePort);

export const destinationOf = ({ destination, destinationPort }: Packet): string =>
  endpoint(destination, destinationPort);

/** The answer to a packet, as the one who got it sends it. */
export const answerTo = (packet: Packet): Packet => ({
  protocol: packet.protocol,
  source: packet.destination,
  sourcePort: packet.destinationPort,
  destination: packet.source,
  destinationPort: packet.sourcePort,
  mark: 0,
});

export const sameAddresses = (a: Packet, b: Packet): boolean =>
  a.protocol === b.protocol && sourceOf(a) === sourceOf(b) && destinationOf(a) === destinationOf(b);
