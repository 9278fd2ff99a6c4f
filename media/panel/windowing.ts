/**
 * Arithmetic of a list of which only the part in view is in the document. All lengths in CSS pixels.
 * Offsets are the tops of the lines from the start of the list; the last entry is the height of the whole list.
 */

export type Offsets = Float64Array;

/** A line, and how far its top is below the top of the view (negative: partly scrolled away). */
export interface Anchor {
  readonly key: string;
  readonly distance: number;
}

/** From the first line to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export function layOut(count: number, heightOf: (index: number) => number): Offsets {
  const offsets = new Float64Array(count + 1);
  let top = 0;
  for (let index = 0; index < count; index++) {
    offsets[index] = top;
    top += heightOf(index);
  }
  offsets[count] = top;
  return offsets;
}

export const topOf = (offsets: Offsets, index: number): number => offsets[index] ?? 0;
export const totalHeight = (offsets: Offsets): number => topOf(offsets, offsets.length - 1);

/** The line at this distance from the start of the list; the nearest one if there is none there. */
export function indexAt(offsets: Offsets, distance: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (topOf(offsets, middle) <= distance) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The lines that touch the stretch from `top` to `bottom`. */
export function rangeBetween(offsets: Offsets, top: number, bottom: number): Range {
  const count = offsets.length - 1;
  if (count <= 0 || bottom <= 0 || top >= totalHeight(offsets)) return { start: 0, end: 0 };
  return { start: indexAt(offsets, top), end: Math.min(count, indexAt(offsets, bottom) + 1) };
}

/**
 * How far to scroll inside the list so that a line is wholly in view, moving as little as possible.
 * `covered` is what a sticky heading hides at the top of the view.
 */
export function scrollIntoView(
  offsets: Offsets,
  index: number,
  view: { readonly top: number; readonly height: number; readonly covered: number },
): number {
  const top = topOf(offsets, index);
  const bottom = topOf(offsets, index + 1);
  if (top < view.top + view.covered) return top - view.covered;
  if (bottom > view.top + view.height) return Math.min(top - view.covered, bottom - view.height);
  return view.top;
}

/** The first of these lines that still exists, with the distance it had. */
export function surviving(
  anchors: readonly Anchor[],
  indexOf: (key: string) => number | undefined,
): { readonly index: number; readonly distance: number } | undefined {
  for (const { key, distance } of anchors) {
    const index = indexOf(key);
    if (index !== undefined) return { index, distance };
  }
  return undefined;
}
