import type { Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';
import type { Path } from './path.ts';

/** One line (or ECMP group) of a host's routing table. */
export interface Route {
  /** 0.0.0.0/0 or ::/0 is printed as `default`, a host range without its length. */
  readonly destination: Cidr;
  /** `throw` ends the search in its table; the next one is asked. */
  readonly kind: 'unicast' | 'blackhole' | 'throw';
  /** More than one: equal-cost paths, each flow takes one. Empty for a blackhole. */
  readonly nextHops: readonly NextHop[];
  /** `kernel`, `bird`, `dhcp`, `boot`, `80`: as `ip route` prints it; undefined prints nothing. */
  readonly protocol: string | undefined;
  readonly scope: 'link' | 'global';
  /** The source address the kernel prefers on this route. */
  readonly source: Ip | undefined;
  readonly metric: number | undefined;
  /** Trailing words such as `onlink` or `mtu 1480`. */
  readonly options: readonly string[];
  /** The table's number; absent for the main table. */
  readonly table?: number;
  readonly because: Origin;
}

export interface NextHop {
  /** Undefined: the destination is on the link itself. */
  readonly via: Ip | undefined;
  readonly device: string;
  readonly weight: number;
  /** The BGP paths that lead through it; absent on a route that BGP did not bring. */
  readonly paths?: readonly Path[];
  readonly because: Origin;
}
