import type { Span } from '../text/span.ts';

/** Something wrong with the text itself. Reading never throws: it returns what it could and these. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}
