import { expect, test } from 'vitest';
import { listed } from './words.ts';

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c', 'd'], 'a, b, c and d'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('%j', (words, shown) => {
  expect(listed(words)).toBe(shown);
});
