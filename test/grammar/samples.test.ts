import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { grammarOf, shortScopes, tokenize } from './engine.ts';
import { readSample } from './samples.ts';

const folder = new URL('./samples/', import.meta.url);

/** The sample `nft.txt` is written for the grammar `source.nft`. */
describe.each(readdirSync(folder))('%s', (file) => {
  const { lines, expectations } = readSample(readFileSync(new URL(file, folder), 'utf8'));

  test('every stretch under carets is one token with just these scopes', async () => {
    const tokenized = tokenize(await grammarOf(`source.${file.replace(/\.txt$/, '')}`), lines);
    const found = expectations.map(({ line, start, end }) => {
      const token = tokenized[line]?.tokens.find((one) => one.start <= start && start < one.end);
      return {
        line: lines[line],
        text: lines[line]?.slice(start, end),
        token: token?.text,
        scopes: token === undefined ? 'no token' : shortScopes(token),
      };
    });
    const wanted = expectations.map(({ line, start, end, scopes }) => {
      const text = lines[line]?.slice(start, end);
      return { line: lines[line], text, token: text, scopes };
    });
    expect(expectations.length).toBeGreaterThan(20);
    expect(found).toEqual(wanted);
  });
});

test('a run of carets names columns of the line above, < reaches the first column, | is that column alone', () => {
  const sample = readSample('*nat\n#| a\n#^^^ b\n-A X\n#< c d\n# ^ kept\n# ordinary comment\n');
  expect(sample).toEqual({
    lines: ['*nat', '-A X', '# ordinary comment'],
    expectations: [
      { line: 0, start: 0, end: 1, scopes: 'a' },
      { line: 0, start: 1, end: 4, scopes: 'b' },
      { line: 1, start: 0, end: 2, scopes: 'c d' },
      { line: 1, start: 2, end: 3, scopes: 'kept' },
    ],
  });
});
