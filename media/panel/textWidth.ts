/** About how wide a letter of the panel's font is, in pixels: of a name, and of the smaller text below it. */
const wide = 6.8;
const narrow = 5.6;

export const titleWidth = (text: string): number => text.length * wide;
export const textWidth = (text: string): number => text.length * narrow;

/** As much of a small text as fits, in pixels. */
export const fitted = (text: string, width: number): string => cut(text, Math.floor(width / narrow));
export const fittedTitle = (text: string, width: number): string => cut(text, Math.floor(width / wide));

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
