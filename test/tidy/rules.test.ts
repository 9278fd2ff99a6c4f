import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { docsPath, rules, type Rule } from '../../server/src/diagnostics/index.ts';
import { diagnosed } from '../kit/check.ts';
import { readRuleDoc, rulePage, rulesPage, type RuleDoc } from './ruleDocs.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('server/src/diagnostics/rules/', root);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

/** `service/node-port-range` lives in `serviceNodePortRange.ts`. */
const fileOf = ({ id }: Rule): string =>
  `${id.replace(/[/-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}.ts`;

const docOf = (rule: Rule): RuleDoc | undefined =>
  readRuleDoc(readFileSync(new URL(fileOf(rule), folder), 'utf8'));

test('every file is registered, every id is its own, the list is in order', () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(rules.map(fileOf)).toEqual([...files].sort());
});

test('the index names every rule', async () => {
  const docs = rules.flatMap((rule): readonly (readonly [Rule, RuleDoc])[] => {
    const doc = docOf(rule);
    return doc === undefined ? [] : [[rule, doc]];
  });
  expect(docs).toHaveLength(rules.length);
  await expect(rulesPage(docs)).toMatchFileSnapshot('../../docs/diagnostics/README.md');
});

describe.each(rules.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  const doc = docOf(rule);
  const found = (text: string): readonly string[] =>
    diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message));

  test('says what, why, where from and what to do', () => {
    expect(doc?.title).toMatch(/\.$/);
    expect(doc?.paragraphs.length).toBeGreaterThan(0);
    expect(doc?.source).not.toBe('');
    expect(doc?.cure).not.toBe('');
  });

  test('finds its bad example and leaves the good one alone', () => {
    expect(found(doc?.bad ?? '')).not.toEqual([]);
    expect(found(doc?.good ?? '')).toEqual([]);
  });

  test('has its test beside it', () => {
    expect(existsSync(new URL(fileOf(rule).replace(/\.ts$/, '.test.ts'), folder))).toBe(true);
  });

  test('has its page, written from what its file says', async () => {
    if (doc === undefined) throw new Error('no docstring above the rule');
    await expect(rulePage(rule, doc)).toMatchFileSnapshot(`../../${docsPath(rule)}`);
  });
});

test('every page belongs to a rule', () => {
  const pages = readdirSync(new URL('docs/diagnostics/', root)).filter((name) => name !== 'README.md');
  expect(pages.map((name) => `docs/diagnostics/${name}`)).toEqual(rules.map(docsPath).sort());
});
