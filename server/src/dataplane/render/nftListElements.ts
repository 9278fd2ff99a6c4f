import { fromNumber, parseIp, toNumber, type Ip, type IpFamily, bitsOf } from '../../net/ip.ts';
import { parseCidrOrIp } from '../../net/cidr.ts';
import type { NftDataType, NftElement } from '../netfilter/nft.ts';

/**
 * The order in which `nft list` 1.0.6 prints a set's elements: by value, where a concatenation is read as one number
 * whose *last* byte weighs most (src/mergesort.c, concat_expr_msort_value, on a little-endian machine): port 256 comes
 * before port 1, and the address decides last. Concatenations with ranges are left in the kernel's order, which is the
 * first added, then the others from the last added backwards.
 */
export function listedOrder(
  elements: readonly NftElement[],
  type: readonly NftDataType[],
  ranges: boolean,
): readonly NftElement[] {
  if (ranges) return [...elements.slice(0, 1), ...elements.slice(1).reverse()];
  return elements
    .map((element) => ({ element, weight: weightOf(element, type) }))
    .sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0))
    .map(({ element }) => element);
}

/** A string that sorts as the number does. */
function weightOf(element: NftElement, type: readonly NftDataType[]): string {
  const bytes = element.key.flatMap((field, i) => bytesOf(field, type[i]));
  return String.fromCharCode(...(type.length > 1 ? bytes.reverse() : bytes));
}

const protocolNumbers: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

function bytesOf(field: string, type: NftDataType | undefined): readonly number[] {
  if (type === 'inet_proto') return [protocolNumbers[field] ?? 0];
  if (type === 'inet_service') return [Number(field) >> 8, Number(field) & 255];
  const ip = parseIp(field);
  return ip === undefined ? [] : addressBytes(ip);
}

function addressBytes(ip: Ip): readonly number[] {
  const value = toNumber(ip);
  const length = ip.includes(':') ? 16 : 4;
  return Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 255n));
}

/** An address or range as nft prints it: canonical, host bits cleared, the range of one address as the address. */
export function listedAddress(text: string): string {
  const parsed = parseCidrOrIp(text);
  if (parsed === undefined) return text;
  return parsed.prefixLength === bitsOf(parsed.family) ? parsed.address : parsed.network;
}

/**
 * What nft prints of `{ a, b, … }` written inside a rule: single addresses in order, each once; as soon as one of them
 * was written as a range, neighbours and overlaps become one range. One element alone needs no braces.
 */
export function listedAmong(nets: readonly string[]): string {
  const [only] = nets;
  if (only !== undefined && nets.length === 1) return listedAddress(only);
  const intervals = nets
    .flatMap(intervalOf)
    .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const joins = nets.some((net) => net.includes('/')) ? 1n : 0n;
  return `{ ${joined(intervals, joins).map(intervalWord).join(', ')} }`;
}

interface Interval {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly last: bigint;
}

function intervalOf(net: string): readonly Interval[] {
  const parsed = parseCidrOrIp(net);
  if (parsed === undefined) return [];
  const hostBits = BigInt(bitsOf(parsed.family) - parsed.prefixLength);
  const first = (toNumber(parsed.address) >> hostBits) << hostBits;
  return [{ family: parsed.family, first, last: first + (1n << hostBits) - 1n }];
}

/** Sorted intervals, those that overlap or lie within `reach` of each other made one. */
function joined(intervals: readonly Interval[], reach: bigint): readonly Interval[] {
  const result: Interval[] = [];
  for (const next of intervals) {
    const before = result.at(-1);
    if (before === undefined || next.first > before.last + reach) result.push(next);
    else if (next.last > before.last) result.splice(-1, 1, { ...before, last: next.last });
  }
  return result;
}

function intervalWord({ family, first, last }: Interval): string {
  const size = last - first + 1n;
  const start = fromNumber(family, first);
  if (size === 1n) return start;
  const hostBits = size.toString(2).length - 1;
  const isRange = size === 1n << BigInt(hostBits) && first % size === 0n;
  return isRange ? `${start}/${String(bitsOf(family) - hostBits)}` : `${start}-${fromNumber(family, last)}`;
}
