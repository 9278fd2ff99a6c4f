import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoHostEndpointNodeUnknown as rule } from './calicoHostEndpointNodeUnknown.ts';

const endpoint = (node: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: HostEndpoint\nmetadata:\n  name: w1\nspec:\n  node: ${node}\n`;

const nodes = ['worker1', 'worker2']
  .map((name) => `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n`)
  .join('');

test('a name that nobody has', () => {
  checkRule(
    rule,
    `${endpoint('gateway')}#       ^^^^^^^ warning: No node is named gateway; there are worker1 and worker2\n${nodes}`,
  );
});

test.each([
  ['a node of the workspace', `${endpoint('worker1')}${nodes}`],
  ['nobody names the nodes', endpoint('gateway')],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});

test('the fix takes the nearest', () => {
  checkFix(rule, `${endpoint('worker-2')}${nodes}`, `${endpoint('worker2')}${nodes}`);
});
