import { expect, test } from 'vitest';
import { annotations, cursor, withoutAnnotations } from './annotations.ts';

test('carets label the line above, comments not counted', () => {
  const text = 'kind: Pod\n#<^^ a\n#     ^^^ b\n';
  expect(annotations(text).map(({ start, end, label }) => [text.slice(start, end), label])).toEqual([
    ['kind', 'a'],
    ['Pod', 'b'],
  ]);
});

test('expectations can be taken out again', () => {
  expect(withoutAnnotations('kind: Pod\n#<^^ a\n# a comment\nspec:\n')).toBe(
    'kind: Pod\n# a comment\nspec:\n',
  );
});

test('the cursor leaves no trace', () => {
  expect(cursor('a: $0b')).toEqual({ text: 'a: b', offset: 3 });
});
