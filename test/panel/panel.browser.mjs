// The panel in a real Chromium, under the editor's content security policy: `node test/panel/panel.browser.mjs [word]`.
// Ends with `N passed, N failed, N skipped`.
import { openBrowser } from '../e2e/browser.mjs';
import { ensureChromium } from '../launch/setUp.mjs';
import { exit } from '../launch/programs.mjs';
import { accessibility } from './browser/accessibility.mjs';
import { bgp } from './browser/bgp.mjs';
import { contrast } from './browser/contrast.mjs';
import { highlighting } from './browser/highlighting.mjs';
import { keyboard } from './browser/keyboard.mjs';
import { layout } from './browser/layout.mjs';
import { manyLines } from './browser/manyLines.mjs';
import { toolbar } from './browser/toolbar.mjs';
import { updates } from './browser/updates.mjs';
import { panelIn } from './browser/panelPage.mjs';
import { servePanel } from './page.mjs';

const suites = { accessibility, bgp, contrast, highlighting, keyboard, layout, manyLines, toolbar, updates };
const wanted = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '';
const tests = Object.entries(suites).flatMap(([suite, cases]) =>
  Object.entries(cases).map(([name, run]) => ({ name: `${suite}: ${name}`, run })),
);
const total = { passed: 0, failed: 0, skipped: 0 };

if ((await ensureChromium()) === undefined) {
  console.log('SKIPPED: there is no Chromium on this machine, so the panel was not opened.');
  total.skipped = tests.length;
} else {
  await runAll();
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
await exit(total.failed > 0 ? 1 : 0);

async function runAll() {
  const { address, close } = await servePanel();
  const browser = await openBrowser({ width: 720, height: 900 });
  for (const { name, run } of tests.filter((test) => test.name.includes(wanted))) {
    const panel = panelIn(browser.page, address);
    try {
      await run(panel);
      await panel.finish();
      total.passed += 1;
    } catch (error) {
      total.failed += 1;
      console.log(`✗ ${name}\n  ${String(error?.stack ?? error).replaceAll('\n', '\n  ')}`);
    }
  }
  await browser.close();
  close();
}
