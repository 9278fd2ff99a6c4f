import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocUri } from '../text/span.ts';
import { splitSections } from './sections.ts';

const uri = 'file:///m.yaml' as DocUri;
const texts = (text: string): readonly string[] =>
  splitSections(uri, text).map(({ section }) => section.text);

test('a section begins with the line that opens its document', () => {
  expect(texts('a: 1\n---\nb: 2\n--- # three\nc: 3\n')).toEqual([
    'a: 1\n',
    '---\nb: 2\n',
    '--- # three\nc: 3\n',
  ]);
  expect(texts('---\na: 1\n')).toEqual(['---\na: 1\n']);
  expect(texts('a: "---"\n  ---\n---x\n')).toEqual(['a: "---"\n  ---\n---x\n']);
  expect(texts('')).toEqual(['']);
});

test('JSON is one section', () => {
  const json = 'file:///m.json' as DocUri;
  expect(splitSections(json, '{\n"a":\n"\n---\n"}')).toHaveLength(1);
});

const line = fc.constantFrom('a: 1', 'b: [', '---', '  ---', '', '---\t', 'c: |', '# x');
const text = fc.array(line).map((lines) => lines.join('\n'));

test('sections lie one after the other and leave nothing out', () => {
  fc.assert(
    fc.property(text, (whole) => {
      let offset = 0;
      for (const placed of splitSections(uri, whole)) {
        expect(placed.offset).toBe(offset);
        expect(placed.line).toBe(whole.slice(0, offset).split('\n').length - 1);
        offset += placed.section.text.length;
      }
      expect(offset).toBe(whole.length);
    }),
  );
});

test('an edit keeps the sections it does not touch, and gives the same as a fresh reading', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const old = splitSections(uri, before);
      const edited = splitSections(uri, after, old);
      expect(edited).toEqual(splitSections(uri, after));
      expect(new Set(edited.map(({ section }) => section)).size).toBe(edited.length);
    }),
  );
  const old = splitSections(uri, 'a: 1\n---\nb: 2\n---\nc: 3\n');
  const edited = splitSections(uri, 'a: 1\n---\nb: 22\n---\nc: 3\n', old);
  expect(edited.map(({ section }, i) => section === old[i]?.section)).toEqual([true, false, true]);
});
