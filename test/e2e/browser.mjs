// Chromium on our own VS Code, with no way out to the network.
import { pathToFileURL } from 'node:url';
import { beforeExit } from '../launch/programs.mjs';
import { ensureChromium, ensureCodeServer } from '../launch/setUp.mjs';
import { temporaryFolder } from '../launch/vscode.mjs';

const quiet = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** Opens a window without a screen; the caller closes it, or our end does. */
export async function openBrowser(viewport = { width: 1280, height: 800 }) {
  const executablePath = await ensureChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine');
  const { chromium } = await import(pathToFileURL((await ensureCodeServer()).playwright).href);
  const options = { executablePath, headless: false, viewport, args: quiet };
  const context = await chromium.launchPersistentContext(temporaryFolder('chromium'), options);
  const takeBack = beforeExit(() => context.close());
  const [page] = context.pages();
  const close = () => {
    takeBack();
    return context.close();
  };
  return { page, close };
}
