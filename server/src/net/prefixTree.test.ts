import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, hostCidr, prefixLengthOf, type Cidr } from './cidr.ts';
import { fromNumber, parseIp, type Ip } from './ip.ts';
import { compareCidr, isWithin, prefixTree } from './prefixTree.ts';

const cidr = (text: string): Cidr => text as Cidr;
const ip = (text: string): Ip => parseIp(text) ?? ('' as Ip);

const names = [
  '0.0.0.0/0',
  '10.48.0.0/16',
  '10.48.128.0/26',
  '10.48.128.3/32',
  'fd00::/64',
  'fd00::a/128',
].map(cidr);
const tree = prefixTree(names.map((name) => [name, name] as const));

test.each([
  ['10.48.128.3', '10.48.128.3/32'],
  ['10.48.128.4', '10.48.128.0/26'],
  ['10.48.1.1', '10.48.0.0/16'],
  ['192.0.2.1', '0.0.0.0/0'],
  ['fd00::a', 'fd00::a/128'],
  ['fd00::b', 'fd00::/64'],
  ['fd01::', undefined],
])('%s is best held by %s', (address, expected) => {
  expect(tree.longestMatch(ip(address))).toBe(expected);
});

test('all ranges around an address, and around a range', () => {
  expect(tree.matches(ip('10.48.128.3'))).toEqual(names.slice(0, 4).reverse());
  expect(tree.covering(cidr('10.48.128.0/25'))).toEqual([names[1], names[0]]);
  expect(tree.covering(cidr('10.48.128.0/26'))).toEqual([names[2], names[1], names[0]]);
});

test('a range is found by itself, and replaced by a later one', () => {
  const two = prefixTree([
    [cidr('10.0.0.0/8'), 1],
    [cidr('10.0.0.0/8'), 2],
  ]);
  expect([two.get(cidr('10.0.0.0/8')), two.get(cidr('10.0.0.0/9'))]).toEqual([2, undefined]);
});

test('ranges sort as the kernel lists them', () => {
  const sorted = ['10.0.0.0/8', '10.0.0.0/16', '10.0.0.0/32', '9.0.0.0/8', 'fd00::/8', '10.10.0.0/16'];
  expect(sorted.map(cidr).sort(compareCidr)).toEqual([
    '9.0.0.0/8',
    '10.0.0.0/8',
    '10.0.0.0/16',
    '10.0.0.0/32',
    '10.10.0.0/16',
    'fd00::/8',
  ]);
});

test('a range within another of the same family', () => {
  expect(isWithin([cidr('10.0.0.0/8')], cidr('10.1.0.0/16'))).toBe(true);
  expect(isWithin([cidr('10.0.0.0/16')], cidr('10.0.0.0/8'))).toBe(false);
  expect(isWithin([cidr('::/0')], cidr('10.0.0.0/8'))).toBe(false);
});

test('the answer is that of trying every range', () => {
  const address = fc.integer({ min: 0, max: 255 }).map((low) => fromNumber(4, 0x0a000000n + BigInt(low)));
  const range = fc
    .tuple(address, fc.integer({ min: 24, max: 32 }))
    .map(([base, length]) => ({ base, length }))
    .map(({ base, length }) => {
      const bits = BigInt(32 - length);
      const low = BigInt(base.split('.')[3] ?? 0);
      return cidr(`10.0.0.${String((low >> bits) << bits)}/${String(length)}`);
    });
  fc.assert(
    fc.property(fc.array(range), address, (ranges, wanted) => {
      const holding = ranges.filter((candidate) => contains(candidate, wanted));
      const best = holding.sort((a, b) => prefixLengthOf(b) - prefixLengthOf(a))[0];
      expect(prefixTree(ranges.map((r) => [r, r] as const)).longestMatch(wanted)).toBe(best);
    }),
  );
  expect(prefixTree([[hostCidr(ip('::1')), 'lo']]).longestMatch(ip('::1'))).toBe('lo');
});
