import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareIp, familyOf, fromNumber, parseIp, toNumber } from './ip.ts';

test.each([
  ['10.0.1.30', '10.0.1.30'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['FD00:0:0:0:0:0:0:2B', 'fd00::2b'],
  ['::', '::'],
  ['::1', '::1'],
  ['fe80::5054:ff:fe12:3456', 'fe80::5054:ff:fe12:3456'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
])('%s is %s', (written, canonical) => {
  expect(parseIp(written)).toBe(canonical);
});

test.each(['', '10.0.1', '10.0.1.256', '010.0.0.1', '10.0.0.1/24', '1:2:3', 'fd00::g', '::1::', 'worker1'])(
  '%s is no address',
  (text) => {
    expect(parseIp(text)).toBeUndefined();
  },
);

test('numbers and texts name the same addresses, in both families', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 128n - 1n), fc.bigInt(0n, 2n ** 32n - 1n), (six, four) => {
      expect(toNumber(fromNumber(6, six))).toBe(six);
      expect(toNumber(fromNumber(4, four))).toBe(four);
      expect(parseIp(fromNumber(6, six))).toBe(fromNumber(6, six));
    }),
  );
});

test('addresses are ordered by family, then by number', () => {
  const texts = ['fd00::1', '10.0.0.10', '10.0.0.9', '::1'];
  const ips = texts.flatMap((text) => parseIp(text) ?? []);
  expect([...ips].sort(compareIp)).toEqual(['10.0.0.9', '10.0.0.10', '::1', 'fd00::1']);
  expect(ips.map(familyOf)).toEqual([6, 4, 4, 6]);
});
