import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { proxyIpvsScheduler as rule } from './proxyIpvsScheduler.ts';

const config = (scheduler: string, mode = 'ipvs'): string =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ${mode}\nipvs:\n  scheduler: ${scheduler}\n`;

test('a name that no module has', () => {
  checkRule(
    rule,
    `${config('fastest')}#            ^^^^^^^ warning: No scheduler of IPVS is named fastest\n`,
  );
});

test.each([
  ['rr', config('rr')],
  ['mh', config('mh')],
  ['none', config('""')],
  ['another mode', config('fastest', 'iptables')],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});

test.each([
  ['round-robin', 'rr'],
  ['RR', 'rr'],
  ['lblcrr', 'lblcr'],
])('%s becomes %s', (written, meant) => {
  checkFix(rule, config(written), config(meant));
});
