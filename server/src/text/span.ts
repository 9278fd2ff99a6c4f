import type { Brand } from './brand.ts';

export type DocUri = Brand<string, 'DocUri'>;

/**
 * One stretch of a file that moves as a whole: a YAML document between two `---` lines, or a whole JSON file.
 * Positions inside it are counted from its own start, so an edit elsewhere in the file leaves them true
 * and everything derived from it can be kept.
 */
export interface Section {
  readonly uri: DocUri;
  readonly text: string;
}

/** Half-open range of UTF-16 code units inside one section. */
export interface Span {
  readonly section: Section;
  readonly start: number;
  readonly end: number;
}

export const span = (section: Section, start: number, end: number): Span => ({ section, start, end });

/** Zero-based, characters in UTF-16 code units, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Where a span is in the file as it stands in one snapshot. */
export interface Place {
  readonly uri: DocUri;
  readonly range: Range;
}

/** Turns a span into its place in one snapshot; `undefined` when that snapshot does not hold its section. */
export type Locate = (span: Span) => Place | undefined;
