import type { PortRange, Protocol } from '../../net/port.ts';

/** What a rule asks of a packet. The order of a rule's matches is the order in which iptables-save prints them. */
export type Match =
  | { readonly kind: 'source'; readonly net: string; readonly not?: boolean }
  | { readonly kind: 'destination'; readonly net: string; readonly not?: boolean }
  | { readonly kind: 'inInterface'; readonly name: string; readonly not?: boolean }
  | { readonly kind: 'outInterface'; readonly name: string; readonly not?: boolean }
  /** A protocol by iptables' own word: tcp, udp, sctp, icmp, ipv6-icmp, or a number. */
  | { readonly kind: 'protocol'; readonly is: string; readonly not?: boolean }
  /** `-m tcp …`: without ports it is the bare module, as `-p tcp` loads it beside a DNAT with ports. */
  | {
      readonly kind: 'ports';
      readonly module: Protocol;
      readonly source?: Ports;
      readonly destination?: Ports;
    }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'conntrack'; readonly states: readonly ConntrackState[]; readonly not?: boolean }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number; readonly not?: boolean }
  | {
      readonly kind: 'addressType';
      readonly side: 'source' | 'destination';
      readonly is: string;
      readonly not?: boolean;
      readonly limitInterface?: 'in' | 'out';
    }
  /** `-m statistic --mode random`: true for this share of the packets that reach the rule. */
  | { readonly kind: 'random'; readonly probability: number; readonly not?: boolean }
  | {
      readonly kind: 'recent';
      readonly list: string;
      readonly action: 'set' | 'rcheck' | 'update';
      readonly seconds?: number;
      readonly reap?: boolean;
      readonly mask?: string;
      readonly side?: 'rsource' | 'rdest';
    }
  | {
      readonly kind: 'set';
      readonly set: string;
      readonly fields: readonly ('src' | 'dst')[];
      readonly not?: boolean;
    }
  | { readonly kind: 'physicalIn'; readonly not?: boolean }
  /** Counts in an nfacct object; always true. */
  | { readonly kind: 'nfacct'; readonly name: string }
  /** Read from a dump and not understood: kept word for word. A packet that meets it has an unknown fate. */
  | { readonly kind: 'unknown'; readonly text: string };

export type Ports = PortRange & { readonly not?: boolean };

export type ConntrackState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED' | 'SNAT' | 'DNAT';
