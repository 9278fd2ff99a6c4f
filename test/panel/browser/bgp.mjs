import assert from 'node:assert/strict';

const asks = { view: 'bgp' };
const box = (panel, name) => panel.page.locator('.speaker').filter({ hasText: name }).first();
const drawn = (panel) => panel.page.locator('[role=row]').count();

export const bgp = {
  async 'the picture is one stop of Tab, and arrows walk from box to box'(panel) {
    await panel.open({ asks });
    const stops = panel.page.locator('.speaker[tabindex="0"]');
    assert.equal(await stops.count(), 1);
    await stops.focus();
    assert.match(await panel.focused(), /^button bastion, AS 64512/);
    await panel.press('ArrowDown', 'ArrowDown');
    assert.match(await panel.focused(), /^button worker1/);
    await panel.press('End');
    assert.match(await panel.focused(), /^button worker2/);
    assert.equal(await stops.count(), 1);
  },

  async 'Enter and a click on a box show the sessions of that host'(panel) {
    await panel.open({ asks });
    await box(panel, 'worker1').focus();
    await panel.press('Enter');
    await panel.asked({ at: 'worker1', view: 'bgp' });
    await box(panel, 'bastion').click();
    await panel.asked({ at: 'bastion', view: 'bgp' });
  },

  async 'an address that nobody has opens nothing, and says why it is down'(panel) {
    await panel.open({ asks, lab: { bgp: 'trouble' } });
    await panel.clear();
    await box(panel, '192.0.2.9').click();
    assert.deepEqual(await panel.sent('request'), []);
    assert.match(await panel.page.locator('main').innerText(), /no host of the picture has the address/);
    assert.match(await panel.page.locator('svg.bgp').innerHTML(), /eBGP, down/);
  },

  async 'the pointed box keeps its lines while the others step back'(panel) {
    await panel.open({ asks });
    await box(panel, 'worker1').hover();
    const opacities = await panel.page
      .locator('svg.bgp > g:has(.hit)')
      .evaluateAll((wires) => wires.map((wire) => getComputedStyle(wire).opacity));
    assert.deepEqual(opacities, ['0.35', '1', '0.35']);
  },

  async 'the picture says in words what it shows'(panel) {
    await panel.open({ asks });
    const picture = panel.page.getByRole('group', { name: /^BGP sessions: control1, worker1 and worker2/ });
    assert.equal(await picture.count(), 1);
    assert.equal(await panel.page.getByRole('columnheader', { name: 'announces' }).count(), 1);
  },

  async 'no box covers another one, at any width'(panel) {
    for (const lab of ['mesh and bastion', 'reflectors', 'trouble', 'large', 'mesh only'])
      for (const width of [360, 520, 720, 1200]) {
        await panel.open({ asks, lab: { bgp: lab }, width });
        const overlaps = await panel.page.locator('.speaker rect').evaluateAll((all) => {
          const boxes = all.map((one) => one.getBoundingClientRect());
          return boxes.some((one, at) =>
            boxes
              .slice(at + 1)
              .some(
                (other) =>
                  one.left < other.right &&
                  other.left < one.right &&
                  one.top < other.bottom &&
                  other.top < one.bottom,
              ),
          );
        });
        assert.equal(overlaps, false, `${lab} at ${width}`);
      }
  },

  async 'a thousand sessions are a few boxes and few lines in the document; the rest is found by the filter'(
    panel,
  ) {
    await panel.open({ asks, lab: { bgp: 'large' } });
    assert.equal(await panel.page.locator('.speaker').count(), 4);
    assert.ok((await drawn(panel)) < 80);
    await panel.focus('node-0');
    await panel.press('End');
    await panel.press('Home');
    await panel.page.locator('main').evaluate((main) => main.scrollTo(0, 1e7));
    await panel.settled();
    assert.match(await panel.page.locator('main').innerText(), /and 700 more: filter to find one/);
  },

  async 'a row leads to its YAML, and a name in it to that host'(panel) {
    await panel.open({ asks });
    await panel.focus('control1');
    await panel.press('Enter');
    assert.equal((await panel.sent('reveal')).at(-1).place.label, 'bgp.yaml:13');
    await panel.page.getByRole('treegrid').getByRole('link', { name: 'bastion' }).first().click();
    await panel.asked({ at: 'bastion' });
  },
};
