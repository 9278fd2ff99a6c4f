import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { goldenScenarios } from '../golden/kube-proxy/load.ts';
import { grammars } from './engine.ts';
import { readSample } from './samples.ts';

const root = new URL('../../', import.meta.url);
const { languages, grammars: contributed } = manifest.contributes;
const ownGrammars = [...grammars].filter(([scope]) => scope !== 'source.yaml');

test('every grammar of syntaxes/ is contributed under its scope, and every path exists', () => {
  expect(contributed.map(({ scopeName }) => scopeName).sort()).toEqual(
    ownGrammars.map(([scope]) => scope).sort(),
  );
  for (const { path, scopeName } of contributed) {
    expect(readFileSync(new URL(path, root), 'utf8')).toContain(`"scopeName": "${scopeName}"`);
  }
  for (const { id, configuration } of languages) {
    expect(existsSync(new URL(configuration, root)), configuration).toBe(true);
    expect(contributed.filter((grammar) => 'language' in grammar && grammar.language === id)).toHaveLength(1);
  }
});

/** The language VS Code would choose by the first line alone. */
function languageOf(text: string): string | undefined {
  const [first = ''] = text.split('\n');
  return languages.find((one) => 'firstLine' in one && new RegExp(one.firstLine).test(first))?.id;
}

test.each([
  ['iptables-save.txt', 'iptables-save'],
  ['iptables-list.txt', 'iptables-list'],
  ['ipvsadm.txt', 'ipvsadm'],
  ['ipset.txt', 'ipset'],
  ['ip-route.txt', 'ip-route'],
  ['nft.txt', 'nftables'],
  ['bird.txt', undefined],
  ['yaml.txt', undefined],
])('the first line of %s is known as %s', (file, language) => {
  const { lines } = readSample(readFileSync(new URL(`samples/${file}`, import.meta.url), 'utf8'));
  expect(languageOf(lines.join('\n'))).toBe(language);
});

test('what the real kube-proxy caused is recognized; a manifest is left alone', () => {
  const [scenario] = goldenScenarios().filter(({ name }) => name === 'yaobank');
  expect(languageOf(scenario?.expected('iptables', '1.30', 4) ?? '')).toBe('iptables-save');
  expect(languageOf(scenario?.expected('nftables', '1.30', 4) ?? '')).toBe('nftables');
  expect(languageOf(scenario?.manifests ?? '')).toBeUndefined();
});

test('tables fold from *table to COMMIT, and chains of a listing from their heading to the empty line', () => {
  const folds = (file: string): readonly RegExp[] => {
    const text = readFileSync(new URL(`syntaxes/${file}.language-configuration.json`, root), 'utf8');
    return [/"start":\s*("[^\n]*?")/, /"end":\s*("[^\n]*?")/].map((pattern) => {
      const source: unknown = JSON.parse(pattern.exec(text)?.[1] ?? '""');
      return new RegExp(String(source));
    });
  };
  const [tableStart, tableEnd] = folds('iptables-save');
  const [chainStart, chainEnd] = folds('iptables-list');
  expect(
    ['*nat', '*filter', ':INPUT ACCEPT [0:0]', 'COMMIT', '-A X -j Y'].filter((line) =>
      tableStart?.test(line),
    ),
  ).toEqual(['*nat', '*filter']);
  expect(['COMMIT', '*nat', '# COMMIT'].filter((line) => tableEnd?.test(line))).toEqual(['COMMIT']);
  expect(
    ['Chain X (2 references)', 'Chain  X  (2   references)', ''].filter((line) => chainStart?.test(line)),
  ).toHaveLength(2);
  expect(['Chain X (2 references)', '', '   '].filter((line) => chainEnd?.test(line))).toHaveLength(2);
});

/** The first words of the scopes that themes colour, and those that give structure without a colour. */
const standard =
  /^(?:comment\.(?:line|block)|constant\.(?:character|language|numeric|other)|entity\.(?:name|other)|invalid\.deprecated|keyword\.(?:control|operator|other)|markup\.(?:bold|heading)|meta|punctuation|storage\.(?:modifier|type)|string\.(?:quoted|unquoted)|support\.(?:class|function|type)|variable\.(?:language|other|parameter))\./;

describe.each(ownGrammars)('%s', (scope, content) => {
  const names = [...content.matchAll(/"(?:name|contentName)": "([^" ]+\.[^"]*)"/g)].flatMap(([, name]) =>
    (name ?? '').split(' '),
  );

  test('names only scopes that common themes know', () => {
    expect(names.filter((name) => !standard.test(name))).toEqual([]);
    expect(names.length, scope).toBeGreaterThan(5);
  });

  test('includes only rules that there are', () => {
    const missing = [...content.matchAll(/"include": "([^"#]*)(?:#([^"]+))?"/g)].filter(
      ([, other = '', rule]) => {
        const target = other === '' ? content : grammars.get(other);
        return target === undefined || (rule !== undefined && !target.includes(`"${rule}": {`));
      },
    );
    expect(missing.map(([include]) => include)).toEqual([]);
  });
});

test('no file lies in syntaxes/ that nothing names', () => {
  const named = [
    ...contributed.map(({ path }) => path),
    ...languages.map(({ configuration }) => configuration),
  ];
  const files = readdirSync(new URL('syntaxes/', root)).map((file) => `./syntaxes/${file}`);
  expect(files.sort()).toEqual([...new Set(named)].sort());
});
