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

test('a node that there is not', () => {
  const node = '---\napiVersion: v1\nkind: Node\nmetadata: { name: worker1 }\n';
  checkRule(
    rule,
    `${configuration('node.wroker1', '#       ^^^^^^^^^^^^ 💡 warning: No node is named wroker1; there are worker1\n')}${node}`,
  );
  checkFix(rule, `${configuration('node.wroker1')}${node}`, `${configuration('node.worker1')}${node}`);
  checkRule(rule, `${configuration('node.worker1')}${node}`);
});
