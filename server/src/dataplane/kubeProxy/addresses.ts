import { parseIp, type Ip, type IpFamily } from '../../net/ip.ts';

const leadingZero = /(?:^|\.)0+(?=\d)/g;

/** By its look, as Go's IsIPv6String asks of addresses that are known to be valid. */
export const isOfFamily = (address: string, family: IpFamily): boolean =>
  address.includes(':') === (family === 6);

/** The address as the kernel's tools print it; leading zeros are read as decimal, as ParseIPSloppy does. */
export function canonicalAddress(address: string): Ip | undefined {
  // Nearly every address is a plain IPv4 one, and there are tens of thousands of them.
  if (isCanonicalV4(address)) return address as Ip;
  const text = address.trim();
  return parseIp(
    text.includes(':') ? text : text.replace(leadingZero, (zeros) => (zeros.startsWith('.') ? '.' : '')),
  );
}

const dot = 46;
const zero = 48;

/** Four numbers up to 255 without leading zeros. */
function isCanonicalV4(text: string): boolean {
  let octets = 1;
  let value = -1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === dot) {
      if (value === -1) return false;
      octets += 1;
      value = -1;
    } else {
      const digit = code - zero;
      if (digit < 0 || digit > 9 || value === 0) return false;
      value = value === -1 ? digit : value * 10 + digit;
      if (value > 255) return false;
    }
  }
  return octets === 4 && value !== -1;
}
