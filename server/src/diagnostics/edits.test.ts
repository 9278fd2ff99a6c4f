import { describe, expect, test } from 'vitest';
import { applyEdits, type Edit } from '../text/edit.ts';
import type { DocUri, Span } from '../text/span.ts';
import { addFieldBefore, addFirstField, firstLine, removeEntry } from './edits.ts';

/** The span of `part` in `text`. */
function at(text: string, part: string): Span {
  const start = text.indexOf(part);
  return { section: { uri: 'file:///m.yaml' as DocUri, text }, start, end: start + part.length };
}

const after = (text: string, edit: Edit | undefined): string | undefined =>
  edit === undefined ? undefined : applyEdits(text, [edit]);

describe('removing an entry', () => {
  test.each([
    ['a line of its own', 'a: 1\nb: 2\nc: 3\n', 'b: 2', 'a: 1\nc: 3\n'],
    ['the last line, without a newline', 'a: 1\nb: 2', 'b: 2', 'a: 1\n'],
    ['a comment behind it goes too', 'a: 1\nb: 2 # why\n', 'b: 2', 'a: 1\n'],
    ['the first field of a list item', '- a: 1\n  b: 2\n', 'a: 1', '- b: 2\n'],
    ['an item of a list', 'types:\n- Ingress\n- Egress\n', 'Egress', 'types:\n- Ingress\n'],
    ['in braces', '{ a: 1, b: 2 }', 'a: 1', '{ b: 2 }'],
    ['the last in brackets', '[Ingress, Egress]', 'Egress', '[Ingress]'],
    ['in JSON', '{\n  "a": 1,\n  "b": 2\n}', '"b": 2', '{\n  "a": 1\n}'],
  ])('%s', (_name, text, part, expected) => {
    expect(after(text, removeEntry(at(text, part)))).toBe(expected);
  });

  test('the only field of a list item stays', () => {
    const text = '- a: 1\n- a: 2\n';
    expect(removeEntry(at(text, 'a: 1'))).toBeUndefined();
  });
});

describe('adding a field', () => {
  test.each([
    ['in lines', 'spec:\n  b: 2\n', 'b: 2', 'spec:\n  a: 1\n  b: 2\n'],
    ['behind a dash', '- b: 2\n  c: 3\n', 'b: 2', '- a: 1\n  b: 2\n  c: 3\n'],
    ['in braces', 'spec: { b: 2 }\n', 'b: 2', 'spec: { a: 1, b: 2 }\n'],
    ['in JSON', '{\n  "b": 2\n}', '"b": 2', '{\n  "a": 1,\n  "b": 2\n}'],
  ])('%s', (_name, text, part, expected) => {
    expect(after(text, addFieldBefore(at(text, part), 'a', '1'))).toBe(expected);
  });

  test.each([
    ['in lines', 'spec:\n  b: 2\n', 'spec:\n  a: 1\n  b: 2\n'],
    ['behind a comment', 'spec: # ports\n  # web\n  b: 2\n', 'spec: # ports\n  # web\n  a: 1\n  b: 2\n'],
    ['in braces', 'spec: { b: 2 }\n', 'spec: { a: 1, b: 2 }\n'],
    ['in JSON', '"spec": {\n  "b": 2\n}', '"spec": {\n  "a": 1,\n  "b": 2\n}'],
  ])('first, %s', (_name, text, expected) => {
    expect(after(text, addFirstField(at(text, text.trimEnd()), 'a', '1'))).toBe(expected);
  });

  test('not in an empty map', () => {
    expect(addFirstField(at('spec: {', 'spec: {'), 'a', '1')).toBeUndefined();
  });
});

test('an underline ends with its line', () => {
  const text = 'egress:\n- action: Allow\n';
  const { start, end } = firstLine(at(text, text));
  expect(text.slice(start, end)).toBe('egress:');
});
