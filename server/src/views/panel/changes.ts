/** An item of the newer list, or one that only the older list has, where it stood. */
export interface Compared<T> {
  readonly item: T;
  readonly change: 'added' | 'removed' | undefined;
}

/**
 * What an edit adds to and removes from a list, by the items' text. Items that only moved count as unchanged: for the
 * reader the question is what is new and what is gone.
 */
export function compare<T>(
  before: readonly T[],
  after: readonly T[],
  textOf: (item: T) => string,
): readonly Compared<T>[] {
  if (before === after) return after.map((item) => ({ item, change: undefined }));
  const old = countTexts(before, textOf);
  const kept = new Map<string, number>();
  const result: Compared<T>[] = after.map((item) => {
    const text = textOf(item);
    const used = kept.get(text) ?? 0;
    if (used >= (old.get(text) ?? 0)) return { item, change: 'added' };
    kept.set(text, used + 1);
    return { item, change: undefined };
  });
  return withRemoved(result, before, kept, textOf);
}

function countTexts<T>(items: readonly T[], textOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(textOf(item), (counts.get(textOf(item)) ?? 0) + 1);
  return counts;
}

/** Puts each removed item behind the items that stood before it. */
function withRemoved<T>(
  result: readonly Compared<T>[],
  before: readonly T[],
  kept: ReadonlyMap<string, number>,
  textOf: (item: T) => string,
): readonly Compared<T>[] {
  const left = new Map(kept);
  const removed = before.map((item) => {
    const count = left.get(textOf(item)) ?? 0;
    left.set(textOf(item), count - 1);
    return count > 0 ? undefined : item;
  });
  if (removed.every((item) => item === undefined)) return result;
  const merged: Compared<T>[] = [];
  let at = 0;
  for (const item of removed) {
    if (item !== undefined) merged.push({ item, change: 'removed' });
    else at = takeThroughUnchanged(result, at, merged);
  }
  return [...merged, ...result.slice(at)];
}

/** Copies items up to and with the next unchanged one; answers where to go on. */
function takeThroughUnchanged<T>(from: readonly Compared<T>[], start: number, to: Compared<T>[]): number {
  for (let at = start; at < from.length; at += 1) {
    const entry = from[at];
    if (entry === undefined) break;
    to.push(entry);
    if (entry.change === undefined) return at + 1;
  }
  return from.length;
}
