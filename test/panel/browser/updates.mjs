import assert from 'node:assert/strict';

const rule = (number) =>
  `-A KUBE-SERVICES -d 10.49.9.${number}/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-EDIT${number}`;

export const updates = {
  async 'an edit above leaves the view where it is'(panel) {
    await panel.open({ height: 420 });
    await panel.page.locator('main').evaluate((main) => main.scrollTo(0, 180));
    await panel.settled();
    const before = await panel.firstLine();
    await panel.edit({ extra: [rule(1), rule(2), rule(3)] });
    assert.deepEqual(await panel.firstLine(), before);
    await panel.edit({ extra: [] });
    assert.deepEqual(await panel.firstLine(), before);
  },

  async 'the focus stays on its line through edits, folds and a change of that line'(panel) {
    await panel.open();
    await panel.focus('30180');
    await panel.edit({ extra: [rule(1)] });
    assert.match(await panel.focused(), /KUBE-EXT-PX5FENG4GZJTCELT/);
    await panel.edit({ portBefore: '30080' });
    assert.match(await panel.focused(), /KUBE-EXT-PX5FENG4GZJTCELT/);
    assert.equal(await panel.page.locator('.line.added:focus').count(), 1);
  },

  async 'a slow answer leaves the old content, and a late one is dropped'(panel) {
    await panel.open({ query: { delay: '150' } });
    await panel.page.waitForSelector('[role=row]');
    await panel.page.getByRole('tab', { name: 'Routes' }).click();
    assert.match(await panel.page.locator('main').innerText(), /KUBE-SERVICES/);
    assert.equal(await panel.page.locator('main').getAttribute('aria-busy'), 'true');
    await panel.page.getByRole('tab', { name: 'Trace' }).click();
    await panel.page.waitForSelector('.empty h2');
    assert.equal(await panel.page.locator('main').getAttribute('aria-busy'), 'false');
  },

  async 'each view comes back where it was left'(panel) {
    await panel.open({ height: 420 });
    await panel.page.locator('main').evaluate((main) => main.scrollTo(0, 220));
    await panel.settled();
    const before = await panel.firstLine();
    await panel.page.getByRole('tab', { name: 'Trace' }).click();
    await panel.settled();
    assert.equal(await panel.page.locator('main').evaluate((main) => main.scrollTop), 0);
    await panel.page.getByRole('tab', { name: 'iptables' }).click();
    await panel.settled();
    assert.deepEqual(await panel.firstLine(), before);
  },

  async 'a reload restores view, folds and scroll'(panel) {
    await panel.open({ height: 420, query: { state: 'reload' } });
    await panel.line('PREROUTING').click();
    await panel.settled();
    await panel.line('OUTPUT').click();
    await panel.settled();
    await panel.page.locator('main').evaluate((main) => main.scrollTo(0, 60));
    await panel.page.waitForTimeout(400);
    const before = await panel.firstLine();
    await panel.page.reload();
    await panel.page.waitForSelector('[role=row]');
    await panel.settled();
    assert.deepEqual(await panel.firstLine(), before);
    const [ready] = await panel.sent('ready');
    assert.deepEqual(ready.request.closed, ['nat/PREROUTING']);
    assert.deepEqual(ready.request.opened, ['nat/OUTPUT']);
  },

  async 'a broken message changes nothing'(panel) {
    await panel.open();
    const before = await panel.page.locator('main').innerText();
    for (const message of [
      null,
      5,
      {},
      { type: 'model' },
      { type: 'model', revision: 1, model: { kind: 'rules' } },
    ]) {
      await panel.send(message);
    }
    await panel.settled();
    assert.equal(await panel.page.locator('main').innerText(), before);
  },

  async 'an empty model, and the way out of it'(panel) {
    await panel.open({ lab: { rules: 'empty' } });
    assert.match(await panel.page.locator('main').innerText(), /No Kubernetes or Calico resources yet/);
    await panel.edit({ rules: 'yaobank' });
    assert.match(await panel.page.locator('main').innerText(), /KUBE-SERVICES/);
  },

  async 'a line that was jumped to fades, unless motion is unwanted'(panel) {
    const jump = async () => {
      await panel.open();
      // Counted as they start: on a busy machine one may be over before it is looked for.
      await panel.page.evaluate(() => {
        const { animate } = Element.prototype;
        window.fades = 0;
        Element.prototype.animate = function (...how) {
          window.fades += 1;
          return animate.apply(this, how);
        };
      });
      await panel.page.getByRole('link', { name: 'KUBE-NODEPORTS' }).first().click();
      await panel.settled();
      assert.match(await panel.focused(), /^row KUBE-NODEPORTS/);
      return panel.page.evaluate(() => window.fades);
    };
    assert.equal(await jump(), 1);
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await jump(), 0);
    await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
  },

  async 'the editor’s font may change under it'(panel) {
    await panel.open();
    const bottoms = () =>
      panel.page.evaluate(() =>
        [...document.querySelectorAll('[role=row]')]
          .map((line) => line.getBoundingClientRect())
          .sort((one, other) => one.top - other.top)
          .every((box, index, all) => index === 0 || Math.abs(box.top - all[index - 1].bottom) < 1),
      );
    assert.equal(await bottoms(), true);
    await panel.page.evaluate(() =>
      document.documentElement.style.setProperty('--vscode-editor-font-size', '20px'),
    );
    await panel.settled();
    assert.equal(await bottoms(), true);
  },
};
