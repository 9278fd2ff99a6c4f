import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalSelector, matchesSelector, selectorsLabels } from './match.ts';
import { parseSelector } from './parse.ts';
import type { Selector } from './selector.ts';

function selectorOf(text: string): Selector {
  const parsed = parseSelector(text);
  if ('error' in parsed) throw new Error(`${text}: ${parsed.error}`);
  return parsed.selector;
}

const labelsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(' ')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return [name, value];
      }),
  );

describe('normal form', () => {
  test.each([
    ['', 'all()'],
    [' \t ', 'all()'],
    ['all( )', 'all()'],
    ['global()', 'global()'],
    [`role=='frontend'`, 'role == "frontend"'],
    [`a == 'say "hi"'`, `a == 'say "hi"'`],
    ['has( projectcalico.org/namespace )', 'has(projectcalico.org/namespace)'],
    ['a in {"c","b","b",}', 'a in {"b", "c"}'],
    ['a in {}', 'a in {}'],
    ['a notin {"x"}', 'a not in {"x"}'],
    ['a  not \t in{"x"}', 'a not in {"x"}'],
    ['a startswith "x"', 'a starts with "x"'],
    ['a ends with "x" && b contains "y"', '(a ends with "x" && b contains "y")'],
    ['in in {"a"}', 'in in {"a"}'],
    ['a == "b" || c == "d" && e == "f"', '(a == "b" || (c == "d" && e == "f"))'],
    ['((a == "b"))', 'a == "b"'],
    ['(a == "b" && has(c)) && !has(d)', '((a == "b" && has(c)) && !has(d))'],
    ['!!has(a)', 'has(a)'],
    ['!!!(has(a) || has(b))', '!(has(a) || has(b))'],
  ])('%j reads as %s', (text, canonical) => {
    expect(canonicalSelector(selectorOf(text))).toBe(canonical);
  });
});

describe('evaluation', () => {
  test.each([
    ['', '', true],
    ['all()', 'a=b', true],
    ['a == "b"', 'a=b', true],
    ['a == "b"', 'a=c', false],
    ['a == "b"', '', false],
    ['a != "b"', 'a=b', false],
    ['a != "b"', '', true],
    ['a in {"b", "c"}', 'a=c', true],
    ['a in {"b", "c"}', '', false],
    ['a in {""}', '', false],
    ['a in {""}', 'a=', true],
    ['a in {}', 'a=b', false],
    ['a not in {}', 'a=b', true],
    ['a not in {"b"}', 'a=b', false],
    ['a not in {"b"}', '', true],
    ['a contains "b"', 'a=abc', true],
    ['a contains "b"', '', false],
    ['a starts with "ab"', 'a=abc', true],
    ['a ends with "bc"', 'a=abc', true],
    ['a ends with "ab"', 'a=abc', false],
    ['has(a)', 'a=', true],
    ['!has(a)', 'a=', false],
    ['!has(a)', '', true],
    ['a == "1" || b == "2" && c == "3"', 'a=1', true],
    ['(a == "1" || b == "2") && c == "3"', 'a=1', false],
  ])('%s on {%s} is %s', (text, labels, selected) => {
    expect(matchesSelector(selectorOf(text), labelsOf(labels))).toBe(selected);
  });

  test('names every label it asks about once', () => {
    expect(selectorsLabels(selectorOf('a == "1" && !(b in {"x"} || has(a)) && all()'))).toEqual(['a', 'b']);
  });
});

describe('errors say what Calico says, at the place', () => {
  test.each([
    ['a = "b"', 'expected ==', '='],
    ['a == "b" & has(c)', 'expected &&', '&'],
    ['has(a) | has(b)', 'expected ||', '|'],
    ['a == "b', 'unterminated string', '"b'],
    ['a', 'unexpected end of string looking for op', 'a'],
    ['a ==', 'unexpected end of string looking for op', '='],
    ['a == b', 'expected string', 'b'],
    ['a equals "b"', 'expected operator after label "a"', 'equals'],
    ['a contained "b"', 'expected operator after label "a"', 'contained'],
    ['has (a)', 'expected == or != not: (', '('],
    ['has(a', "no closing ')' after has(", 'has(a'],
    ['all(x)', "no closing ')' after all(", 'all('],
    ['has()', 'no label name in has( expression', 'has('],
    ['a in "b"', 'expected set literal', '"b"'],
    ['a in {"b" "c"}', 'expected }', '"c"'],
    ['(has(a)', 'expected )', ')'],
    ['&& has(a)', 'unexpected token: &&', '&&'],
    ['has(a) has(b)', 'unexpected content at end of selector: has(b)', 'has(b)'],
    ['has(a) &&\nhas(b)', 'expected identifier', '\n'],
    ['a == \u201cb\u201d', 'expected identifier', '\u201c'],
    ['has(a) &&', 'unexpected end of string looking for op', '&'],
  ])('%j: %s', (text, error, place) => {
    const parsed = parseSelector(text);
    expect('error' in parsed ? [parsed.error, text.slice(parsed.at.start, parsed.at.end)] : parsed).toEqual([
      error,
      place,
    ]);
  });

  test('a label of 513 letters is too long', () => {
    expect(parseSelector(`${'a'.repeat(513)} == "b"`)).toMatchObject({ at: { start: 0, end: 513 } });
    expect(parseSelector(`has(${'a'.repeat(512)})`)).toHaveProperty('selector');
  });

  test('a thousand parentheses are refused, not fallen over', () => {
    expect(parseSelector(`${'('.repeat(10_000)}all()`)).toMatchObject({
      error: 'parentheses nested too deeply',
    });
  });
});

const word = fc.constantFrom('a', 'b', 'role', 'in', 'not', 'x/y');
const value = fc.string({ maxLength: 4 }).filter((text) => !(text.includes('"') && text.includes("'")));
const selector = fc.letrec<{ all: Selector }>((tie) => ({
  all: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('has' as const), label: word }),
    fc.record({ kind: fc.constantFrom('equals', 'notEquals', 'endsWith'), label: word, value }),
    fc.record({
      kind: fc.constantFrom('in', 'notIn'),
      label: word,
      values: fc.array(value, { maxLength: 3 }).map((values) => [...new Set(values)].sort()),
    }),
    fc.record({
      kind: fc.constant('and' as const),
      operands: fc.array(tie('all'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('or' as const),
      operands: fc.array(tie('all'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('not' as const),
      operand: tie('all').filter((operand) => operand.kind !== 'not'),
    }),
  ),
})).all;

describe('for any text', () => {
  test('the normal form reads back as the same selector', () => {
    fc.assert(
      fc.property(selector, (tree) => {
        expect(selectorOf(canonicalSelector(tree))).toEqual(tree);
      }),
    );
  });

  test('nothing is thrown, and an error lies inside the text', () => {
    const bits = fc.constantFrom(
      'a',
      ' ',
      '==',
      '!',
      '"x"',
      "'",
      '(',
      ')',
      'has(',
      'in',
      '{',
      '}',
      ',',
      '&&',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(bits).map((list) => list.join('')),
        (text) => {
          const parsed = parseSelector(text);
          if (!('error' in parsed)) return;
          expect(parsed.at.start).toBeLessThan(parsed.at.end);
          expect(parsed.at.end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
