import { expect, test } from 'vitest';
import { memoByKey } from './memo.ts';

test('computes again only when an argument changes, and keeps what is asked by turns', () => {
  let runs = 0;
  const sum = memoByKey((key: { readonly base: number }, a: number) => {
    runs += 1;
    return key.base + a;
  });
  const [one, ten] = [{ base: 1 }, { base: 10 }];
  expect([sum(one, 1), sum(one, 1), sum(one, 2), sum(one, 1), sum(ten, 1)]).toEqual([2, 2, 3, 2, 11]);
  expect(runs).toBe(3);
});

test('forgets the oldest of many', () => {
  const runs: number[] = [];
  const key = {};
  const note = memoByKey((_key: object, n: number) => runs.push(n));
  for (let n = 0; n < 9; n += 1) note(key, n);
  note(key, 8);
  note(key, 0);
  expect(runs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 0]);
});
