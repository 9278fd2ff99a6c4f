import type { Position } from './span.ts';

/** Offsets at which the lines of a text begin; the first is always 0. */
export type LineStarts = readonly number[];

export function lineStarts(text: string): LineStarts {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Offsets beyond the text are taken as its end. */
export function positionAt(starts: LineStarts, offset: number): Position {
  let low = 0;
  let high = starts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low, character: offset - (starts[low] ?? 0) };
}

export function offsetAt(text: string, starts: LineStarts, { line, character }: Position): number {
  if (line >= starts.length) return text.length;
  const start = starts[line] ?? 0;
  const end = starts[line + 1] ?? text.length + 1;
  return Math.min(start + character, end - 1, text.length);
}
