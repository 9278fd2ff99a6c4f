// What a person does in VS Code, as functions: open a file, look at squiggles, hover, click, read the panel.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { vsix } from '../../launch/package.mjs';
import { startCodeServer } from '../../launch/vscode.mjs';
import { openBrowser } from '../browser.mjs';

const out = join(import.meta.dirname, '../out');
const patience = { timeout: 30_000 };

/** The names that VS Code gives its own themes, and the class that a webview's body gets from each. */
export const themes = {
  dark: { theme: 'Default Dark Modern', bodyClass: 'vscode-dark' },
  light: { theme: 'Default Light Modern', bodyClass: 'vscode-light' },
  'high-contrast': { theme: 'Default High Contrast', bodyClass: 'vscode-high-contrast' },
};

/** Opens a folder and a file of it in VS Code with the packaged extension. */
export async function openWorkbench({ folder, file, settings = {}, viewport }) {
  const server = await startCodeServer({ vsix, settings });
  const { page, close } = await openBrowser(viewport);
  const uri = `vscode-remote://${server.authority}${join(folder, file)}`;
  await page.goto(server.addressOf(folder, [['openFile', uri]]));
  await page.waitForSelector('.monaco-editor .view-line', { timeout: 60_000 });

  /** Runs a command by its title, as typed into the palette. */
  async function command(title) {
    await page.keyboard.press('F1');
    const box = page.locator('.quick-input-widget input').first();
    await box.waitFor(patience);
    await box.fill(`>${title}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor(patience);
    await page.keyboard.press('Enter');
  }

  /** Picks the row with this text in the list that is open. */
  async function pick(text) {
    const box = page.locator('.quick-input-widget input').first();
    await box.waitFor(patience);
    await box.fill(text);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click(patience);
  }

  return {
    page,
    command,
    pick,
    /** The document inside the webview that is visible. */
    panel: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    lens: (text) => page.locator('.codelens-decoration a', { hasText: text }).first(),
    /** What an extension marks in the editor's text. */
    marks: () => page.locator('.view-overlays [class*=TextEditorDecorationType]'),
    squiggle: (severity) => page.locator(`.squiggly-${severity}`).first(),
    /** Moves the pointer onto a word of the editor and resolves with the text of the hover that opens. */
    async hover(word) {
      await page.locator('.view-lines').getByText(word, { exact: true }).first().hover(patience);
      const card = page.locator('.monaco-hover:not(.hidden) .hover-contents').first();
      await card.waitFor(patience);
      return card.innerText();
    },
    /** Brings a file that is open in the first group to the front, with the keyboard in it. */
    async openFile(name) {
      await page.locator(`.tab[data-resource-name="${name}"]`).first().click(patience);
      await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor(patience);
      await page.keyboard.press('Control+1');
    },
    async goToLine(line) {
      await page.keyboard.press('Control+G');
      const box = page.locator('.quick-input-widget:visible input').first();
      await box.fill(`:${line}`, patience);
      await page.keyboard.press('Enter');
      await page
        .locator('.quick-input-widget')
        .first()
        .waitFor({ state: 'hidden', ...patience });
    },
    /** Types over the end of the line that the cursor is in. */
    async replaceLineEnd(text, by) {
      await page.keyboard.press('End');
      for (const _ of text) await page.keyboard.press('Backspace');
      await page.keyboard.type(by);
    },
    /** As a reload of the window: everything that was open must come back by itself. */
    reopen: () => page.goto(server.addressOf(folder)),
    async screenshot(name) {
      mkdirSync(out, { recursive: true });
      await page.screenshot({ path: join(out, `${name}.png`) });
    },
    async close() {
      await close();
      await server.stop();
    },
  };
}
