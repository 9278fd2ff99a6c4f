import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assumed } from '../../../origin/origin.ts';
import { emptyList, patched, type KeyedList, type Wish } from './keyedList.ts';

interface Thing {
  readonly from: string;
  readonly because: ReturnType<typeof assumed>;
}

const wishOf = (owner: string, key: string): Wish<Thing> => ({
  key,
  owner,
  thing: { from: owner, because: assumed(owner) },
});

const owners = ['a', 'b', 'c', 'd', 'e', 'f'];
const keys = ['1', '2', '3', '4'];

/** What each owner wishes for, one state after the other. */
const states = fc.array(
  fc.dictionary(fc.constantFrom(...owners), fc.subarray(keys), { maxKeys: owners.length }),
  { minLength: 1, maxLength: 8 },
);

test('what the list becomes does not depend on the way there', () => {
  fc.assert(
    fc.property(states, (history) => {
      const made = new Map<string, Wish<Thing>>();
      const wishesOf = (state: Readonly<Record<string, readonly string[]>>): ReadonlySet<Wish<Thing>> =>
        new Set(
          Object.entries(state).flatMap(([owner, wanted]) =>
            wanted.map((key) => {
              const wish = made.get(owner + key) ?? wishOf(owner, key);
              made.set(owner + key, wish);
              return wish;
            }),
          ),
        );
      let list: KeyedList<Thing> = emptyList;
      let before: ReadonlySet<Wish<Thing>> = new Set();
      for (const state of history) {
        const now = wishesOf(state);
        list = patched(
          list,
          [...before].filter((wish) => !now.has(wish)),
          [...now].filter((wish) => !before.has(wish)),
        );
        before = now;
      }
      expect(list).toEqual(patched<Thing>(emptyList, [], [...before]));
    }),
  );
});

test('many wishes at once, or one by one, make the same list', () => {
  const wishes = Array.from({ length: 500 }, (_, i) => wishOf(`owner ${String(i % 7)}`, String(i % 300)));
  let list: KeyedList<Thing> = emptyList;
  for (const wish of wishes) list = patched(list, [], [wish]);
  expect(list).toEqual(patched<Thing>(emptyList, [], wishes));
  expect(list.things).toHaveLength(300);
});

test('the last owner has its way, and all are named', () => {
  const list = patched<Thing>(emptyList, [], [wishOf('b', 'x'), wishOf('a', 'x')]);
  expect(list.things).toEqual([{ from: 'b', because: [...assumed('b'), ...assumed('a')] }]);
});
