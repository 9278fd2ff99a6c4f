import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Manifest {
  readonly icon: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly svg: string } }[];
    }[];
    readonly commands?: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
    }[];
    readonly grammars?: readonly { readonly path: string; readonly scopeName: string }[];
    readonly languages?: readonly { readonly configuration?: string }[];
    readonly configuration?: {
      readonly properties: Readonly<Record<string, { description?: string; markdownDescription?: string }>>;
    };
  };
}

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { commands = [], grammars = [], languages = [], configuration } = manifest.contributes;

describe('package.json', () => {
  test('names every grammar, and none that is missing', () => {
    const files = readdirSync(join(root, 'syntaxes')).filter((name) => name.endsWith('.tmLanguage.json'));
    expect(grammars.map(({ path }) => path).sort()).toEqual(files.map((name) => `./syntaxes/${name}`).sort());
  });
  test.each(grammars)('calls $scopeName what the grammar calls itself', ({ path, scopeName }) => {
    const grammar = JSON.parse(readFileSync(join(root, path), 'utf8')) as { readonly scopeName: string };
    expect(grammar.scopeName).toBe(scopeName);
  });
  test('names no file that is not there', () => {
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const configurations = languages.flatMap((language) =>
      language.configuration === undefined ? [] : [language.configuration],
    );
    const files = [manifest.icon, ...configurations, ...steps.map(({ media }) => media.svg)];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
  test('puts all commands under one name', () => {
    expect(
      commands.filter(
        ({ command, category }) => category !== 'Dataplane Lens' || !command.startsWith('dataplaneLens.'),
      ),
    ).toEqual([]);
  });
  test('links to commands that there are', () => {
    const text = JSON.stringify(manifest.contributes.walkthroughs);
    const linked = [...text.matchAll(/command:([\w.]+)/g)].map(([, command]) => command);
    expect(linked.filter((one) => !commands.some(({ command }) => command === one))).toEqual([]);
    expect(linked).not.toEqual([]);
  });
  test('describes every setting', () => {
    const properties = Object.entries(configuration?.properties ?? {});
    const silent = properties.filter(
      ([, setting]) => (setting.markdownDescription ?? setting.description ?? '') === '',
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

test('package-lock.json names no registry', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/);
});
