// `npm run bench`: how fast, how big. Figures only; nothing passes or fails by them.
import { statSync } from 'node:fs';
import { vsix } from '../launch/package.mjs';
import { exit, runOrThrow } from '../launch/programs.mjs';
import { ensurePackages, root } from '../launch/setUp.mjs';

try {
  await ensurePackages();
  await runOrThrow(process.execPath, ['test/launch/package.mjs'], { cwd: root });
  const { measureOurs } = await import('./ours.mjs');
  const { compare } = await import('./sideBySide.mjs');
  const { runInExtensionHost } = await import('../e2e/extensionHost.mjs');
  console.log(`The .vsix: ${(statSync(vsix).size / 1024).toFixed(0)} KiB`);
  await measureOurs();
  await compare();
  const { activateMs } = await runInExtensionHost({ grep: 'wakes up' });
  console.log(`\nactivate: ${activateMs?.toFixed(1)} ms`);
  await exit(0);
} catch (error) {
  console.error(error);
  await exit(1);
}
