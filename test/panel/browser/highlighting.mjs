import assert from 'node:assert/strict';

const placesOf = (messages) => messages.map(({ places }) => places.map(({ label }) => label));

export const highlighting = {
  async 'the line under the pointer marks its YAML, and nothing when the pointer leaves'(panel) {
    await panel.open();
    await panel.clear();
    await panel.line('30180').hover();
    await panel.settled();
    await panel.page.mouse.move(300, 20);
    await panel.settled();
    assert.deepEqual(placesOf(await panel.sent('highlight')), [['service.yaml:14'], []]);
  },

  async 'the focused line marks its YAML too'(panel) {
    await panel.open();
    await panel.clear();
    await panel.focus('30180');
    await panel.press('ArrowDown');
    await panel.page.getByRole('tab', { name: 'iptables' }).focus();
    await panel.settled();
    assert.deepEqual(placesOf(await panel.sent('highlight')), [['service.yaml:14'], []]);
  },

  async 'lines of one cause light up together'(panel) {
    await panel.open();
    await panel.line('30180').hover();
    await panel.settled();
    const lit = await panel.page.locator('.line.lit').allInnerTexts();
    assert.equal(lit.length, 2);
    assert.match(lit[0], /KUBE-MARK-MASQ[\s\S]*external destinations/);
  },

  async 'the cursor lights what it causes; the bar counts it and leads to it'(panel) {
    await panel.open();
    await panel.send({
      type: 'cursor',
      uri: 'file:///lab/service.yaml',
      position: { line: 13, character: 2 },
    });
    await panel.settled();
    assert.equal(await panel.page.locator('.line.lit').count(), 3);
    assert.match(await panel.bar(), /service\.yaml:14[\s\S]*causes 3 lines here/);
    await panel.page.getByRole('link', { name: 'Show the next' }).click();
    await panel.settled();
    assert.match(await panel.focused(), /^row 1-j KUBE-EXT/);
  },

  async 'the bar keeps its line while the pointer is on it, and acts on that line'(panel) {
    await panel.open();
    await panel.line('30180').click();
    await panel.page.locator('.why').hover();
    await panel.settled();
    assert.match(await panel.bar(), /KUBE-NODEPORTS rule 1/);
    await panel.clear();
    await panel.page.getByRole('link', { name: 'Go to YAML' }).click();
    await panel.page.getByRole('link', { name: 'Copy rule' }).click();
    assert.equal((await panel.sent('reveal'))[0].place.label, 'service.yaml:14');
    assert.match((await panel.sent('copy'))[0].text, /--dport 30180/);
  },

  async 'the bar is a polite live region of constant height'(panel) {
    await panel.open();
    const height = () => panel.page.locator('.why').evaluate((bar) => bar.offsetHeight);
    const before = await height();
    assert.equal(await panel.page.locator('.why [role=status]').count(), 1);
    await panel.line('10.49.164.49').hover();
    await panel.settled();
    assert.match(await panel.bar(), /simulated/);
    assert.equal(await height(), before);
  },
};
