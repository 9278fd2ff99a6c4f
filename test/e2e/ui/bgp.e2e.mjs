// BGP sessions, announcements and addresses, as a person comes to them from the YAML.
import { deepEqual, match, ok } from 'node:assert/strict';
import { copyOfLab } from '../extensionHost.mjs';
import { openWorkbench, themes } from './workbench.mjs';

const viewport = { width: 1600, height: 1000 };
const patience = { timeout: 30_000 };

describe('BGP in the editor', () => {
  let workbench;
  before(async () => {
    workbench = await openWorkbench({ folder: copyOfLab(), file: 'bgp.yaml', viewport });
  });
  after(() => workbench?.close());
  afterEach(async function () {
    if (this.currentTest.state === 'failed')
      await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  it('has lenses on the first line of each object', async () => {
    const lens = workbench.lens('10.49.0.0/16 announced by 3 nodes');
    await lens.waitFor(patience);
    match(await workbench.lens('sessions').innerText(), /^3 sessions to bastion, AS 64512$/);
    const first = workbench.page.locator('.view-line', { hasText: 'apiVersion' }).first();
    const [above, line] = [await lens.boundingBox(), await first.boundingBox()];
    ok(above.y < line.y && line.y - above.y < 30, `lens at ${above.y}, line at ${line.y}`);
  });

  it('opens the sessions of the peer that the lens names', async () => {
    await workbench.lens('3 sessions to bastion').click();
    const panel = workbench.panel();
    await panel.locator('svg.bgp .speaker', { hasText: 'worker2' }).waitFor(patience);
    deepEqual(await panel.getByRole('tab', { selected: true }).allInnerTexts(), ['BGP']);
    await panel.getByRole('button', { name: 'Shown: bastion' }).waitFor(patience);
    await panel.locator('[role=row]', { hasText: 'BGPPeer bastion' }).first().waitFor(patience);
  });

  it('leads from a row back to the YAML, and from a box to its host', async () => {
    const panel = workbench.panel();
    await panel.locator('.speaker', { hasText: 'worker1' }).click();
    await panel.getByRole('button', { name: 'Shown: worker1' }).waitFor(patience);
    await panel.getByRole('radio', { name: 'Cluster' }).click();
    await panel.locator('[role=row]', { hasText: 'each' }).first().waitFor({ state: 'detached' });
    await panel.locator('[role=row]', { hasText: 'block of worker1' }).first().waitFor(patience);
  });

  it('says in a hover who announces a range and why', async () => {
    match(await workbench.hover('serviceClusterIPs'), /every node announces the whole range/);
    await workbench.page.keyboard.press('Escape');
  });

  it('opens what calicoctl would print as text', async () => {
    await workbench.panel().getByRole('button', { name: 'Open as text' }).click();
    await workbench.page.locator('.view-line', { hasText: 'PEER ADDRESS' }).first().waitFor(patience);
  });
});

describe('BGP and addresses in every theme', () => {
  let workbench;
  afterEach(async function () {
    if (this.currentTest.state === 'failed')
      await workbench?.screenshot(`failed-bgp-${this.currentTest.title}`);
    await workbench?.close();
  });

  for (const [name, { theme, bodyClass }] of Object.entries(themes)) {
    it(name, async () => {
      const settings = { 'workbench.colorTheme': theme };
      workbench = await openWorkbench({ folder: copyOfLab(), file: 'bgp.yaml', settings, viewport });
      await workbench.lens('10.49.0.0/16 announced').click(patience);
      const panel = workbench.panel();
      await panel.locator(`body.${bodyClass} svg.bgp`).waitFor(patience);
      await panel.getByRole('radio', { name: 'Cluster' }).click();
      await panel.locator('[role=row]', { hasText: 'block of worker2' }).first().waitFor(patience);
      await workbench.screenshot(`bgp-${name}`);
      await panel.getByRole('tab', { name: 'IPAM' }).click();
      await panel.locator('[role=row]', { hasText: '10.48.0.0/16' }).first().waitFor(patience);
      await workbench.screenshot(`ipam-${name}`);
    });
  }
});
