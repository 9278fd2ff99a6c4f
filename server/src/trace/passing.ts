import type { Origin } from '../origin/origin.ts';
import type { Packet, Tracking } from './packet.ts';
import type { Step } from './step.ts';

/** A packet on its way through a host, and what has happened to it there. */
export interface Passing {
  readonly packet: Packet;
  readonly tracking: Tracking;
  /** Share of the flows that come this way. */
  readonly probability: number;
  readonly steps: readonly Step[];
}

/** Why a packet goes no further. */
export type Stop = StopReason &
  (
    | { readonly kind: 'dropped' | 'unknown' }
    /** `with` is iptables' word for what is sent back: `icmp-port-unreachable`, `tcp-reset`. */
    | { readonly kind: 'rejected'; readonly with: string }
    /** No route; `says` is what the kernel tells the sender. */
    | {
        readonly kind: 'unreachable';
        readonly says: 'Network is unreachable' | 'Invalid argument';
      }
  );

interface StopReason {
  /** The rule that stopped it: `filter KUBE-SERVICES rule 3`; undefined where none did. */
  readonly rule?: string;
  /** In words; empty where the rule says all. */
  readonly reason: string;
  readonly because: Origin;
}

/** What became of a packet in a table: it goes on, or it stops. */
export interface Walked {
  readonly passing: Passing;
  readonly stop?: Stop;
}
