// The tests inside real VS Code, against the packaged extension: first in its extension host, then at its windows.
// Leaves screenshots and results.json in test/e2e/out/.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import Mocha from 'mocha';
import { exit } from '../launch/programs.mjs';
import { ensureChromium, ensureCodeServer, root } from '../launch/setUp.mjs';
import { temporaryFolder } from '../launch/vscode.mjs';
import { vsix } from '../launch/package.mjs';

const here = import.meta.dirname;
const out = join(here, 'out');
const results = join(out, 'results.json');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const add = (counts) => Object.keys(total).forEach((key) => (total[key] += counts[key]));

if (!existsSync(vsix)) throw new Error('There is no package yet: npm run package');
if ((await ensureChromium()) === undefined) {
  console.log('SKIPPED: there is no Chromium on this machine, so nothing ran inside VS Code.');
  add({ passed: 0, failed: 0, skipped: 1 });
} else {
  await ensureCodeServer();
  add(await inExtensionHost());
  add(await atTheWindow());
}
writeFileSync(results, JSON.stringify(total));
await exit(total.failed > 0 ? 1 : 0);

/** Runs host/*.e2e.ts in the extension host. The extension under development is empty: the .vsix is what is tested. */
async function inExtensionHost() {
  const suite = join(out, 'host.cjs');
  const resultFile = join(out, 'host.json');
  await build({
    entryPoints: [join(here, 'host/index.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
  });
  const nothing = join(temporaryFolder('nothing'), 'nothing');
  mkdirSync(nothing);
  writeFileSync(
    join(nothing, 'package.json'),
    JSON.stringify({ name: 'nothing', publisher: 'nobody', version: '0.0.0', engines: { vscode: '*' } }),
  );
  await runTests({
    vscodeExecutablePath: join(here, 'code.mjs'),
    extensionDevelopmentPath: nothing,
    extensionTestsPath: suite,
    extensionTestsEnv: { E2E_VSIX: vsix, E2E_RESULT_FILE: resultFile },
    launchArgs: [lab()],
  }).catch((error) => console.error(error.message));
  return existsSync(resultFile)
    ? JSON.parse(readFileSync(resultFile, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0 };
}

/** Runs ui/*.e2e.mjs, which drive the workbench through its page. */
async function atTheWindow() {
  const mocha = new Mocha({ timeout: 120_000, slow: 30_000, color: false });
  for (const name of readdirSync(join(here, 'ui')).sort()) {
    if (name.endsWith('.e2e.mjs')) mocha.addFile(join(here, 'ui', name));
  }
  process.env.E2E_LAB = lab();
  await mocha.loadFilesAsync();
  const { stats } = await new Promise((done) => {
    const runner = mocha.run(() => done(runner));
  });
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
}

/** A copy of the lab that a test may edit. */
function lab() {
  const folder = join(temporaryFolder('lab'), 'yaobank');
  cpSync(join(root, 'samples/yaobank'), folder, { recursive: true });
  return folder;
}
