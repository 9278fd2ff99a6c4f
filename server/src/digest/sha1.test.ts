import { expect, test } from 'vitest';
import { sha1Hex } from './sha1.ts';

// RFC 3174, 7.3.
test.each([
  ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
])('%j', (text, digest) => {
  expect(sha1Hex(text)).toBe(digest);
});
