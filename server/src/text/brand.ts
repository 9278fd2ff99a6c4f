declare const brand: unique symbol;

/** A string or number that only its own reader or maker may produce. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Fails to compile when a union grows and a switch does not. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
