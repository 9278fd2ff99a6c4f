// What a plain clone lacks: the npm packages, and for the tests a VS Code that runs in a browser.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, run, runOrThrow } from './programs.mjs';
import { step } from './progress.mjs';

export const root = join(import.meta.dirname, '../..');
const cache = join(root, '.cache');

const nodePackage = `node-${process.platform}-${process.arch}`;

/** A newer Node than ours may be, as an npm package, for tools that want it. */
export const newerNode = { [nodePackage]: '24.21.0' };

/** Versions known to work together without a compiler. */
const tools = { 'code-server': '4.139.1', ...newerNode, 'playwright-core': '1.65.1' };

/** Installs the npm packages if they are not those of package-lock.json. */
export async function ensurePackages() {
  if (packagesAreThere()) return;
  await step('Installing the npm packages', () => runOrThrow('npm', ['ci'], { cwd: root }));
}

function packagesAreThere() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const packagesOf = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);
  const have = new Map(packagesOf(installed).map(([path, { version }]) => [path, version]));
  return packagesOf(join(root, 'package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || have.get(path) === version,
  );
}

/** Builds dist/. */
export function build() {
  return step('Building', () => runOrThrow(process.execPath, ['esbuild.mjs'], { cwd: root }));
}

/**
 * The VS Code server that runs in a browser, its Node, and playwright-core; installed into the cache when first needed.
 * It is 800 MB, so it is no ordinary dependency: who has VS Code on the desktop never gets it.
 */
export async function ensureCodeServer() {
  const modules = await ensureTools('VS Code for the browser (800 MB, once)', tools, async (folder) => {
    // Its own packages are not asked for by its package.json but by that of the VS Code inside.
    const vscode = join(folder, 'node_modules/code-server/lib/vscode');
    await runOrThrow('npm', [...install, '--prefix', vscode], { cwd: vscode });
  });
  return {
    node: nodeIn(modules),
    entry: join(modules, 'code-server/out/node/entry.js'),
    playwright: join(modules, 'playwright-core/index.mjs'),
  };
}

/** The Node of a tool folder that was installed with `newerNode`. */
export const nodeIn = (modules) => join(modules, nodePackage, 'bin/node');

// Install scripts would fetch from elsewhere or compile; what we install does without.
const install = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--no-package-lock'];

/** Installs packages into a folder of the cache of their own, once; resolves with its node_modules. */
export async function ensureTools(title, packages, finish = async () => {}) {
  const folder = join(cache, Object.entries(packages).flat().join('-'));
  if (!existsSync(folder)) {
    await step(`Installing ${title}`, async () => {
      const unfinished = `${folder}.unfinished`;
      rmSync(unfinished, { recursive: true, force: true });
      mkdirSync(unfinished, { recursive: true });
      writeFileSync(
        join(unfinished, 'package.json'),
        JSON.stringify({ private: true, dependencies: packages }),
      );
      await runOrThrow('npm', install, { cwd: unfinished });
      await finish(unfinished);
      renameSync(unfinished, folder);
    });
  }
  return join(folder, 'node_modules');
}

const findChromium = () =>
  process.env.CHROMIUM_PATH ??
  findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** The path of Chromium, installed by apt if we may; undefined if there is none to be had. */
export async function ensureChromium() {
  if (findChromium() === undefined) await installWithApt('Chromium', ['chromium', 'fonts-dejavu-core']);
  return findChromium();
}

/** The real tools that predictions are compared with, installed by apt if we may. */
export async function ensureNetworkTools() {
  const packages = {
    nft: 'nftables',
    ipset: 'ipset',
    'iptables-save': 'iptables',
    ip: 'iproute2',
    bird: 'bird2',
  };
  const missing = Object.keys(packages).filter((program) => findProgram(program) === undefined);
  if (missing.length > 0) {
    await installWithApt(
      `the real ${missing.join(', ')}`,
      missing.map((program) => packages[program]),
    );
  }
}

/** Does nothing where we are not root on Debian. */
async function installWithApt(title, packages) {
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) return;
  await step(`Installing ${title}`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const wait = ['-o', 'DPkg::Lock::Timeout=300'];
    const install = ['install', '-y', '--no-install-recommends', ...wait, ...packages];
    if ((await run('apt-get', install, { env })).status === 0) return;
    await run('apt-get', ['update', ...wait], { env });
    const { status, output } = await run('apt-get', install, { env });
    if (status !== 0) process.stderr.write(output);
  });
}
