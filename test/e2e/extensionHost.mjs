// Runs test/e2e/host/ inside VS Code's extension host, against the packaged extension.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { vsix } from '../launch/package.mjs';
import { root } from '../launch/setUp.mjs';
import { temporaryFolder } from '../launch/vscode.mjs';

const here = import.meta.dirname;
const out = join(here, 'out');

/** Resolves with the counts of the suite and how long `activate` took; `grep` picks tests by their names. */
export async function runInExtensionHost({ grep } = {}) {
  const suite = join(out, 'host.cjs');
  const resultFile = join(out, 'host.json');
  rmSync(resultFile, { force: true });
  await build({
    entryPoints: [join(here, 'host/index.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
  });
  await runTests({
    vscodeExecutablePath: join(here, 'code.mjs'),
    extensionDevelopmentPath: emptyExtension(),
    extensionTestsPath: suite,
    extensionTestsEnv: { E2E_VSIX: vsix, E2E_RESULT_FILE: resultFile, ...(grep && { E2E_GREP: grep }) },
    launchArgs: [copyOfLab()],
  }).catch((error) => console.error(error.message));
  if (!existsSync(resultFile)) return { passed: 0, failed: 1, skipped: 0 };
  return JSON.parse(readFileSync(resultFile, 'utf8'));
}

/** VS Code wants an extension under development, but the .vsix is what is tested. */
function emptyExtension() {
  const folder = join(temporaryFolder('nothing'), 'nothing');
  const manifest = { name: 'nothing', publisher: 'nobody', version: '0.0.0', engines: { vscode: '*' } };
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/** A copy of the lab that a test may edit. */
export function copyOfLab() {
  const folder = join(temporaryFolder('lab'), 'yaobank');
  cpSync(join(root, 'samples/yaobank'), folder, { recursive: true });
  return folder;
}
