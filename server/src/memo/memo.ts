/** How many results are kept beside one key: enough for the nodes and what-ifs that are looked at by turns. */
const keptResults = 8;

interface Remembered<A extends readonly unknown[], R> {
  readonly args: A;
  readonly result: R;
}

/**
 * Remembers, beside each key object, the latest results of a pure function and the arguments they came from; reuses one
 * while every argument is identical. The memory goes when the key goes.
 */
export function memoByKey<K extends object, A extends readonly unknown[], R>(
  compute: (key: K, ...args: A) => R,
): (key: K, ...args: A) => R {
  const alone = new WeakMap<K, { readonly result: R }>();
  const memory = new WeakMap<K, Remembered<A, R>[]>();
  const withArguments = (key: K, args: A): R => {
    const kept = memory.get(key);
    const known = kept === undefined ? undefined : recall(kept, args);
    if (known !== undefined) return known.result;
    const result = compute(key, ...args);
    if (kept === undefined) memory.set(key, [{ args, result }]);
    else remember(kept, { args, result });
    return result;
  };
  return (key, ...args) => {
    // Most memories are of the key alone; they are asked so often that one look must do.
    if (args.length > 0) return withArguments(key, args);
    const known = alone.get(key);
    if (known !== undefined) return known.result;
    const result = compute(key, ...args);
    alone.set(key, { result });
    return result;
  };
}

// Plain loops: this is asked tens of thousands of times after every keystroke.
function recall<A extends readonly unknown[], R>(
  kept: readonly Remembered<A, R>[],
  args: A,
): Remembered<A, R> | undefined {
  for (const entry of kept) if (sameItems(entry.args, args)) return entry;
  return undefined;
}

function remember<T>(kept: T[], entry: T): void {
  if (kept.length === keptResults) kept.shift();
  kept.push(entry);
}

export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** How many results `memoByItems` keeps: the clusters and what-ifs that are looked at by turns. */
const keptLists = 4;

/**
 * Remembers the latest results of a pure function of many objects, by their identity and order: for what depends on a
 * whole list and is dear enough to compare it item by item at each edit. Arguments that are not in the list must not
 * matter.
 */
export function memoByItems<A extends readonly unknown[], R>(
  itemsOf: (...args: A) => readonly unknown[],
  compute: (...args: A) => R,
): (...args: A) => R {
  const kept: { readonly items: readonly unknown[]; readonly result: R }[] = [];
  return (...args) => {
    const items = itemsOf(...args);
    const known = kept.find((entry) => sameItems(entry.items, items));
    if (known !== undefined) return known.result;
    const result = compute(...args);
    if (kept.length === keptLists) kept.shift();
    kept.push({ items, result });
    return result;
  };
}
