import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineStarts, offsetAt, positionAt } from './lines.ts';

test('offsets and positions name the same characters', () => {
  const text = fc.array(fc.constantFrom('a', 'ä', '😀', '\n', '\r\n', ' ')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(40), (whole, at) => {
      const starts = lineStarts(whole);
      const offset = Math.min(at, whole.length);
      expect(offsetAt(whole, starts, positionAt(starts, offset))).toBe(offset);
    }),
  );
});

test('beyond the text is its end', () => {
  const starts = lineStarts('ab\ncd');
  expect(offsetAt('ab\ncd', starts, { line: 9, character: 0 })).toBe(5);
  expect(offsetAt('ab\ncd', starts, { line: 0, character: 99 })).toBe(2);
});
