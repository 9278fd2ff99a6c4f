// `npm run bench`: how fast, how big. Figures only; nothing passes or fails by them.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { vsix } from '../launch/package.mjs';
import { exit, runOrThrow } from '../launch/programs.mjs';
import { ensurePackages, root } from '../launch/setUp.mjs';
import { temporaryFolder } from '../launch/vscode.mjs';

/** Runs a TypeScript file with its imports bundled, in a process of its own. */
async function runBundled(entry) {
  const { build } = await import('esbuild');
  const outfile = join(temporaryFolder('bench'), 'bench.cjs');
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
  console.log(await runOrThrow(process.execPath, [outfile], { cwd: root }));
}

try {
  await ensurePackages();
  await runOrThrow(process.execPath, ['test/launch/package.mjs'], { cwd: root });
  const { measureOurs } = await import('./ours.mjs');
  const { compare } = await import('./sideBySide.mjs');
  const { runInExtensionHost } = await import('../e2e/extensionHost.mjs');
  console.log(`The .vsix: ${(statSync(vsix).size / 1024).toFixed(0)} KiB`);
  await measureOurs();
  await runBundled('test/bench/derive.ts');
  await runBundled('test/bench/routes.ts');
  await compare();
  const { activateMs } = await runInExtensionHost({ grep: 'wakes up' });
  console.log(`\nactivate: ${activateMs?.toFixed(1)} ms`);
  await exit(0);
} catch (error) {
  console.error(error);
  await exit(1);
}
