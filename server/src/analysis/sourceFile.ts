import { lazy } from '../memo/lazy.ts';
import { readSection, type Resource, type SectionContents } from '../resources/resource.ts';
import { lineStarts, offsetAt, positionAt, type LineStarts } from '../text/lines.ts';
import type { DocUri, Place, Position, Section, Span } from '../text/span.ts';
import { splitSections, type PlacedSection } from '../yaml/sections.ts';

/** One version of one file. Its facts are worked out when first asked for, and go when it goes. */
export interface SourceFile {
  readonly uri: DocUri;
  readonly text: string;
  readonly sections: readonly PlacedSection[];
  readonly resources: () => readonly Resource[];
  readonly place: (span: Span) => Place | undefined;
}

/** The next version of a file; sections that the edit did not touch are carried over from `before`. */
export function sourceFile(uri: DocUri, text: string, before?: SourceFile): SourceFile {
  const sections = splitSections(uri, text, before?.sections);
  const bySection = lazy(() => new Map(sections.map((placed) => [placed.section, placed])));
  return {
    uri,
    text,
    sections,
    resources: lazy(() => sections.flatMap(({ section }) => contentsOf(section).resources)),
    place: (span) => {
      const placed = bySection().get(span.section);
      return placed === undefined ? undefined : placeIn(placed, span);
    },
  };
}

const contents = new WeakMap<Section, SectionContents>();

/** What a section holds; read once for as long as the section lives. */
export function contentsOf(section: Section): SectionContents {
  const known = contents.get(section);
  if (known !== undefined) return known;
  const read = readSection(section);
  contents.set(section, read);
  return read;
}

const sectionLines = new WeakMap<Section, LineStarts>();

function linesOf(section: Section): LineStarts {
  const known = sectionLines.get(section);
  if (known !== undefined) return known;
  const starts = lineStarts(section.text);
  sectionLines.set(section, starts);
  return starts;
}

/** A section begins at the start of a line, so only lines have to be shifted. */
function placeIn({ section, line }: PlacedSection, { start, end }: Span): Place {
  const starts = linesOf(section);
  const shifted = (offset: number): Position => {
    const position = positionAt(starts, offset);
    return { line: position.line + line, character: position.character };
  };
  return { uri: section.uri, range: { start: shifted(start), end: shifted(end) } };
}

/** The section at a position of the file, and the offset inside it. */
export function pointAt(
  file: SourceFile,
  position: Position,
): { readonly section: Section; readonly offset: number } | undefined {
  const placed = file.sections.findLast(({ line }) => line <= position.line);
  if (placed === undefined) return undefined;
  const { section, line } = placed;
  const within = { line: position.line - line, character: position.character };
  return { section, offset: offsetAt(section.text, linesOf(section), within) };
}
