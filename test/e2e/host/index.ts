import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { measured } from './measured.ts';

/** Called by VS Code in its extension host. Leaves the counts in the file named by E2E_RESULT_FILE. */
export async function run(): Promise<void> {
  const grep = process.env['E2E_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    color: false,
    ...(grep === undefined ? {} : { grep }),
  });
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  // Activation first: it wants the extension asleep.
  await import('./activation.e2e.ts');
  await import('./diagnostics.e2e.ts');
  await import('./languageFeatures.e2e.ts');
  await import('./commands.e2e.ts');
  const { stats } = await new Promise<Mocha.Runner>((done) => {
    const runner = mocha.run(() => {
      done(runner);
    });
  });
  const counts = {
    passed: stats?.passes ?? 0,
    failed: stats?.failures ?? 1,
    skipped: stats?.pending ?? 0,
  };
  const file = process.env['E2E_RESULT_FILE'];
  if (file === undefined) throw new Error('E2E_RESULT_FILE does not say where the result goes');
  writeFileSync(file, JSON.stringify({ ...counts, ...measured }));
  if (counts.failed > 0) throw new Error(`${counts.failed} failed`);
}
