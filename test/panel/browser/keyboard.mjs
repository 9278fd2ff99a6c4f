import assert from 'node:assert/strict';

export const keyboard = {
  async 'Tab goes through toolbar, list and cause bar'(panel) {
    await panel.open();
    const stops = [];
    for (let count = 0; count < 14; count++) {
      await panel.page.keyboard.press('Tab');
      stops.push(await panel.focused());
    }
    const roles = stops.map((stop) => stop.split(' ')[0]);
    assert.deepEqual(roles.slice(0, 8), [
      ...['tab', 'button', 'button', 'button', 'radio', 'input', 'button'],
      'row',
    ]);
    assert.match(stops[7], /^row filter/);
    // Only one line is a stop; behind the list come the bar's links, if there are any.
    assert.equal(roles.filter((role) => role === 'row').length, 1);
  },

  async 'arrows walk from line to line, and the bar tells why'(panel) {
    await panel.open();
    await panel.focus('KUBE-NODEPORTS1 rule');
    await panel.press('ArrowDown');
    assert.match(await panel.focused(), /^row .*KUBE-EXT-PX5FENG4GZJTCELT/);
    assert.match(await panel.bar(), /KUBE-NODEPORTS rule 1[\s\S]*service\.yaml:14[\s\S]*nodePort/);
    await panel.press('ArrowUp', 'ArrowUp');
    assert.match(await panel.focused(), /^row /);
    await panel.press('End');
    assert.match(await panel.focused(), /POSTROUTING/);
    await panel.press('Home');
    assert.match(await panel.focused(), /^row filter/);
  },

  async 'Left and Right fold, and ask the server'(panel) {
    await panel.open();
    await panel.focus('KUBE-NODEPORTS1 rule');
    await panel.clear();
    await panel.press('ArrowLeft');
    const [fold] = await panel.sent('request');
    assert.deepEqual(fold.request.closed, ['nat/KUBE-NODEPORTS']);
    assert.equal(await panel.line('KUBE-NODEPORTS1 rule').getAttribute('aria-expanded'), 'false');
    assert.match(await panel.focused(), /KUBE-NODEPORTS/);
    await panel.press('ArrowRight');
    assert.equal(await panel.line('KUBE-NODEPORTS1 rule').getAttribute('aria-expanded'), 'true');
    await panel.press('ArrowRight');
    assert.match(await panel.focused(), /^row 1-j KUBE-EXT/);
    await panel.press('ArrowLeft');
    assert.match(await panel.focused(), /^row KUBE-NODEPORTS/);
  },

  async 'Right follows a jump, and Alt+Left goes back'(panel) {
    await panel.open();
    await panel.focus('4-j KUBE-NODEPORTS');
    await panel.press('ArrowRight');
    assert.match(await panel.focused(), /^row KUBE-NODEPORTS1 rule/);
    assert.equal(await panel.page.getByRole('button', { name: /^Back to KUBE-SERVICES rule 4/ }).count(), 1);
    await panel.press('Alt+ArrowLeft');
    assert.match(await panel.focused(), /^row 4-j KUBE-NODEPORTS/);
  },

  async 'a jump to a chain that is not there says so, and offers the cluster'(panel) {
    await panel.open();
    await panel.page.evaluate(() =>
      window.editor.edit({ extra: ['-A KUBE-SERVICES -p udp -j KUBE-ELSEWHERE'] }),
    );
    await panel.settled();
    await panel.focus('KUBE-ELSEWHERE');
    await panel.press('ArrowRight');
    assert.match(await panel.bar(), /KUBE-ELSEWHERE is not part of this file/);
    await panel.clear();
    await panel.page.getByRole('link', { name: 'Show the whole cluster' }).click();
    assert.equal((await panel.sent('request'))[0].request.scope, 'cluster');
  },

  async 'Enter goes to the YAML, Ctrl+C copies the rule as it was printed'(panel) {
    await panel.open();
    await panel.focus('30180');
    await panel.clear();
    await panel.press('Enter', 'Control+c');
    assert.equal((await panel.sent('reveal'))[0].place.label, 'service.yaml:14');
    assert.match(
      (await panel.sent('copy'))[0].text,
      /^-A KUBE-NODEPORTS -p tcp .*-j KUBE-EXT-PX5FENG4GZJTCELT$/,
    );
  },

  async 'tabs and segments answer to arrows'(panel) {
    await panel.open();
    await panel.page.getByRole('tab', { name: 'iptables' }).focus();
    await panel.press('ArrowRight');
    assert.match(await panel.focused(), /^tab IPVS/);
    assert.match(await panel.page.locator('main').innerText(), /ipvsadm -ln/);
    await panel.page.getByRole('radio', { name: 'File' }).focus();
    await panel.press('ArrowRight');
    assert.match(await panel.focused(), /^radio Cluster/);
    assert.equal((await panel.sent('request')).at(-1).request.scope, 'cluster');
  },

  async 'the slash and Ctrl+F lead to the filter, Escape empties it'(panel) {
    await panel.open();
    await panel.focus('KUBE-NODEPORTS1 rule');
    await panel.press('/');
    assert.match(await panel.focused(), /^input Filter/);
    await panel.page.keyboard.type('30180');
    await panel.asked({ filter: '30180' });
    await panel.press('Escape');
    await panel.asked({ filter: '' });
    await panel.press('Tab', 'Tab', 'Control+f');
    assert.match(await panel.focused(), /^input Filter/);
  },

  async 'in an nft listing Right follows the verdict to its chain'(panel) {
    await panel.open({ asks: { view: 'nftables' } });
    await panel.focus('numgen random');
    await panel.press('ArrowRight');
    assert.match(await panel.focused(), /^row chain endpoint-GKUFCEYG/);
    await panel.page.getByRole('link', { name: 'mark-for-masquerade' }).last().click();
    await panel.settled();
    assert.match(await panel.focused(), /^row chain mark-for-masquerade/);
    await panel.press('Alt+ArrowLeft', 'Alt+ArrowLeft');
    assert.match(await panel.focused(), /^row numgen random/);
  },

  async 'a trace unfolds passed rules and the way back'(panel) {
    await panel.open({ asks: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } });
    await panel.focus('12 rules passed through');
    const before = await panel.page.getByRole('treegrid').getAttribute('aria-rowcount');
    await panel.press('ArrowRight');
    assert.equal(
      Number(await panel.page.getByRole('treegrid').getAttribute('aria-rowcount')),
      Number(before) + 2,
    );
    await panel.press('ArrowRight');
    assert.match(await panel.focused(), /^row raw PREROUTING/);
    await panel.press('End', 'Enter', 'End');
    assert.match(await panel.focused(), /sees the answer from 10\.0\.1\.30:30180/);
  },
};
