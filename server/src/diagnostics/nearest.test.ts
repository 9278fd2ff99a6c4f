import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

test.each([
  ['customer', 'customer', 0],
  ['custmoer', 'customer', 1],
  ['costumer', 'customer', 2],
  ['database', 'customer', 4],
])('%s and %s are %i apart', (a, b, distance) => {
  expect(editDistance(a, b, 3)).toBe(distance);
});

test.each([
  ['custmoer', ['summary', 'customer', 'database'], 'customer'],
  ['web', ['wob', 'weg'], 'wob'],
  ['web', ['web'], undefined],
  ['frontend', ['backend'], undefined],
  ['website', ['webstate'], undefined],
  ['summary', [], undefined],
])('the nearest to %s in %j is %s', (wanted, candidates, expected) => {
  expect(nearest(wanted, candidates)).toBe(expected);
});
