/** What an edit left alone of a list: so many items at its head, and so many at its tail. In between all may differ. */
export interface Unchanged {
  readonly head: number;
  readonly tail: number;
}

export function unchangedEnds(before: readonly unknown[], after: readonly unknown[]): Unchanged {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail += 1;
  return { head, tail };
}

/** The items between the unchanged ends. */
export const changedPart = <T>(list: readonly T[], { head, tail }: Unchanged): readonly T[] =>
  list.slice(head, list.length - tail);

/** The list with other items between its unchanged ends. */
export const withChangedPart = <T>(
  list: readonly T[],
  { head, tail }: Unchanged,
  changed: readonly T[],
): readonly T[] => [...list.slice(0, head), ...changed, ...list.slice(list.length - tail)];
