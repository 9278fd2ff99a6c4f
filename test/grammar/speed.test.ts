import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grammarOf, grammars, tokenize } from './engine.ts';
import { readSample } from './samples.ts';

const folder = new URL('./samples/', import.meta.url);

/** Far above what any line needs (well under a millisecond), far below what a runaway expression takes. */
const millisPerLine = 2000;

const ownLanguages = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''));

test.each(ownLanguages)('a file of 5,000 lines of %s is read to its end', async (language) => {
  const { lines } = readSample(readFileSync(new URL(`${language}.txt`, folder), 'utf8'));
  const long = Array.from({ length: 5000 }, (_, index) => lines[index % lines.length] ?? '');
  const tokenized = tokenize(await grammarOf(`source.${language}`), long, millisPerLine);
  expect(tokenized.filter(({ stoppedEarly }) => stoppedEarly)).toEqual([]);
});

/** Repeated to the longest line the editor colours by default, 20,000 characters. Each piece feeds a repetition in one of our expressions. */
const pieces = [
  'a',
  '1',
  ':',
  '1.',
  'f:',
  '10.0.0.1',
  '1,',
  '(',
  '!',
  '! ',
  '"',
  "'",
  '\\"',
  ' ',
  '-',
  '- ',
  ' -j',
  '/* ',
  'a == ',
  'selector: ',
  '{ selector: a == ',
  'not in ',
  'ip daddr ',
  '0 0 all ',
  'KUBE tcp -- * * 0.0.0.0/0 ',
];
/** The worst of the pieces, tried also behind the beginnings that lead into our rules. */
const worst = ['a', '1.', '(', '! ', ' ', 'a == '];
const openings = [
  '',
  '-A X ',
  'Chain X ',
  'selector: ',
  'selector: a',
  '  -> ',
  'add X ',
  'default ',
  'type ',
];
const toLongestLine = (piece: string): string => piece.repeat(Math.ceil(20_000 / piece.length));

test.each([...grammars.keys()])(
  'no line makes %s give up',
  async (scope) => {
    const grammar = await grammarOf(scope);
    const hostile = [
      ...pieces.map(toLongestLine),
      ...openings.flatMap((opening) => worst.map((piece) => opening + toLongestLine(piece))),
    ];
    const gaveUp = hostile.filter(
      (line) => tokenize(grammar, [line], millisPerLine)[0]?.stoppedEarly !== false,
    );
    expect(gaveUp.map((line) => line.slice(0, 40))).toEqual([]);
  },
  120_000,
);
