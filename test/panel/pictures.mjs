// Pictures of the panel in every theme, width and state, into test/panel/out/: `node test/panel/pictures.mjs [name…]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../e2e/browser.mjs';
import { servePanel, themes } from './page.mjs';

const out = join(import.meta.dirname, 'out');
mkdirSync(out, { recursive: true });
const request = { scope: 'file', filter: '', whatIf: {}, ipFamily: 4, opened: [], closed: [] };
const lab = { portBefore: '30080' };
const at = (text) => ({ text });

const pictures = {
  rules: {
    request: { view: 'iptables' },
    lab,
    edits: { 'services.yaml': ['30180', '30190'] },
    point: at('masquerade traffic for yaobank/customer:http external'),
  },
  whatif: { request: { view: 'iptables', whatIf: { kubernetesVersion: '1.29' } } },
  stale: {
    request: { view: 'iptables' },
    lab: {
      notice:
        'service.yaml cannot be read from line 11 on. service.yaml:11:3 expected a list item or a key; customer is shown as it was before this edit.',
    },
  },
  ipvs: { request: { view: 'ipvs', whatIf: { proxyMode: 'ipvs' } } },
  nftables: { request: { view: 'nftables', whatIf: { proxyMode: 'nftables' } } },
  routes: { request: { view: 'routes', scope: 'cluster' } },
  bgp: { request: { view: 'bgp', scope: 'cluster' } },
  'bgp-reflectors': { request: { view: 'bgp' }, lab: { bgp: 'reflectors' } },
  'bgp-trouble': { request: { view: 'bgp' }, lab: { bgp: 'trouble' } },
  'bgp-large': { request: { view: 'bgp' }, lab: { bgp: 'large' } },
  'bgp-mesh': { request: { view: 'bgp' }, lab: { bgp: 'mesh only' } },
  ipam: { request: { view: 'ipam', scope: 'cluster' } },
  trace: { request: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.30:30180' } } },
  dropped: { request: { view: 'trace', trace: { from: 'bastion', to: '10.0.1.20:30180' } } },
  branches: {
    request: { view: 'trace', trace: { from: 'bastion', to: 'service/yaobank/summary' } },
    keys: ['End', 'Enter'],
  },
  unknown: { request: { view: 'trace', trace: { from: 'bastion', to: '10.49.60.52:80' } } },
  many: { request: { view: 'iptables' }, lab: { rules: 'many' }, scroll: 30000 },
  empty: { request: { view: 'iptables' }, lab: { rules: 'empty' } },
  picker: { request: { view: 'routes' }, press: 'Seen from: bastion' },
};

const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const only = (flag, all) =>
  process.argv
    .find((word) => word.startsWith(`--${flag}=`))
    ?.split('=')[1]
    ?.split(',') ?? all;
const widths = only('widths', ['420', '720', '1400']).map(Number);
const real = process.argv.includes('--real');
const { address, close } = await servePanel({ real });
const browser = await openBrowser({ width: 720, height: 900 });
const { page } = browser;
page.on('console', (message) => console.log(message.text()));
page.on('pageerror', (error) => console.log(String(error)));
for (const [name, picture] of Object.entries(pictures)) {
  if (names.length > 0 && !names.includes(name)) continue;
  for (const theme of only('themes', themes)) {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const query = new URLSearchParams({
        theme,
        request: JSON.stringify({ ...request, ...picture.request }),
        lab: JSON.stringify(picture.lab ?? {}),
        edits: JSON.stringify(picture.edits ?? {}),
      });
      await page.goto(`${address}?${query}`);
      await page.waitForSelector('[data-revision]');
      if (picture.point !== undefined)
        await page
          .getByText(picture.point.text)
          .first()
          .hover({ timeout: 2000 })
          .catch((e) => console.log(String(e).slice(0, 300)));
      if (picture.keys !== undefined) await page.locator('[role=row]').first().focus();
      for (const key of picture.keys ?? []) await page.keyboard.press(key);
      if (picture.press !== undefined) await page.getByRole('button', { name: picture.press }).click();
      if (picture.scroll !== undefined)
        await page.locator('main').evaluate((main, top) => main.scrollTo(0, top), picture.scroll);
      await page.waitForTimeout(80);
      await page.screenshot({ path: join(out, `${real ? 'real-' : ''}${name}-${theme}-${width}.png`) });
    }
  }
}
await browser.close();
close();
