import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addressAt,
  addressesOf,
  contains,
  containsCidr,
  hostCidr,
  networkAround,
  overlaps,
  parseCidr,
  parseCidrOrIp,
  sizeOf,
  type Cidr,
} from './cidr.ts';
import { bitsOf, compareIp, fromNumber, parseIp, toNumber, type IpFamily } from './ip.ts';

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

test('plain numbers reckon IPv4 as big ones do', () => {
  const inFamily = (family: IpFamily): fc.Arbitrary<readonly [bigint, bigint, number]> =>
    fc.tuple(
      fc.bigInt(0n, 2n ** BigInt(bitsOf(family)) - 1n),
      fc.bigInt(0n, 255n),
      fc.nat({ max: bitsOf(family) }),
    );
  for (const family of [4, 6] as const)
    fc.assert(
      fc.property(inFamily(family), inFamily(family), ([a, offset, length], [b]) => {
        const [one, two] = [fromNumber(family, a), fromNumber(family, b)];
        const hostBits = BigInt(bitsOf(family) - length);
        const network = (a >> hostBits) << hostBits;
        const range = cidr(`${one}/${String(length)}`);
        expect(toNumber(networkAround(one, length))).toBe(network);
        expect(contains(range, two)).toBe((b >> hostBits) << hostBits === network);
        expect(Math.sign(compareIp(one, two))).toBe(a < b ? -1 : a > b ? 1 : 0);
        const top = 2n ** BigInt(bitsOf(family)) - 1n;
        const step = network + offset > top ? 0n : offset;
        expect(addressAt(range, step)).toBe(fromNumber(family, network + step));
        expect(addressesOf(range)(Number(step))).toBe(addressAt(range, step));
        expect(hostCidr(one)).toBe(cidr(`${one}/${String(bitsOf(family))}`));
      }),
    );
});
