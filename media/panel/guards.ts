/** Says whether a value from outside has the shape that its type promises. Fields it does not know are let through. */
export type Guard<T> = (value: unknown) => value is T;

export const isText: Guard<string> = (value): value is string => typeof value === 'string';
export const isNumber: Guard<number> = (value): value is number => Number.isFinite(value);
export const isFlag: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Guard<T> {
  const known = new Set<unknown>(allowed);
  return (value): value is T => known.has(value);
}

/** A field that may be missing: JSON leaves out what is undefined. */
export function maybe<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

type Fields<T> = { readonly [Name in keyof T]-?: Guard<T[Name]> };

/** Every field must be named, so that a field added to the protocol is not forgotten here. */
export function shape<T extends object>(fields: Fields<T>): Guard<T> {
  const checks = Object.entries<Guard<unknown>>(fields);
  return (value): value is T => isRecord(value) && checks.every(([name, guard]) => guard(value[name]));
}

/** An object whose fields may all be left out. */
export function sparse<T extends object>(fields: Fields<T>): Guard<Partial<T>> {
  const checks = Object.entries<Guard<unknown>>(fields);
  return (value): value is Partial<T> =>
    isRecord(value) && checks.every(([name, guard]) => value[name] === undefined || guard(value[name]));
}

/** A union told apart by one field. */
export function byField<Name extends string, T extends Readonly<Record<Name, string>>>(
  name: Name,
  variants: { readonly [Word in T[Name]]: Guard<Extract<T, Readonly<Record<Name, Word>>>> },
): Guard<T> {
  const known = new Map<unknown, Guard<unknown>>(Object.entries(variants));
  return (value): value is T => isRecord(value) && known.get(value[name])?.(value) === true;
}
