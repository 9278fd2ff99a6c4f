import { parseIp, type Ip, type IpFamily } from '../../net/ip.ts';

const leadingZero = /(?:^|\.)0+(?=\d)/g;

/** By its look, as Go's IsIPv6String asks of addresses that are known to be valid. */
export const isOfFamily = (address: string, family: IpFamily): boolean =>
  address.includes(':') === (family === 6);

/** The address as the kernel's tools print it; leading zeros are read as decimal, as ParseIPSloppy does. */
export function canonicalAddress(address: string): Ip | undefined {
  const text = address.trim();
  return parseIp(
    text.includes(':') ? text : text.replace(leadingZero, (zeros) => (zeros.startsWith('.') ? '.' : '')),
  );
}
