import type { Span } from '../text/span.ts';

/** A value read from YAML, with the characters that said it. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
  /** The span of `key: value` together (of the item itself in a list), for fixes that add or remove a line. */
  readonly entry: Span;
}
