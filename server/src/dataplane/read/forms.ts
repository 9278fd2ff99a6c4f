/** The named groups of a form that fitted. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** How one kind of value is spelled, and the value; `undefined` when the spelling turns out to be another's. */
export type Form<T> = readonly [RegExp, (groups: Groups) => T | undefined];

/** The value of the first form that fits. */
export function readBy<T>(forms: readonly Form<T>[], text: string): T | undefined {
  for (const [form, make] of forms) {
    const found = form.exec(text);
    const value = found === null ? undefined : make(found.groups ?? {});
    if (value !== undefined) return value;
  }
  return undefined;
}

export const text = (value: string | undefined): string => value ?? '';

/** Digits after `0x`. */
export const hex = (value: string | undefined): number => Number.parseInt(text(value), 16);

const plain = /^[\w-]+$/;

/**
 * What xtables_save_string wrote: quotes stand only around what needs them, and every quote and backslash inside is
 * escaped. `undefined` for any other spelling.
 */
export function unquoted(written: string): string | undefined {
  if (plain.test(written)) return written;
  const inside = /^"((?:\\["'\\]|[^"'\\])*)"$/.exec(written)?.[1];
  return inside === undefined || plain.test(inside) ? undefined : inside.replace(/\\(["'\\])/g, '$1');
}
