import type { Cause } from './origin.ts';

/** One sentence, or less, for each kind of reason. What was written in a manifest is shown by its place instead. */
export function describeCause(cause: Cause): string {
  switch (cause.kind) {
    case 'manifest':
      return cause.note ?? '';
    case 'default':
      return `${cause.field} is ${cause.value} by default`;
    case 'assumption':
      return `simulated: ${cause.what}`;
    case 'machinery':
      return `${cause.component}: ${cause.note}`;
  }
}
