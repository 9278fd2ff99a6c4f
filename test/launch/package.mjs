// `npm run package`: builds, packs the .vsix and looks into it.
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { step } from './progress.mjs';
import { build, ensurePackages, root } from './setUp.mjs';
import { listZip, unwanted } from './vsixContents.mjs';

export const vsix = join(root, 'dataplane-lens.vsix');
const limit = 2 * 1024 * 1024;

/** Packs what dist/ holds into the .vsix and proves that it is small and carries nothing else. */
export function pack() {
  return step('Packaging', async () => {
    const { createVSIX } = await import('@vscode/vsce');
    await createVSIX({
      cwd: root,
      packagePath: vsix,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
    const stray = unwanted(listZip(readFileSync(vsix)));
    if (stray.length > 0) throw new Error(`The .vsix holds what it should not:\n${stray.join('\n')}`);
    const { size } = statSync(vsix);
    if (size > limit) throw new Error(`The .vsix has ${size} bytes, more than ${limit}`);
    return size;
  });
}

if (process.argv[1] === import.meta.filename) {
  await ensurePackages();
  await build();
  const size = await pack();
  console.log(`${relative(process.cwd(), vsix)}: ${(size / 1024).toFixed(0)} KiB`);
}
