import type { PortRange } from '../../net/port.ts';
import type { ChainName } from './chainName.ts';

/** What becomes of a packet that meets a rule. */
export type Target =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  | { readonly kind: 'reject'; readonly with: string }
  | { readonly kind: 'jump'; readonly chain: ChainName }
  | { readonly kind: 'goto'; readonly chain: ChainName }
  /** mark = (mark & ~mask) ^ value, printed as `--set-xmark value/mask`. */
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number }
  /** `to` is an address as printed (an IPv6 address without brackets). */
  | { readonly kind: 'dnat'; readonly to: string; readonly ports?: PortRange }
  | { readonly kind: 'snat'; readonly to: string; readonly randomFully?: boolean }
  | { readonly kind: 'masquerade'; readonly randomFully?: boolean }
  /** `-j CT --notrack`; `old` when it is spelled `-j NOTRACK`. */
  | { readonly kind: 'notrack'; readonly old?: boolean }
  | { readonly kind: 'log'; readonly prefix: string; readonly level?: number }
  /** A rule without `-j`: it counts and does nothing. */
  | { readonly kind: 'none' }
  /** Read from a dump and not understood: kept word for word. */
  | { readonly kind: 'unknown'; readonly text: string };
