import type { Span } from './span.ts';

/** A replacement of `span`; an empty span inserts, an empty text deletes. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** Applies disjoint edits to the one section they all belong to. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((out, e) => out.slice(0, e.span.start) + e.newText + out.slice(e.span.end), text);
}
