// The tests inside real VS Code, against the packaged extension: first in its extension host, then at its window.
// Leaves screenshots in test/e2e/out/.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { vsix } from '../launch/package.mjs';
import { exit } from '../launch/programs.mjs';
import { ensureChromium, ensureCodeServer } from '../launch/setUp.mjs';
import { runInExtensionHost } from './extensionHost.mjs';

const out = join(import.meta.dirname, 'out');
const total = { passed: 0, failed: 0, skipped: 0 };
const add = (counts) => Object.keys(total).forEach((key) => (total[key] += counts[key]));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
if (!existsSync(vsix)) throw new Error('There is no package yet: npm run package');
if ((await ensureChromium()) === undefined) {
  console.log('SKIPPED: there is no Chromium on this machine, so nothing ran inside VS Code.');
  add({ passed: 0, failed: 0, skipped: 1 });
} else {
  await ensureCodeServer();
  add(await runInExtensionHost());
  add(await runAtTheWindow());
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
await exit(total.failed > 0 ? 1 : 0);

/** Runs ui/*.e2e.mjs, which drive the workbench through its page. */
async function runAtTheWindow() {
  const mocha = new Mocha({ timeout: 120_000, slow: 30_000, color: false });
  const folder = join(import.meta.dirname, 'ui');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.e2e.mjs')) mocha.addFile(join(folder, name));
  }
  await mocha.loadFilesAsync();
  const { stats } = await new Promise((done) => {
    const runner = mocha.run(() => done(runner));
  });
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
}
