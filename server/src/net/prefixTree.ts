import { containsCidr, familyOfCidr, networkAround, networkOf, prefixLengthOf, type Cidr } from './cidr.ts';
import { bitsOf, compareIp, familyOf, numberOfV4, toNumber, type Ip, type IpFamily } from './ip.ts';

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

/** IPv4 networks are kept as plain numbers, which a map finds far quicker than big ones. */
interface Level<T> {
  readonly prefixLength: number;
  readonly byNetwork: Map<bigint | number, T>;
}

/** A later value for the same range replaces the earlier one. */
export function prefixTree<T>(entries: Iterable<readonly [Cidr, T]>): PrefixTree<T> {
  const levels: Readonly<Record<IpFamily, Level<T>[]>> = { 4: [], 6: [] };
  for (const [cidr, value] of entries) {
    const level = levelOf(levels[familyOfCidr(cidr)], prefixLengthOf(cidr));
    level.byNetwork.set(networkKey(networkOf(cidr))(level.prefixLength), value);
  }
  for (const family of [levels[4], levels[6]]) family.sort((a, b) => b.prefixLength - a.prefixLength);

  function* walk(ip: Ip, longest: number): Generator<T, undefined> {
    const key = networkKey(ip);
    for (const { prefixLength, byNetwork } of levels[familyOf(ip)]) {
      if (prefixLength > longest) continue;
      const value = byNetwork.get(key(prefixLength));
      if (value !== undefined) yield value;
    }
    return undefined;
  }
  return {
    get: (cidr) => {
      const length = prefixLengthOf(cidr);
      const level = levels[familyOfCidr(cidr)].find(({ prefixLength }) => prefixLength === length);
      return level?.byNetwork.get(networkKey(networkOf(cidr))(length));
    },
    longestMatch: (ip) => walk(ip, 128).next().value,
    matches: (ip) => [...walk(ip, 128)],
    covering: (cidr) => [...walk(networkOf(cidr), prefixLengthOf(cidr))],
  };
}

function levelOf<T>(levels: Level<T>[], prefixLength: number): Level<T> {
  const known = levels.find((level) => level.prefixLength === prefixLength);
  if (known !== undefined) return known;
  const level = { prefixLength, byNetwork: new Map<bigint | number, T>() };
  levels.push(level);
  return level;
}

/** The leading bits of an address, by how many. */
function networkKey(ip: Ip): (prefixLength: number) => bigint | number {
  if (familyOf(ip) === 4) {
    const address = numberOfV4(ip);
    return (prefixLength) => Math.floor(address / 2 ** (32 - prefixLength));
  }
  const address = toNumber(ip);
  return (prefixLength) => address >> BigInt(bitsOf(6) - prefixLength);
}

/** By family, by network address as a number, then the wider range first. */
export function compareCidr(a: Cidr, b: Cidr): number {
  const families = familyOfCidr(a) - familyOfCidr(b);
  if (families !== 0) return families;
  const networks = compareIp(networkOf(a), networkOf(b));
  return networks === 0 ? prefixLengthOf(a) - prefixLengthOf(b) : networks;
}

/** The range of this prefix length around an address. */
export const rangeAround = (ip: Ip, prefixLength: number): Cidr =>
  `${networkAround(ip, prefixLength)}/${String(prefixLength)}` as Cidr;

/** Whether one of the ranges holds the whole of `cidr`. */
export const isWithin = (ranges: readonly Cidr[], cidr: Cidr): boolean =>
  ranges.some((range) => familyOfCidr(range) === familyOfCidr(cidr) && containsCidr(range, cidr));
