import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpExclusionLabel as rule } from './bgpExclusionLabel.ts';

const node = (value: string, mark = ''): string =>
  `apiVersion: v1\nkind: Node\nmetadata:\n  name: control1\n  labels:\n    node.kubernetes.io/exclude-from-external-load-balancers:${value}\n${mark}`;

const announced =
  '---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { serviceClusterIPs: [{ cidr: 10.49.0.0/16 }] }\n';

const carets = (value: string): string => '^'.repeat(56 + value.length);

test.each([
  [' ""', '💡 ', 'empty'],
  [' "false"', '💡 ', 'false'],
  ['', '💡 ', 'empty'],
])('%j', (value, bulb, shown) => {
  checkRule(
    rule,
    `${node(value, `#   ${carets(value)} ${bulb}warning: Calico does not exclude this node: the label's value is ${shown}, not true\n`)}${announced}`,
  );
});

test('the fix writes text', () => {
  checkFix(rule, `${node(' false')}${announced}`, `${node(' "true"')}${announced}`);
  checkFix(rule, `${node('')}${announced}`, `${node(' "true"')}${announced}`);
});

test.each([
  ['true', `${node(' "true"')}${announced}`],
  ['nothing is announced', node(' ""')],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
