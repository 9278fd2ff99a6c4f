import type { DocUri, Section } from '../text/span.ts';

/** A section and where it lies in its file. */
export interface PlacedSection {
  readonly section: Section;
  readonly offset: number;
  readonly line: number;
}

/**
 * Cuts a file into its YAML documents (YAML 1.2.2, 9.1): each section begins with the `---` line that opens it, or with
 * the file. Sections of `before` whose text is the same are kept as they are, so that what was derived from them stays
 * true. JSON, which knows no documents, is one section.
 */
export function splitSections(
  uri: DocUri,
  text: string,
  before: readonly PlacedSection[] = [],
): readonly PlacedSection[] {
  const texts = sectionTexts(uri, text);
  const kept = keptSections(texts, before);
  let offset = 0;
  let line = 0;
  return texts.map((sectionText, i) => {
    const placed = {
      section: kept[i] ?? { uri, text: before.length === 0 ? sectionText : ownCopy(sectionText) },
      offset,
      line,
    };
    offset += sectionText.length;
    line += countNewlines(sectionText);
    return placed;
  });
}

function sectionTexts(uri: DocUri, text: string): readonly string[] {
  if (/\.json$/i.test(uri)) return [text];
  const starts = [0];
  const divider = /^---(?=[ \t\r\n]|$)/gm;
  for (let found = divider.exec(text); found !== null; found = divider.exec(text))
    if (found.index > 0) starts.push(found.index);
  return starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length));
}

/** Sections that are the same at the head and at the tail of both versions: an edit changes something in between. */
function keptSections(
  texts: readonly string[],
  before: readonly PlacedSection[],
): readonly (Section | undefined)[] {
  const kept: (Section | undefined)[] = texts.map(() => undefined);
  const shorter = Math.min(texts.length, before.length);
  let head = 0;
  while (head < shorter && before[head]?.section.text === texts[head]) {
    kept[head] = before[head]?.section;
    head += 1;
  }
  for (
    let tail = 1;
    tail <= shorter - head && before.at(-tail)?.section.text === texts.at(-tail);
    tail += 1
  ) {
    kept[texts.length - tail] = before.at(-tail)?.section;
  }
  return kept;
}

/** A slice keeps the whole text it was cut from alive; a section that outlives its file's version must not. */
const ownCopy = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
