// A VS Code of our own: private settings, private extensions, gone without a trace when we end.
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeExit, findProgram, runOrThrow, start, stop } from './programs.mjs';
import { ensureCodeServer } from './setUp.mjs';

/** Settings that keep everything quiet that is not ours: no AI, no welcome page, no updates, nothing sent anywhere. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'update.mode': 'none',
};

/** A temporary folder that is deleted when we end. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `dataplane-lens-${name}-`));
  beforeExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  return folder;
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function writeSettings(userData, settings) {
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
}

async function answers(url, child, log) {
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`VS Code did not start\n${readFileSync(log, 'utf8').split('\n').slice(-20).join('\n')}`);
}

/**
 * Starts VS Code for the browser on a free port of 127.0.0.1 with the packaged extension installed.
 * `env` is given to the extension host; `address` is what to open, with a path of a folder: `addressOf(folder)`.
 */
export async function startCodeServer({ vsix, settings = {}, env = {} } = {}) {
  const { node, entry } = await ensureCodeServer();
  const home = temporaryFolder('vscode');
  const port = await freePort();
  const userData = join(home, 'user-data');
  const config = join(home, 'config.yaml');
  writeSettings(userData, settings);
  writeFileSync(config, 'auth: none\n');
  const own = ['--config', config, '--user-data-dir', userData, '--extensions-dir', join(home, 'extensions')];
  const environment = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    EXTENSIONS_GALLERY: '{}',
    ...env,
  };
  if (vsix !== undefined) {
    await runOrThrow(node, [entry, ...own, '--install-extension', vsix, '--force'], { env: environment });
  }
  const quiet = ['telemetry', 'update-check', 'workspace-trust', 'getting-started-override'];
  const log = join(home, 'server.log');
  const logFile = openSync(log, 'w');
  const args = [entry, ...own, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--ignore-last-opened'];
  const server = start(node, [...args, ...quiet.map((what) => `--disable-${what}`)], {
    env: environment,
    stdio: ['ignore', logFile, logFile],
  });
  closeSync(logFile);
  const authority = `127.0.0.1:${port}`;
  await answers(`http://${authority}/healthz`, server, log);
  return {
    authority,
    addressOf: (folder, payload = []) =>
      `http://${authority}/?folder=${encodeURIComponent(folder)}` +
      (payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : ''),
    ended: new Promise((done) => server.once('exit', done)),
    stop: () => stop(server),
  };
}

/** The VS Code of this desktop, if there is one and a screen to show it on. */
export function findDesktopCode() {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return screen ? findProgram('code', 'codium', 'code-insiders') : undefined;
}

/** Opens a folder in the desktop's VS Code with the extension of this repository; resolves when its window is closed. */
export async function openInDesktopCode(code, folder, extension) {
  const home = temporaryFolder('vscode');
  writeSettings(join(home, 'user-data'), {});
  await runOrThrow(code, [
    '--wait',
    '--new-window',
    '--disable-workspace-trust',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${join(home, 'user-data')}`,
    `--extensions-dir=${join(home, 'extensions')}`,
    `--extensionDevelopmentPath=${extension}`,
    folder,
  ]);
}
