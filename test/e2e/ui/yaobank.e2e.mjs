// What a person sees and clicks on the Yao Bank lab, in the window of real VS Code.
import { match, ok } from 'node:assert/strict';
import { copyOfLab } from '../extensionHost.mjs';
import { openWorkbench, themes } from './workbench.mjs';

const panelWidth = { width: 1600, height: 1000 };

describe('the Yao Bank lab in the editor', () => {
  let workbench;
  before(async () => {
    workbench = await openWorkbench({ folder: copyOfLab(), file: 'services.yaml', viewport: panelWidth });
  });
  after(() => workbench?.close());
  afterEach(async function () {
    if (this.currentTest.state === 'failed')
      await workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  it('shows lenses above a Service', async () => {
    await workbench.lens('Trace packet from bastion').waitFor({ timeout: 30_000 });
    match(await workbench.lens('rules on').innerText(), /\d+ rules on 3 nodes/);
  });

  it('says in a hover what a node port opens', async () => {
    match(await workbench.hover('nodePort'), /KUBE-/);
    await workbench.screenshot('hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('traces the packet when the lens is clicked, and the panel tells the whole way', async () => {
    await workbench.lens('Trace packet from bastion').click();
    const panel = workbench.panel();
    await panel.locator('.verdict h2').waitFor({ timeout: 30_000 });
    const text = await panel.locator('body').innerText();
    match(text, /delivered/i);
    match(text, /10\.48\.0\.43:80/);
    match(text, /10\.0\.1\.10/);
    await workbench.screenshot('trace');
  });

  it('lists the chains of a node and filters them', async () => {
    await workbench.command('Dataplane Lens: Show Dataplane');
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'iptables' }).click();
    await panel.getByRole('radio', { name: 'Cluster' }).click();
    const rows = panel.locator('[role=row]');
    await rows.filter({ hasText: 'KUBE-SVC-OIQIZJVJK6E34BR4' }).first().waitFor({ timeout: 30_000 });
    await panel.getByRole('textbox', { name: /filter/i }).fill('PX5FENG4GZJTCELT');
    await rows.filter({ hasText: 'KUBE-SVC-PX5FENG4GZJTCELT' }).first().waitFor({ timeout: 30_000 });
    await rows.filter({ hasText: 'KUBE-SVC-OIQIZJVJK6E34BR4' }).first().waitFor({ state: 'detached' });
    await panel.getByRole('textbox', { name: /filter/i }).fill('');
    await workbench.screenshot('rules');
  });

  it('marks in the YAML what a rule comes from', async () => {
    const rows = workbench.panel().locator('[role=row]');
    await rows.filter({ hasText: 'KUBE-SEP-GNFCEQXJBZQ2TQAR' }).first().hover();
    await workbench.marks().first().waitFor({ timeout: 30_000 });
  });

  it('shows the IPVS entries and the routes', async () => {
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'IPVS' }).click();
    await panel.locator('body', { hasText: '10.49.60.52:80' }).waitFor({ timeout: 30_000 });
    await panel.getByRole('tab', { name: 'Routes' }).click();
    await panel.locator('body', { hasText: 'via 10.0.1' }).waitFor({ timeout: 30_000 });
    await workbench.screenshot('routes');
  });

  it('underlines a mistake as it is typed, explains it, and offers the cure', async () => {
    await workbench.openFile('services.yaml');
    await workbench.goToLine(16);
    await workbench.replaceLineEnd('30180', '40180');
    await workbench.squiggle('error').waitFor({ timeout: 30_000 });
    await workbench.page.keyboard.press('Control+Shift+M');
    await workbench.page
      .locator('.markers-panel .monaco-list-row', { hasText: '40180' })
      .waitFor({ timeout: 30_000 });
    await workbench.screenshot('diagnostic');
    await workbench.page.keyboard.press('Control+Shift+M');
    await workbench.openFile('services.yaml');
    await workbench.goToLine(16);
    await workbench.replaceLineEnd('40180', '30180');
    await workbench.squiggle('error').waitFor({ state: 'detached', timeout: 30_000 });
  });

  it('traces by the command palette', async () => {
    await workbench.openFile('services.yaml');
    await workbench.goToLine(16);
    await workbench.command('Dataplane Lens: Trace Packet from Bastion');
    await workbench.panel().locator('.verdict h2').waitFor({ timeout: 30_000 });
  });

  it('comes back after the window is reloaded', async () => {
    await workbench.reopen();
    const panel = workbench.panel();
    await panel.locator('[role=tab][aria-selected=true]').waitFor({ timeout: 60_000 });
    await panel.locator('[role=row]').first().waitFor({ timeout: 30_000 });
  });
});

describe('the panel in every theme', () => {
  let workbench;
  afterEach(async function () {
    if (this.currentTest.state === 'failed') await workbench?.screenshot(`failed-${this.currentTest.title}`);
    await workbench?.close();
  });

  for (const [name, { theme, bodyClass }] of Object.entries(themes)) {
    it(name, async () => {
      const settings = { 'workbench.colorTheme': theme };
      const folder = copyOfLab();
      workbench = await openWorkbench({ folder, file: 'services.yaml', settings, viewport: panelWidth });
      await workbench.lens('Trace packet from bastion').click({ timeout: 30_000 });
      const panel = workbench.panel();
      await panel.locator(`body.${bodyClass} .verdict h2`).waitFor({ timeout: 30_000 });
      await workbench.screenshot(`trace-${name}`);
      await panel.getByRole('tab', { name: 'iptables' }).click();
      await panel.getByRole('radio', { name: 'Cluster' }).click();
      await panel.locator('[role=row]', { hasText: 'KUBE-SEP' }).first().hover({ timeout: 30_000 });
      await workbench.marks().first().waitFor({ timeout: 30_000 });
      await workbench.screenshot(`rules-${name}`);
      await panel.getByRole('tab', { name: 'Routes' }).click();
      await panel.locator('[role=row]', { hasText: 'via 10.0.1' }).first().waitFor({ timeout: 30_000 });
      await workbench.screenshot(`routes-${name}`);
      const [text, ground] = await panel.locator('body').evaluate((body) => {
        const style = getComputedStyle(body);
        return [style.color, style.backgroundColor];
      });
      ok(text !== ground, `${text} on ${ground}`);
    });
  }
});
