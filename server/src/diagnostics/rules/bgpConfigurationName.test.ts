import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpConfigurationName as rule } from './bgpConfigurationName.ts';

const configuration = (name: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: ${name}\n${mark}spec:\n  asNumber: 64512\n`;

test.each(['default', 'node.worker1'])('%s is read', (name) => {
  checkRule(rule, configuration(name));
});

test('beside the one that is read, there is no quick cure', () => {
  checkRule(
    rule,
    `${configuration('default')}---\n${configuration(
      'bgp',
      '#       ^^^ warning: Calico ignores a BGPConfiguration named bgp\n',
    )}`,
  );
});

test('the fix names it default', () => {
  checkFix(rule, configuration('bgp'), configuration('default'));
});
