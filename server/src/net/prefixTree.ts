import { containsCidr, familyOfCidr, networkOf, prefixLengthOf, type Cidr } from './cidr.ts';
import { bitsOf, familyOf, toNumber, type Ip, type IpFamily } from './ip.ts';

/** Values filed under ranges, found by the longest prefix that holds an address. Both families may be in one tree. */
export interface PrefixTree<T> {
  readonly get: (cidr: Cidr) => T | undefined;
  /** The value of the smallest range that holds `ip`. */
  readonly longestMatch: (ip: Ip) => T | undefined;
  /** The value of every range that holds `ip`, the smallest range first. */
  readonly matches: (ip: Ip) => readonly T[];
  /** The value of every range that holds the whole of `cidr` (itself included), the smallest first. */
  readonly covering: (cidr: Cidr) => readonly T[];
}

interface Level<T> {
  readonly hostBits: bigint;
  readonly prefixLength: number;
  readonly byNetwork: Map<bigint, T>;
}

/** A later value for the same range replaces the earlier one. */
export function prefixTree<T>(entries: Iterable<readonly [Cidr, T]>): PrefixTree<T> {
  const levels: Readonly<Record<IpFamily, Level<T>[]>> = { 4: [], 6: [] };
  for (const [cidr, value] of entries) {
    const level = levelOf(levels[familyOfCidr(cidr)], cidr);
    level.byNetwork.set(toNumber(networkOf(cidr)) >> level.hostBits, value);
  }
  for (const family of [levels[4], levels[6]]) family.sort((a, b) => b.prefixLength - a.prefixLength);

  function* walk(ip: Ip, longest: number): Generator<T, undefined> {
    const address = toNumber(ip);
    for (const { hostBits, prefixLength, byNetwork } of levels[familyOf(ip)]) {
      if (prefixLength > longest) continue;
      const value = byNetwork.get(address >> hostBits);
      if (value !== undefined) yield value;
    }
    return undefined;
  }
  return {
    get: (cidr) => {
      const level = levels[familyOfCidr(cidr)].find(
        ({ prefixLength }) => prefixLength === prefixLengthOf(cidr),
      );
      return level?.byNetwork.get(toNumber(networkOf(cidr)) >> level.hostBits);
    },
    longestMatch: (ip) => walk(ip, 128).next().value,
    matches: (ip) => [...walk(ip, 128)],
    covering: (cidr) => [...walk(networkOf(cidr), prefixLengthOf(cidr))],
  };
}

function levelOf<T>(levels: Level<T>[], cidr: Cidr): Level<T> {
  const prefixLength = prefixLengthOf(cidr);
  const known = levels.find((level) => level.prefixLength === prefixLength);
  if (known !== undefined) return known;
  const hostBits = BigInt(bitsOf(familyOfCidr(cidr)) - prefixLength);
  const level = { hostBits, prefixLength, byNetwork: new Map<bigint, T>() };
  levels.push(level);
  return level;
}

/** By family, by network address as a number, then the wider range first: the order `ip route` prints. */
export function compareCidr(a: Cidr, b: Cidr): number {
  const families = familyOfCidr(a) - familyOfCidr(b);
  if (families !== 0) return families;
  const [x, y] = [toNumber(networkOf(a)), toNumber(networkOf(b))];
  if (x !== y) return x < y ? -1 : 1;
  return prefixLengthOf(a) - prefixLengthOf(b);
}

/** Whether one of the ranges holds the whole of `cidr`. */
export const isWithin = (ranges: readonly Cidr[], cidr: Cidr): boolean =>
  ranges.some((range) => familyOfCidr(range) === familyOfCidr(cidr) && containsCidr(range, cidr));
