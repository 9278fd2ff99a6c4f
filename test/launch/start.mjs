// `npm start`: from a plain clone to the Yao Bank lab in VS Code. `npm start -- --no-open` ends after the trace.
import { join } from 'node:path';
import { build, ensurePackages, root } from './setUp.mjs';
import { exit, runOrThrow } from './programs.mjs';
import { step } from './progress.mjs';
import { findDesktopCode, openInDesktopCode, startCodeServer } from './vscode.mjs';
import { vsix } from './package.mjs';

const lab = join(root, 'samples/yaobank');
const trace = ['dist/cli.js', 'trace', 'samples/yaobank', '--from', 'bastion', '--to', '10.0.1.30:30180'];

try {
  await ensurePackages();
  await build();
  console.log(`\n$ node ${trace.join(' ')}\n`);
  console.log(await runOrThrow(process.execPath, trace, { cwd: root }));
  if (!process.argv.includes('--no-open')) await open();
  await exit(0);
} catch (error) {
  console.error(error.message);
  await exit(1);
}

async function open() {
  const code = findDesktopCode();
  if (code !== undefined) {
    console.log(`Opening samples/yaobank in ${code}; close its window or press Ctrl-C to end.`);
    await openInDesktopCode(code, lab, root);
    return;
  }
  await step('Packaging', () => runOrThrow(process.execPath, ['test/launch/package.mjs'], { cwd: root }));
  const server = await step('Starting VS Code for the browser', () => startCodeServer({ vsix }));
  const file = `vscode-remote://${server.authority}${lab}/services.yaml`;
  console.log(
    `\nOpen this address in a browser on this machine; Ctrl-C ends it.\n\n  ${server.addressOf(lab, [['openFile', file]])}\n`,
  );
  await server.ended;
}
