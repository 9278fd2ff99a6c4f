import type { Span } from '../text/span.ts';
import type { Located } from '../yaml/located.ts';
import { textOf } from './edits.ts';

/**
 * The place of a part of a scalar's value. Where the value does not stand in the file as it is read (escapes, a folded
 * block), the first line of the whole scalar is given.
 */
export function partOf({ value, span }: Located<string>, start: number, end: number): Span {
  const written = textOf(span);
  const offset = written.indexOf(value.trimEnd());
  if (offset === -1 || value.trimEnd().includes('\n')) return firstContentLine(span);
  const from = span.start + offset;
  return { section: span.section, start: from + start, end: from + Math.max(end, start + 1) };
}

/** The first line that holds something: of a block scalar, the one after its `|`. */
function firstContentLine(span: Span): Span {
  const text = textOf(span);
  const head = /^[|>][^\n]*\n\s*/.exec(text)?.[0].length ?? 0;
  const newline = text.indexOf('\n', head);
  return { ...span, start: span.start + head, end: newline === -1 ? span.end : span.start + newline };
}
