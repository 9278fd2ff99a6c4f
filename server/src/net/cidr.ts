import type { Brand } from '../text/brand.ts';
import { bitsOf, familyOf, fromNumber, parseIp, toNumber, type Ip, type IpFamily } from './ip.ts';

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
  const masked = fromNumber(family, maskOff(toNumber(address), family, prefixLength));
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
  fromNumber(familyOfCidr(cidr), toNumber(networkOf(cidr)) + offset);

export function contains(cidr: Cidr, ip: Ip): boolean {
  const family = familyOfCidr(cidr);
  return (
    family === familyOf(ip) &&
    maskOff(toNumber(ip), family, prefixLengthOf(cidr)) === toNumber(networkOf(cidr))
  );
}

export const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  prefixLengthOf(outer) <= prefixLengthOf(inner) && contains(outer, networkOf(inner));

export const overlaps = (a: Cidr, b: Cidr): boolean => containsCidr(a, b) || containsCidr(b, a);

function maskOff(value: bigint, family: IpFamily, prefixLength: number): bigint {
  const hostBits = BigInt(bitsOf(family) - prefixLength);
  return (value >> hostBits) << hostBits;
}
