// Builds everything that runs: `node esbuild.mjs`, or `node esbuild.mjs --watch` while developing.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';

const out = 'dist';
const watching = process.argv.includes('--watch');

const shared = {
  bundle: true,
  logLevel: 'warning',
  sourcemap: watching,
  legalComments: 'none',
};

const forNode = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Names stay readable, so that a stack trace in a bug report says something.
  minifySyntax: true,
  minifyWhitespace: true,
};

const forBrowser = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2023',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
};

const bundles = [
  // The package is ESM, so the editor takes a bundle in CommonJS only by this ending.
  {
    ...forNode,
    entryPoints: ['client/src/extension.ts'],
    outfile: `${out}/extension.cjs`,
    external: ['vscode'],
  },
  { ...forNode, entryPoints: ['server/src/main.ts'], outfile: `${out}/server.js` },
  {
    ...forNode,
    entryPoints: ['server/src/cli/main.ts'],
    outfile: `${out}/cli.js`,
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...forBrowser,
    entryPoints: ['media/panel/main.tsx'],
    outfile: `${out}/panel.js`,
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
  { ...forBrowser, entryPoints: ['media/panel.css'], outfile: `${out}/panel.css` },
];

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
writeFileSync(`${out}/package.json`, '{ "type": "commonjs" }\n');

if (watching) {
  const contexts = await Promise.all(bundles.map((bundle) => context(bundle)));
  await Promise.all(contexts.map((one) => one.watch()));
  console.log('Watching; Ctrl-C ends it.');
} else {
  // esbuild has said what is wrong; its stack would say nothing more.
  await Promise.all(bundles.map((bundle) => build(bundle))).catch(() => (process.exitCode = 1));
}
