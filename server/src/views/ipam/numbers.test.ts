import { expect, test } from 'vitest';
import { fiveDigits, partOf } from './numbers.ts';

test.each([
  [0n, '0'],
  [64n, '64'],
  [20000n, '20000'],
  [65536n, '65536'],
  [100000n, '1e+05'],
  [131072n, '1.3107e+05'],
  [1048576n, '1.0486e+06'],
  [2n ** 80n, '1.2089e+24'],
])('%s is printed as %s', (count, text) => {
  expect(fiveDigits(count)).toBe(text);
});

test.each([
  [0n, 64n, '0 (0%)'],
  [5n, 64n, '5 (8%)'],
  [59n, 64n, '59 (92%)'],
  [65531n, 65536n, '65531 (100%)'],
  [1n, 200n, '1 (0%)'],
  [3n, 200n, '3 (2%)'],
])('%s of %s is %s', (part, whole, text) => {
  expect(partOf(part, whole)).toBe(text);
});
