import { merge, type Origin } from '../../../origin/origin.ts';
import { bytewise } from '../order.ts';

/** One owner's wish for a thing. Wishes with one key are for the same thing. */
export interface Wish<T> {
  readonly key: string;
  /** The owner, by name: where it stands among those that wish for the same thing. */
  readonly owner: string;
  readonly thing: T;
}

/** Things in bytewise order of their keys, each once. Never changed: a patch gives a new list. */
export interface KeyedList<T> {
  readonly things: readonly T[];
  readonly slots: readonly Slot<T>[];
}

/** Wishes with one key, by owner. */
type Slot<T> = readonly [Wish<T>, ...Wish<T>[]];

interface Explained {
  readonly because: Origin;
}

export const emptyList: KeyedList<never> = { things: [], slots: [] };

/** More wishes than this are sorted in at once. */
const patchLimit = 200;

/** The list without some wishes and with others; what it becomes does not depend on the way there. */
export function patched<T extends Explained>(
  list: KeyedList<T>,
  gone: readonly Wish<T>[],
  come: readonly Wish<T>[],
): KeyedList<T> {
  if (gone.length === 0 && come.length === 0) return list;
  if (gone.length + come.length > patchLimit) {
    const without = new Set(gone);
    return built([...list.slots.flat().filter((wish) => !without.has(wish)), ...come]);
  }
  const slots = list.slots.slice();
  const things = list.things.slice();
  const put = (at: number, length: number, wishes: readonly Wish<T>[]): void => {
    const [first, ...rest] = wishes;
    const slot: readonly Slot<T>[] = first === undefined ? [] : [[first, ...rest]];
    slots.splice(at, length, ...slot);
    things.splice(at, length, ...slot.map(thingOf));
  };
  for (const wish of gone) {
    const at = placeOf(slots, wish.key);
    const left = (slots[at] ?? []).filter((other) => other !== wish);
    if (slots[at]?.[0].key === wish.key) put(at, 1, left);
  }
  for (const wish of come) {
    const at = placeOf(slots, wish.key);
    const there = slots[at]?.[0].key === wish.key ? slots[at] : [];
    put(at, Math.min(there.length, 1), [...there, wish].sort(byOwner));
  }
  return { slots, things };
}

function built<T extends Explained>(wishes: Wish<T>[]): KeyedList<T> {
  const slots: [Wish<T>, ...Wish<T>[]][] = [];
  for (const wish of wishes.sort((a, b) => bytewise(a.key, b.key) || byOwner(a, b))) {
    const last = slots.at(-1);
    if (last?.[0].key === wish.key) last.push(wish);
    else slots.push([wish]);
  }
  return { slots, things: slots.map(thingOf) };
}

const byOwner = <T>(a: Wish<T>, b: Wish<T>): number => bytewise(a.owner, b.owner);

/** The last owner's thing, since the real program writes one after the other; explained by all. */
function thingOf<T extends Explained>(slot: Slot<T>): T {
  const [first, ...rest] = slot;
  if (rest.length === 0) return first.thing;
  const { thing } = rest.at(-1) ?? first;
  const others = slot.filter((wish) => wish.thing !== thing);
  return { ...thing, because: merge(thing.because, ...others.map((wish) => wish.thing.because)) };
}

/** The first slot whose key is not before the given one. */
function placeOf<T>(slots: readonly Slot<T>[], key: string): number {
  let [low, high] = [0, slots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bytewise(slots[middle]?.[0].key ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
