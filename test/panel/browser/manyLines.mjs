import assert from 'node:assert/strict';

const many = { lab: { rules: 'many' } };
const drawn = (panel) => panel.page.locator('[role=row]').count();

/** Whether lines cover the whole view. */
const covers = (panel) =>
  panel.page.evaluate(() => {
    const view = document.querySelector('main').getBoundingClientRect();
    const at = (y) => document.elementFromPoint(view.left + 80, y)?.closest('.line') !== null;
    return [0.05, 0.25, 0.5, 0.75, 0.97].every((part) => at(view.top + view.height * part));
  });

export const manyLines = {
  async 'five thousand rules are a hundred lines in the document'(panel) {
    await panel.open(many);
    assert.ok((await drawn(panel)) < 120);
    assert.equal(await panel.page.getByRole('treegrid').getAttribute('aria-rowcount'), '5002');
  },

  async 'no part of the view is ever empty while scrolling'(panel) {
    await panel.open({ ...many, width: 420 });
    for (const top of [400, 900, 5000, 40_000, 39_800, 120_000, 119_000, 1e7]) {
      await panel.page.locator('main').evaluate((main, y) => main.scrollTo(0, y), top);
      await panel.page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      assert.equal(await covers(panel), true, `at ${top}`);
    }
    assert.match(await panel.page.locator('main').innerText(), /service-4999/);
  },

  async 'End, Home and pages keep focus and view together'(panel) {
    await panel.open(many);
    await panel.focus('service-0:http');
    await panel.press('End');
    assert.match(await panel.focused(), /^row 5000-j/);
    await panel.press('PageUp', 'PageUp');
    const inView = () =>
      panel.page.evaluate(() => {
        const box = document.activeElement.getBoundingClientRect();
        const view = document.querySelector('main').getBoundingClientRect();
        return box.top >= view.top && box.bottom <= view.bottom;
      });
    assert.equal(await inView(), true);
    await panel.press('Home');
    assert.equal(await inView(), true);
    assert.ok((await drawn(panel)) < 140);
  },

  async 'the focused line keeps the focus when it is scrolled far away'(panel) {
    await panel.open(many);
    await panel.focus('service-3:http');
    await panel.page.locator('main').evaluate((main) => main.scrollTo(0, 60_000));
    await panel.settled();
    assert.match(await panel.focused(), /^row 4-j/);
    await panel.press('ArrowDown');
    assert.match(await panel.focused(), /^row 5-j/);
  },

  async 'the chain stays named at the top'(panel) {
    await panel.open(many);
    await panel.page.locator('main').evaluate((main) => main.scrollTo(0, 60_000));
    await panel.settled();
    assert.match(await panel.page.locator('.sticky').innerText(), /KUBE-SERVICES/);
    await panel.page.locator('.sticky .head').click();
    await panel.settled();
    assert.match((await panel.firstLine()).key, /KUBE-SERVICES|nat/);
  },

  async 'a thousand hosts can be searched'(panel) {
    await panel.open();
    await panel.page.evaluate(() => {
      const hosts = Array.from({ length: 1000 }, (_, index) => ({
        name: `node-${index}`,
        detail: '',
        kind: 'node',
      }));
      window.editor.edit({ hosts });
    });
    await panel.settled();
    await panel.page.getByRole('button', { name: /^Node/ }).click();
    await panel.page.keyboard.type('node-777');
    await panel.press('Enter');
    assert.equal((await panel.sent('request')).at(-1).request.at, 'node-777');
  },
};
