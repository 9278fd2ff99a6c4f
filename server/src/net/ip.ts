import { IPv6 } from 'ip-num';
import type { Brand } from '../text/brand.ts';

export type IpFamily = 4 | 6;

/** An address in canonical text: dotted quad, or RFC 5952 (lower case, longest run of zero groups as `::`). */
export type Ip = Brand<string, 'Ip'>;

const v4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** The address that `text` spells, or `undefined`. Leading zeros are refused, as Go's net.ParseIP does since 1.17. */
export function parseIp(text: string): Ip | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Ip | undefined {
  const octets = v4.exec(text);
  return octets?.slice(1).every((octet) => Number(octet) < 256) === true ? (text as Ip) : undefined;
}

function parseV6(text: string): Ip | undefined {
  if (!/^[0-9a-f:.]+$/i.test(text)) return undefined;
  try {
    return fromNumber(6, IPv6.fromString(dottedTailToGroups(text)).getValue());
  } catch {
    return undefined;
  }
}

/** `::ffff:1.2.3.4` with its last 32 bits as two groups, since ip-num reads groups only. */
function dottedTailToGroups(text: string): string {
  const at = text.lastIndexOf(':') + 1;
  const octets = v4.exec(text.slice(at))?.slice(1).map(Number);
  if (octets === undefined) return text;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return `${text.slice(0, at)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

export const familyOf = (ip: Ip): IpFamily => (ip.includes(':') ? 6 : 4);

export const bitsOf = (family: IpFamily): number => (family === 4 ? 32 : 128);

export const toNumber = (ip: Ip): bigint =>
  familyOf(ip) === 6 ? IPv6.fromString(ip).getValue() : BigInt(numberOfV4(ip));

export const fromNumber = (family: IpFamily, value: bigint): Ip =>
  family === 4 ? fromNumberV4(Number(value)) : (grouped(value) as Ip);

/** The 32 bits of a dotted quad. IPv4 is reckoned in plain numbers wherever it is reckoned much: big ones are slow. */
export function numberOfV4(ip: Ip): number {
  let value = 0;
  let octet = 0;
  for (let i = 0; i < ip.length; i += 1) {
    const code = ip.charCodeAt(i);
    if (code === dot) {
      value = value * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - zero;
  }
  return value * 256 + octet;
}

const dot = 46;
const zero = 48;

/** The dotted quad of these 32 bits. */
export function fromNumberV4(value: number): Ip {
  const octet = (shift: number): string => String((value >>> shift) & 255);
  return `${octet(24)}.${octet(16)}.${octet(8)}.${octet(0)}` as Ip;
}

function grouped(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(16 * (7 - i))) & 0xffffn).toString(16),
  );
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** By family, then by number. */
export function compareIp(a: Ip, b: Ip): number {
  const family = familyOf(a);
  if (family !== familyOf(b)) return family - familyOf(b);
  if (family === 4) return numberOfV4(a) - numberOfV4(b);
  const [x, y] = [toNumber(a), toNumber(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
