import { join } from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({
  cwd: root,
  // The planted text belongs to no file on disk, so the rules that ask the type checker are left out.
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false } },
      ...(await import('typescript-eslint')).configs.disableTypeChecked,
    },
  ],
});

async function rulesBroken(file: string, text: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: join(root, file) });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

test.each([
  ['export const a = process.pid;', 'no-restricted-globals'],
  ['console.log(1);', 'no-restricted-globals'],
  ['export const a = Buffer.from([]);', 'no-restricted-globals'],
  ['setTimeout(f, 1);', 'no-restricted-globals'],
  ['setInterval(f, 1);', 'no-restricted-globals'],
  ['setImmediate(f);', 'no-restricted-globals'],
  ['queueMicrotask(f);', 'no-restricted-globals'],
  ['fetch("x");', 'no-restricted-globals'],
  ['export const a = performance.now();', 'no-restricted-globals'],
  ['export const a = crypto.randomUUID();', 'no-restricted-globals'],
  ['globalThis.a = 1;', 'no-restricted-globals'],
  ['export const a = Math.random();', 'no-restricted-properties'],
  ['export const a = Date.now();', 'no-restricted-properties'],
  ['export const a = new Date();', 'no-restricted-syntax'],
])('the engine may not say %s', async (text, rule) => {
  expect(await rulesBroken('server/src/views/planted.ts', text)).toContain(rule);
});

test.each([
  'server/src/lsp/planted.ts',
  'server/src/cli/planted.ts',
  'server/src/main.ts',
  'client/src/planted.ts',
])('the edge %s may', async (file) => {
  expect(await rulesBroken(file, 'console.log(process.pid, Date.now());')).toEqual([]);
});

test('a file that is too long is caught', async () => {
  const lines = Array.from({ length: 301 }, (_, index) => `export const a${index} = ${index};`);
  expect(await rulesBroken('server/src/views/planted.ts', lines.join('\n'))).toContain('max-lines');
});
