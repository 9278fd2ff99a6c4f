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

export function toNumber(ip: Ip): bigint {
  if (familyOf(ip) === 6) return IPv6.fromString(ip).getValue();
  return BigInt(ip.split('.').reduce((all, octet) => all * 256 + Number(octet), 0));
}

export function fromNumber(family: IpFamily, value: bigint): Ip {
  return (family === 4 ? dotted(Number(value)) : grouped(value)) as Ip;
}

const dotted = (value: number): string =>
  [24, 16, 8, 0].map((shift) => String((value / 2 ** shift) & 255)).join('.');

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
  const families = familyOf(a) - familyOf(b);
  if (families !== 0) return families;
  const [x, y] = [toNumber(a), toNumber(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
