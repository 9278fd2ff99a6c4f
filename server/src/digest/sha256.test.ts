import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Base32, sha256Uint32 } from './sha256.ts';
import { sha256Words } from './sha256Text.ts';

const hex = (text: string): string =>
  [...sha256Words(text)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

test('the digests of FIPS 180-4', () => {
  expect(hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('texts of every length around the ends of blocks, and beyond ASCII', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme' })), (text) => {
      expect(hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    }),
  );
  for (let length = 0; length < 200; length += 1)
    expect(hex('x'.repeat(length))).toBe(createHash('sha256').update('x'.repeat(length)).digest('hex'));
});

test('a chain name of kube-proxy', () => {
  expect(sha256Base32('yaobank/customer:httptcp', 16)).toBe('PX5FENG4GZJTCELT');
  expect(sha256Base32('yaobank/customer:httptcp', 3)).toBe('PX5');
  expect(sha256Base32('yaobank/customer:httptcp', 50)).toHaveLength(50);
});

test('the first 32 bits', () => {
  expect(sha256Uint32('abc')).toBe(0xba7816bf);
});
