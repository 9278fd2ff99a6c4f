// `npm test`: sets up what is missing, runs everything and adds it up. Needs nothing but Node and npm.
// With CI=true nothing may be skipped for want of a tool; elsewhere it is skipped, and said.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exit, run } from './launch/programs.mjs';
import {
  ensureChromium,
  ensureCodeServer,
  ensureNetworkTools,
  ensurePackages,
  root,
} from './launch/setUp.mjs';
import { temporaryFolder } from './launch/vscode.mjs';

const strict = !['', 'false', '0'].includes(process.env.CI ?? '');
const since = Date.now();
const vitestResults = join(temporaryFolder('results'), 'vitest.json');

// The network tools of Debian lie where an ordinary user's PATH does not lead.
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const node = (args, env = {}) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, PATH, ...env } });
const library = (path, ...args) => node([join('node_modules', path), ...args]);
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/** Types, lint and the like either hold or do not: each is one test. */
const check = (name, ...commands) => ({
  name,
  async run() {
    for (const command of commands) {
      const { status, output } = await command();
      if (status !== 0) return { passed: 0, failed: 1, skipped: 0, output };
    }
    return { passed: 1, failed: 0, skipped: 0, output: '' };
  },
});

/** A suite counts its own tests. One that ends badly, or ran nothing, has failed even if no test of it says so. */
const suite = (name, command, countsIn) => ({
  name,
  async run() {
    const { status, output } = await command();
    const counts = countsIn(output) ?? { passed: 0, failed: 0, skipped: 0 };
    const nothingRan = counts.passed + counts.failed + counts.skipped === 0;
    const failed = counts.failed === 0 && (status !== 0 || nothingRan) ? 1 : counts.failed;
    // In continuous integration a test that could not run has failed.
    return strict
      ? { ...counts, failed: failed + counts.skipped, skipped: 0, output }
      : { ...counts, failed, output };
  },
});

/** Our own suites end as we do: `N passed, N failed, N skipped`. */
function lastLine(output) {
  const counts = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
  if (counts === null) return undefined;
  const [passed, failed, skipped] = counts.slice(1).map(Number);
  return { passed, failed, skipped };
}

const together = [
  suite(
    'unit and golden tests',
    () =>
      library(
        'vitest/vitest.mjs',
        ...[
          'run',
          '--update=none',
          '--reporter=dot',
          '--reporter=json',
          `--outputFile.json=${vitestResults}`,
        ],
      ),
    () => {
      const found = readJson(vitestResults);
      if (found === undefined) return undefined;
      return {
        passed: found.numPassedTests,
        failed: found.numFailedTests,
        skipped: found.numPendingTests + found.numTodoTests,
      };
    },
  ),
  check(
    'types',
    () => library('typescript/bin/tsc', '--noEmit', '-p', '.'),
    () => library('typescript/bin/tsc', '--noEmit', '-p', 'media'),
  ),
  check('lint', () => library('eslint/bin/eslint.js', '.', '--max-warnings=0')),
  check('format', () => library('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')),
  check('rooms', () =>
    library(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', 'test/tidy/rooms.cjs', 'server', 'client', 'media', 'test'],
    ),
  ),
  check('dead code', () => library('knip/bin/knip.js')),
  check('build and package', () => node(['test/launch/package.mjs'])),
];

// These watch the clock, so they have the machine to themselves.
const alone = [
  suite(
    'the real kernel',
    () => node(['test/kernel/run-kernel-tests.mjs'], { KERNEL_TESTS: strict ? 'require' : 'auto' }),
    lastLine,
  ),
  suite('the panel in Chromium', () => node(['test/panel/panel.browser.mjs']), lastLine),
  suite('inside real VS Code', () => node(['test/e2e/run.mjs']), lastLine),
];

const total = { passed: 0, failed: 0, skipped: 0 };

async function runStage({ name, run: runStageItself }) {
  const started = Date.now();
  const { output, ...counts } = await runStageItself();
  for (const key of Object.keys(total)) total[key] += counts[key];
  const numbers = Object.entries(counts).filter(([, count]) => count > 0);
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  const sign = counts.failed > 0 ? '✗' : '✓';
  console.log(
    `${sign} ${seconds} s  ${name}: ${numbers.map(([what, count]) => `${count} ${what}`).join(', ')}`,
  );
  if (counts.failed > 0 || counts.skipped > 0) console.log(`\n${output.trimEnd()}\n`);
}

/** Works a list off, `width` at a time. */
async function inLanes(stages, width) {
  const rest = [...stages];
  const lane = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await runStage(next);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

try {
  await ensurePackages();
  await ensureNetworkTools();
  if ((await ensureChromium()) !== undefined) await ensureCodeServer();
  await inLanes(together, 2);
  await inLanes(alone, 1);
} catch (error) {
  console.error(error);
  total.failed += 1;
}
console.log(`\nin ${((Date.now() - since) / 1000).toFixed(0)} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
await exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
