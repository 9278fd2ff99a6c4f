/**
 * Remembers, beside each key object, the last result of a pure function and the arguments it came from; reuses it while
 * every argument is identical. The memory goes when the key goes.
 */
export function memoByKey<K extends object, A extends readonly unknown[], R>(
  compute: (key: K, ...args: A) => R,
): (key: K, ...args: A) => R {
  const last = new WeakMap<K, { readonly args: A; readonly result: R }>();
  return (key, ...args) => {
    const known = last.get(key);
    if (known !== undefined && sameItems(known.args, args)) return known.result;
    const result = compute(key, ...args);
    last.set(key, { args, result });
    return result;
  };
}

/** The same, for a function without a key object of its own: one result is remembered. */
export function memoLast<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | undefined;
  return (...args) => {
    if (last === undefined || !sameItems(last.args, args)) last = { args, result: compute(...args) };
    return last.result;
  };
}

export const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
