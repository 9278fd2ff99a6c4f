import { lazy } from '../../memo/lazy.ts';
import type { Origin } from '../../origin/origin.ts';

/**
 * The fact with its origin, which is put together only when somebody asks: most of the thousands of routes of a big
 * cluster are never looked at.
 */
export function explained<T extends object>(fact: T, why: () => Origin): T & { readonly because: Origin } {
  const origin = lazy(why);
  return {
    ...fact,
    get because(): Origin {
      return origin();
    },
  };
}
