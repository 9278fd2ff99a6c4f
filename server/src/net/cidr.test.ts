import { expect, test } from 'vitest';
import {
  addressAt,
  contains,
  containsCidr,
  overlaps,
  parseCidr,
  parseCidrOrIp,
  sizeOf,
  type Cidr,
} from './cidr.ts';
import { parseIp } from './ip.ts';

test.each([
  ['10.0.1.30/24', '10.0.1.0/24', true],
  ['10.49.0.0/16', '10.49.0.0/16', false],
  ['0.0.0.0/0', '0.0.0.0/0', false],
  ['fd00:48::1/32', 'fd00:48::/32', true],
  ['::1/128', '::1/128', false],
])('%s is of network %s, host bits: %s', (text, network, hasHostBits) => {
  expect(parseCidr(text)).toMatchObject({ network, hasHostBits });
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', 'fd00::/129', '/24', 'any'])(
  '%s is no range',
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test('a lone address stands for itself where one asks so', () => {
  expect(parseCidrOrIp('10.0.0.1')?.network).toBe('10.0.0.1/32');
  expect(parseCidrOrIp('fd00::1')?.network).toBe('fd00::1/128');
});

const cidr = (text: string): Cidr => parseCidr(text)?.network ?? (text as Cidr);

test.each([
  ['10.48.0.0/16', '10.48.255.255', true],
  ['10.48.0.0/16', '10.49.0.0', false],
  ['0.0.0.0/0', '203.0.113.7', true],
  ['0.0.0.0/0', '::1', false],
  ['fd00::/8', 'fd12:3456::1', true],
])('%s holds %s: %s', (range, text, expected) => {
  const ip = parseIp(text);
  expect(ip !== undefined && contains(cidr(range), ip)).toBe(expected);
});

test('ranges lie in one another or apart', () => {
  expect(containsCidr(cidr('10.48.0.0/16'), cidr('10.48.2.0/24'))).toBe(true);
  expect(containsCidr(cidr('10.48.2.0/24'), cidr('10.48.0.0/16'))).toBe(false);
  expect(overlaps(cidr('10.48.2.0/24'), cidr('10.48.0.0/16'))).toBe(true);
  expect(overlaps(cidr('10.48.2.0/24'), cidr('10.48.3.0/24'))).toBe(false);
  expect(sizeOf(cidr('10.48.0.0/26'))).toBe(64n);
  expect(addressAt(cidr('10.48.0.0/26'), 63n)).toBe('10.48.0.63');
});
