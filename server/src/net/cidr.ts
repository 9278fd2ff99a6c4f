import type { Brand } from '../text/brand.ts';
import {
  bitsOf,
  familyOf,
  fromNumber,
  fromNumberV4,
  numberOfV4,
  parseIp,
  toNumber,
  type Ip,
  type IpFamily,
} from './ip.ts';

/** A range in canonical text, host bits cleared: `10.49.0.0/16`. */
export type Cidr = Brand<string, 'Cidr'>;

export interface ParsedCidr {
  readonly network: Cidr;
  /** The address as written, host bits kept: of `10.0.1.30/24` it is `10.0.1.30`. */
  readonly address: Ip;
  readonly prefixLength: number;
  readonly family: IpFamily;
  /** Whether the address has bits set beyond the prefix, which several real programs refuse. */
  readonly hasHostBits: boolean;
}

/** `ADDRESS/LENGTH`; a bare address is not a range (see `parseCidrOrIp`). */
export function parseCidr(text: string): ParsedCidr | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return undefined;
  const address = parseIp(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const family = familyOf(address);
  const prefixLength = Number(length);
  if (prefixLength > bitsOf(family)) return undefined;
  const masked = networkAround(address, prefixLength);
  return {
    network: `${masked}/${String(prefixLength)}` as Cidr,
    address,
    prefixLength,
    family,
    hasHostBits: masked !== address,
  };
}

export function parseCidrOrIp(text: string): ParsedCidr | undefined {
  const address = parseIp(text);
  return parseCidr(address === undefined ? text : hostCidr(address));
}

/** The range of this one address: /32 or /128. */
export const hostCidr = (ip: Ip): Cidr => `${ip}/${String(bitsOf(familyOf(ip)))}` as Cidr;

export const familyOfCidr = (cidr: Cidr): IpFamily => (cidr.includes(':') ? 6 : 4);

export const prefixLengthOf = (cidr: Cidr): number => Number(cidr.slice(cidr.indexOf('/') + 1));

export const networkOf = (cidr: Cidr): Ip => cidr.slice(0, cidr.indexOf('/')) as Ip;

/** How many addresses the range holds. */
export const sizeOf = (cidr: Cidr): bigint => 1n << BigInt(bitsOf(familyOfCidr(cidr)) - prefixLengthOf(cidr));

/** The address `offset` places after the network address. */
export const addressAt = (cidr: Cidr, offset: bigint): Ip =>
  familyOfCidr(cidr) === 4
    ? fromNumberV4(numberOfV4(networkOf(cidr)) + Number(offset))
    : fromNumber(6, toNumber(networkOf(cidr)) + offset);

/** The same for many offsets of one range, as plain numbers. */
export function addressesOf(cidr: Cidr): (offset: number) => Ip {
  if (familyOfCidr(cidr) === 6) return (offset) => addressAt(cidr, BigInt(offset));
  const first = numberOfV4(networkOf(cidr));
  return (offset) => fromNumberV4(first + offset);
}

/** The first address of the range of this length around `ip`: what is left of it without its host bits. */
export function networkAround(ip: Ip, prefixLength: number): Ip {
  if (familyOf(ip) === 4) {
    const size = 2 ** (32 - prefixLength);
    return fromNumberV4(Math.floor(numberOfV4(ip) / size) * size);
  }
  const hostBits = BigInt(128 - prefixLength);
  return fromNumber(6, (toNumber(ip) >> hostBits) << hostBits);
}

export function contains(cidr: Cidr, ip: Ip): boolean {
  const family = familyOfCidr(cidr);
  if (family !== familyOf(ip)) return false;
  const length = prefixLengthOf(cidr);
  if (family === 6) return toNumber(networkAround(ip, length)) === toNumber(networkOf(cidr));
  const size = 2 ** (32 - length);
  return Math.floor(numberOfV4(ip) / size) * size === numberOfV4(networkOf(cidr));
}

export const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  prefixLengthOf(outer) <= prefixLengthOf(inner) && contains(outer, networkOf(inner));

export const overlaps = (a: Cidr, b: Cidr): boolean => containsCidr(a, b) || containsCidr(b, a);
