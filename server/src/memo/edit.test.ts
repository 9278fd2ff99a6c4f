import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedPart, unchangedEnds, withChangedPart } from './edit.ts';

const list = fc.array(fc.nat(3), { maxLength: 8 });

test('the changed part in the old list makes the new one', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const ends = unchangedEnds(before, after);
      expect(withChangedPart(before, ends, changedPart(after, ends))).toEqual(after);
    }),
  );
});

test('an edit of one item changes that item alone', () => {
  const before = ['a', 'b', 'c', 'b'];
  const after = ['a', 'x', 'c', 'b'];
  const ends = unchangedEnds(before, after);
  expect([changedPart(before, ends), changedPart(after, ends)]).toEqual([['b'], ['x']]);
  expect(unchangedEnds(before, before)).toEqual({ head: 4, tail: 0 });
});
