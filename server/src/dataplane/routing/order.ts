import { containsCidr, familyOfCidr, networkOf, prefixLengthOf } from '../../net/cidr.ts';
import { toNumber } from '../../net/ip.ts';
import type { Route } from './route.ts';

interface Key {
  readonly route: Route;
  readonly network: bigint;
  readonly length: number;
}

/**
 * Routes in the order the kernel lists them. IPv4 (net/ipv4/fib_trie.c): by network address, of one address the longest
 * prefix first. IPv6 (net/ipv6/ip6_fib.c): a range after all that lies within it, so `default` comes last.
 */
export function inKernelOrder(routes: readonly Route[]): readonly Route[] {
  const keys = routes.map((route): Key => ({
    route,
    network: toNumber(networkOf(route.destination)),
    length: prefixLengthOf(route.destination),
  }));
  return keys
    .sort((a, b) => tableOf(a) - tableOf(b) || compare(a, b) || metricOf(a) - metricOf(b))
    .map(({ route }) => route);
}

/** The main table first. */
const tableOf = ({ route }: Key): number => route.table ?? 0;

const metricOf = ({ route }: Key): number => route.metric ?? 0;

function compare(a: Key, b: Key): number {
  if (familyOfCidr(a.route.destination) === 6) {
    if (holds(a, b)) return b.length - a.length;
    if (holds(b, a)) return b.length - a.length;
  }
  if (a.network !== b.network) return a.network < b.network ? -1 : 1;
  return b.length - a.length;
}

const holds = (outer: Key, inner: Key): boolean =>
  containsCidr(outer.route.destination, inner.route.destination);
