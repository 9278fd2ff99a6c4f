// What the tests do with the panel, in a reader's words.
import assert from 'node:assert/strict';

const request = {
  view: 'iptables',
  scope: 'file',
  filter: '',
  whatIf: {},
  ipFamily: 4,
  opened: [],
  closed: [],
};

/** The panel in a page; each test opens it anew. */
export function panelIn(page, address) {
  const errors = [];
  const note = (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) errors.push(message.text());
  };
  const fail = (error) => errors.push(String(error));
  page.on('console', note);
  page.on('pageerror', fail);

  const panel = {
    page,
    /** Opens the panel with a request and a lab, and waits for the first model. */
    async open({ asks = {}, lab = {}, width = 720, height = 900, theme = 'dark-modern', query = {} } = {}) {
      await page.setViewportSize({ width, height });
      const words = { theme, lab: JSON.stringify(lab), ...query };
      if (query.state === undefined) words.request = JSON.stringify({ ...request, ...asks });
      await page.goto(`${address}?${new URLSearchParams(words)}`);
      await page.waitForSelector('[data-revision]');
      await panel.settled();
    },
    /** Two frames: what was asked is answered, drawn and measured. */
    settled: () =>
      page.evaluate(
        () =>
          new Promise((done) =>
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), 60),
          ),
      ),
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
      await panel.settled();
    },
    /** The line whose text starts with these words. */
    line: (text) => page.locator('[role=row]').filter({ hasText: text }).first(),
    async focus(text) {
      await panel.line(text).focus();
      await panel.settled();
    },
    sent: (type) =>
      page.evaluate((wanted) => window.editor.sent.filter((message) => message.type === wanted), type),
    /** The last request, once it is as wanted: typing asks only after a pause. */
    async asked(wanted) {
      await page.waitForFunction(
        (fields) => {
          const last = window.editor.sent.findLast(({ type }) => type === 'request')?.request ?? {};
          return Object.entries(fields).every(([name, value]) => last[name] === value);
        },
        wanted,
        { timeout: 5000 },
      );
      await panel.settled();
    },
    clear: () => page.evaluate(() => void window.editor.clear()),
    send: (message) => page.evaluate((sent) => window.editor.send(sent), message),
    async edit(change) {
      await page.evaluate((lab) => window.editor.edit(lab), change);
      await panel.settled();
    },
    /** What has the focus: its role and the start of its name or text. */
    focused: () =>
      page.evaluate(() => {
        const element = document.activeElement;
        const name = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
        return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase()} ${name.trim().slice(0, 60)}`;
      }),
    bar: () => page.locator('.why').innerText(),
    /** The first line wholly in view and its distance from the top of the view. */
    firstLine: () =>
      page.evaluate(() => {
        const top = document.querySelector('main').getBoundingClientRect().top;
        const lines = [...document.querySelectorAll('[role=row]')]
          .map((line) => ({ key: line.dataset.key, at: line.getBoundingClientRect().top - top }))
          .filter(({ at }) => at >= 0)
          .sort((one, other) => one.at - other.at);
        return lines[0];
      }),
    async finish() {
      page.off('console', note);
      page.off('pageerror', fail);
      assert.deepEqual(
        await page.evaluate(() => window.editor.violations),
        [],
        'the content security policy',
      );
      assert.deepEqual(errors, [], 'the console');
    },
  };
  return panel;
}
