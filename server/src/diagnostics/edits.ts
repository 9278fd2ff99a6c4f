import type { Edit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { Located } from '../yaml/located.ts';

/** The part of a span that is on its first line: what an underline should show of a long entry. */
export function firstLine({ section, start, end }: Span): Span {
  const newline = section.text.indexOf('\n', start);
  const cut = newline === -1 || newline > end ? end : newline;
  const shown = section.text.slice(start, cut).trimEnd();
  return { section, start, end: start + shown.length };
}

/** The characters of a span as they stand in the file, quotes included. */
export const textOf = ({ section, start, end }: Span): string => section.text.slice(start, end);

/** Whether a `spec: …` entry holds anything; `spec:` alone is only begun. */
export const isBegun = (entry: Span): boolean => /:\s*\S/.test(textOf(entry));

/** Puts another value in the place of a scalar; the quotes it had are kept. */
export function replaceValue({ span }: Located<unknown>, value: string): Edit {
  const quote = /^["']/.exec(textOf(span))?.[0] ?? '';
  return { span, newText: `${quote}${value}${quote}` };
}

/** Writes `key: value` in front of a field of the same map, on a line of its own where the map is written in lines. */
export function addFieldBefore(sibling: Span, key: string, value: string): Edit {
  const { section, start } = sibling;
  const at: Span = { section, start, end: start };
  const quote = section.text[start] === '"' ? '"' : '';
  const isWord = quote !== '' && !/^(?:true|false|\d+)$/.test(value);
  const field = `${quote}${key}${quote}: ${isWord ? `"${value}"` : value}`;
  const hasOwnLine = section.text.slice(lineStartOf(sibling), start).trim() === '';
  if (!isInFlow(sibling)) return { span: at, newText: `${field}\n${indentOf(sibling)}` };
  return { span: at, newText: hasOwnLine ? `${field},\n${indentOf(sibling)}` : `${field}, ` };
}

/** Writes `key: value` as the first field of the map that a `name: …` entry holds. */
export function addFirstField(entry: Span, key: string, value: string): Edit | undefined {
  const head = /^(?:"[^"]*"|'[^']*'|[^\s:]+)\s*:\s*(?:#[^\n]*\n\s*)*(?:\{\s*)?/.exec(textOf(entry));
  if (head === null || head[0].length >= entry.end - entry.start) return undefined;
  return addFieldBefore({ ...entry, start: entry.start + head[0].length }, key, value);
}

/** The edit that sets a field: its value if it is there, else a new line in front of a sibling. */
export const setField = (
  field: Located<unknown> | undefined,
  sibling: Span,
  key: string,
  value: string,
): Edit => (field === undefined ? addFieldBefore(sibling, key, value) : replaceValue(field, value));

/**
 * Takes a `key: value` entry or a list item away together with its line. Undefined where it cannot be taken away alone:
 * as the only field of a list item, or where something else is on its lines.
 */
export function removeEntry(entry: Span): Edit | undefined {
  const { section, end } = entry;
  if (isInFlow(entry)) return removeFromFlow(entry);
  const lineStart = lineStartOf(entry);
  const newline = section.text.indexOf('\n', end);
  const lineEnd = newline === -1 ? section.text.length : newline + 1;
  const behind = section.text.slice(end, lineEnd).trim();
  if (behind !== '' && !behind.startsWith('#')) return undefined;
  const before = section.text.slice(lineStart, entry.start);
  if (before.trim() === '' || isDashOf(entry))
    return { span: { section, start: lineStart, end: lineEnd }, newText: '' };
  return removeAfterDash(entry, lineEnd);
}

/** `- key: value` is the item itself when the entry has no key: `- 10.0.0.1`. */
const isDashOf = (entry: Span): boolean =>
  /^\s*-\s+$/.test(entry.section.text.slice(lineStartOf(entry), entry.start)) &&
  !/^[^"'\s]+:(\s|$)/.test(textOf(entry));

/** The first field of a list item: the next one moves up behind the dash. */
function removeAfterDash({ section, start }: Span, lineEnd: number): Edit | undefined {
  const next = /^( *)\S/.exec(section.text.slice(lineEnd));
  const column = start - (section.text.lastIndexOf('\n', start - 1) + 1);
  if (next?.[1]?.length !== column || section.text[lineEnd + column] === '#') return undefined;
  return { span: { section, start, end: lineEnd + column }, newText: '' };
}

function removeFromFlow({ section, start, end }: Span): Edit {
  const after = /^\s*,\s*/.exec(section.text.slice(end));
  if (after !== null) return { span: { section, start, end: end + after[0].length }, newText: '' };
  const before = /,\s*$/.exec(section.text.slice(0, start));
  return { span: { section, start: start - (before?.[0].length ?? 0), end }, newText: '' };
}

const lineStartOf = ({ section, start }: Span): number => section.text.lastIndexOf('\n', start - 1) + 1;

/** Blanks up to the column of a span, whatever stands before it on its line. */
const indentOf = (span: Span): string => ' '.repeat(span.start - lineStartOf(span));

/** Whether a field stands in `{ }` or `[ ]`: then a brace or a comma is before it. */
export const isInFlow = ({ section, start }: Span): boolean =>
  /[{[,]$/.test(section.text.slice(0, start).trimEnd());
