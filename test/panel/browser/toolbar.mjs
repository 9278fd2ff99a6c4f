import assert from 'node:assert/strict';

const lastRequest = async (panel) => (await panel.sent('request')).at(-1).request;

export const toolbar = {
  async 'a host is picked with the keyboard alone'(panel) {
    await panel.open();
    await panel.page.getByRole('button', { name: 'Node: worker1' }).focus();
    await panel.press('ArrowDown', 'ArrowDown', 'Enter');
    assert.equal((await lastRequest(panel)).at, 'worker2');
    assert.match(await panel.focused(), /^button Node: worker2/);
    await panel.press('Enter', 'Escape');
    assert.match(await panel.focused(), /^button Node: worker2/);
    assert.equal(await panel.page.getByRole('listbox').count(), 0);
  },

  async 'a click elsewhere closes the choices'(panel) {
    await panel.open();
    await panel.page.getByRole('button', { name: 'Node: worker1' }).click();
    assert.equal(await panel.page.getByRole('option').count(), 3);
    await panel.page.mouse.click(600, 700);
    await panel.settled();
    assert.equal(await panel.page.getByRole('listbox').count(), 0);
  },

  async 'what if: another version, and the way back'(panel) {
    await panel.open();
    await panel.page.getByRole('button', { name: /^What if/ }).click();
    await panel.page.getByRole('option', { name: '1.29' }).click();
    await panel.settled();
    assert.deepEqual((await lastRequest(panel)).whatIf, { kubernetesVersion: '1.29' });
    assert.match(await panel.page.locator('.whatif-note').innerText(), /^What if Kubernetes 1\.29/);
    await panel.page.getByRole('button', { name: '2 changes a person would notice' }).click();
    assert.match(await panel.page.locator('.whatif-note dd').first().innerText(), /same packets/);
    await panel.page.getByRole('button', { name: 'Back to what the workspace says' }).click();
    await panel.settled();
    assert.deepEqual((await lastRequest(panel)).whatIf, {});
    assert.equal(await panel.page.locator('.whatif-note').count(), 0);
  },

  async 'the filter asks once for a word typed in one go'(panel) {
    await panel.open();
    await panel.clear();
    await panel.page.getByRole('textbox').fill('3');
    await panel.page.keyboard.type('0180');
    await panel.asked({ filter: '30180' });
    const filters = (await panel.sent('request')).map(({ request }) => request.filter);
    assert.deepEqual(filters, ['30180']);
    assert.match(await panel.focused(), /^input Filter/);
    await panel.page.getByRole('button', { name: 'Clear the filter' }).click();
    await panel.asked({ filter: '' });
  },

  async 'a trace goes to what is typed'(panel) {
    await panel.open({ asks: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } });
    await panel.page.getByRole('button', { name: /^To:/ }).click();
    await panel.page.keyboard.type('10.0.1.20:30180');
    await panel.press('Enter');
    assert.deepEqual((await lastRequest(panel)).trace, { from: 'bastion', to: '10.0.1.20:30180' });
    assert.match(await panel.page.locator('.verdict').innerText(), /^Dropped on control1/);
    await panel.page.getByRole('button', { name: /^To:/ }).click();
    await panel.page.keyboard.type('192.0.2.7:443');
    await panel.press('Enter');
    assert.equal((await lastRequest(panel)).trace.to, '192.0.2.7:443');
  },

  async 'a filter that nothing holds says so, and the ways out'(panel) {
    await panel.open();
    await panel.page.getByRole('textbox').fill('10.99.99.99');
    await panel.asked({ filter: '10.99.99.99' });
    assert.match(await panel.page.locator('.nothing').innerText(), /Nothing holds “10\.99\.99\.99”/);
    await panel.page.getByRole('link', { name: 'Show the whole cluster' }).click();
    await panel.asked({ scope: 'cluster' });
    await panel.page.getByRole('link', { name: 'Clear the filter' }).click();
    await panel.asked({ filter: '', scope: 'cluster' });
    assert.equal(await panel.page.locator('.nothing').count(), 0);
    assert.equal(await panel.page.getByRole('textbox').inputValue(), '');
  },

  async 'IPv6 is asked for where mode and version are'(panel) {
    await panel.open();
    await panel.page.getByRole('button', { name: /^What if/ }).click();
    await panel.page.getByRole('option', { name: 'IPv6' }).click();
    await panel.asked({ ipFamily: 6 });
    assert.match(await panel.page.getByRole('button', { name: /^What if/ }).innerText(), /IPv6/);
  },

  async 'the count of changes leads from one to the next'(panel) {
    await panel.open({ lab: { portBefore: '30080' } });
    const next = panel.page.getByRole('button', { name: 'unsaved edit: +1 −1' });
    await next.click();
    await panel.settled();
    assert.match(await panel.focused(), /^row −removed/);
    await next.click();
    await panel.settled();
    assert.match(await panel.focused(), /^row \+added/);
    await next.click();
    await panel.settled();
    assert.match(await panel.focused(), /^row −removed/);
  },

  async 'all passed rules of a trace are shown at once, and folded again'(panel) {
    await panel.open({ asks: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } });
    const rows = () => panel.page.getByRole('treegrid').getAttribute('aria-rowcount');
    const before = await rows();
    await panel.page.getByRole('link', { name: 'Show all' }).click();
    await panel.settled();
    assert.equal(Number(await rows()), Number(before) + 2);
    await panel.page.getByRole('link', { name: 'Fold passed ones' }).click();
    await panel.settled();
    assert.equal(await rows(), before);
  },

  async 'a first trace waits for both of its ends'(panel) {
    await panel.open({ asks: { view: 'trace' } });
    assert.match(await panel.page.locator('main').innerText(), /No packet traced yet/);
    await panel.page.getByRole('button', { name: /^From:/ }).click();
    await panel.page.getByRole('option', { name: 'worker2' }).click();
    await panel.settled();
    assert.equal((await panel.sent('request')).length, 0);
    await panel.page.getByRole('button', { name: /^To:/ }).click();
    await panel.page.keyboard.type('10.0.1.30:30180');
    await panel.press('Enter');
    assert.deepEqual((await lastRequest(panel)).trace, { from: 'worker2', to: '10.0.1.30:30180' });
  },

  async 'a branch is chosen'(panel) {
    await panel.open({ asks: { view: 'trace', trace: { from: 'bastion', to: 'service/yaobank/summary' } } });
    await panel.page.getByRole('radio', { name: /10\.48\.128\.1:80/ }).click();
    await panel.settled();
    assert.equal((await lastRequest(panel)).branch, 1);
    assert.match(await panel.page.locator('.verdict').innerText(), /lqv5z/);
    await panel.press('ArrowUp');
    assert.equal((await lastRequest(panel)).branch, 0);
  },

  async 'a jump of a trace leads to the rules of that host, and back'(panel) {
    await panel.open({ asks: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } });
    await panel.page.getByRole('link', { name: 'KUBE-NODEPORTS' }).click();
    await panel.settled();
    const { view, at } = await lastRequest(panel);
    assert.deepEqual([view, at], ['iptables', 'worker1']);
    assert.match(await panel.focused(), /^row KUBE-NODEPORTS/);
    await panel.page.getByRole('button', { name: /^Back to/ }).click();
    await panel.settled();
    assert.equal((await lastRequest(panel)).view, 'trace');
    assert.match(await panel.focused(), /^row KUBE-SERVICES:4/);
  },

  async 'a next hop leads to the routes of that node'(panel) {
    await panel.open({ asks: { view: 'routes' } });
    await panel.page.getByRole('link', { name: '10.0.1.30' }).first().click();
    assert.equal((await lastRequest(panel)).at, 'worker1');
  },

  async 'the rules can be opened as text'(panel) {
    await panel.open();
    await panel.page.getByRole('button', { name: 'Open as text' }).click();
    assert.equal((await panel.sent('openAsText'))[0].request.view, 'iptables');
  },

  async 'the extension can change the view'(panel) {
    await panel.open();
    await panel.send({
      type: 'show',
      patch: { view: 'trace', trace: { from: 'bastion', to: '10.49.60.52:80' } },
    });
    await panel.page.waitForSelector('.verdict');
    assert.match(await panel.page.locator('.verdict').innerText(), /^Unknown/);
    assert.equal(await panel.page.getByRole('tab', { name: 'Trace' }).getAttribute('aria-selected'), 'true');
  },
};
