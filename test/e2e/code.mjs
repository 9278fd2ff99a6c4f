#!/usr/bin/env node
// The "code" executable that @vscode/test-electron starts. It understands the same arguments, but opens VS Code for the
// browser, installs the packaged extension (E2E_VSIX) and runs the suite in its extension host: offline, without a screen.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, parseArgs } from 'node:util';
import { exit } from '../launch/programs.mjs';
import { startCodeServer } from '../launch/vscode.mjs';
import { openBrowser } from './browser.mjs';

const limit = 180_000;
/** What VS Code itself says: native modules are not built here, and nothing of the network is reachable. */
const noise =
  /^(Ignoring|Creating a socket|Resolv|Updating|Creation of workbench|\[(reconnection|Account|AgentHost|Service))|bindings file|native-watchdog/;

const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
const { result, code } = await runSuite().catch((error) => {
  console.error(error);
  return { result: undefined, code: 1 };
});
// The workbench reports 0 even when its extension host has died: only a result with passes and no failure is believed.
const green = code === 0 && result?.failed === 0 && result.passed > 0;
if (!green && result === undefined) console.error(`The extension host ended without a result (${code})`);
await exit(green ? 0 : 1);

async function runSuite() {
  const resultFile = process.env.E2E_RESULT_FILE;
  const server = await startCodeServer({ vsix: process.env.E2E_VSIX, env: { E2E_RESULT_FILE: resultFile } });
  const { page, close } = await openBrowser();
  await page.addInitScript(allowTests);
  await page.exposeFunction('codeAutomationLog', (kind, parts) => {
    const line = format(...parts);
    if (!noise.test(line)) console.log(line);
  });
  const ended = new Promise((done) => void page.exposeFunction('codeAutomationExit', done));
  const remote = (path) => `vscode-remote://${server.authority}${resolve(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(values.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(values.extensionTestsPath)],
    ['skipWelcome', 'true'],
  ];
  await page.goto(server.addressOf(resolve(positionals[0]), payload));
  const code = await Promise.race([ended, new Promise((done) => setTimeout(done, limit, 'timed out'))]);
  if (code !== 0) await page.screenshot({ path: join(import.meta.dirname, 'out/host-failed.png') });
  await close();
  await server.stop();
  const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
  return { result, code };
}

/** Runs in the page: builds from 1.133 on obey the parameters of a test only if their own configuration says so. */
function allowTests() {
  new MutationObserver((_, observer) => {
    const configuration = document.getElementById('vscode-workbench-web-configuration');
    if (configuration === null) return;
    observer.disconnect();
    const settings = JSON.parse(configuration.getAttribute('data-settings'));
    const developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    configuration.setAttribute('data-settings', JSON.stringify({ ...settings, developmentOptions }));
  }).observe(document, { childList: true, subtree: true });
}
