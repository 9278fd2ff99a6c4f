import type { Origin } from '../../origin/origin.ts';

/**
 * The fact with its origin, which is put together only when somebody asks: most of the thousands of routes of a big
 * cluster are never looked at.
 */
export const explained = <T extends object>(fact: T, why: () => Origin): T & { readonly because: Origin } =>
  // The constructor gives it all fields of `fact`, and `because`; a type cannot say that of a class.
  new Explained(fact, why) as unknown as T & { readonly because: Origin };

/** `because` is a property of its own, so that a copy has it too; all share one getter, without which each is a shape of its own. */
class Explained {
  static readonly #because: PropertyDescriptor & ThisType<Explained> = {
    enumerable: true,
    get() {
      return (this.#origin ??= this.#why());
    },
  };
  readonly #why: () => Origin;
  #origin: Origin | undefined;

  constructor(fact: object, why: () => Origin) {
    this.#why = why;
    Object.assign(this, fact);
    Object.defineProperty(this, 'because', Explained.#because);
  }
}
