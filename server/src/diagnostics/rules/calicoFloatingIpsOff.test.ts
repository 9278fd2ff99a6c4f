import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoFloatingIpsOff as rule } from './calicoFloatingIpsOff.ts';

const pod = (mark = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\n  annotations:\n    cni.projectcalico.org/floatingIPs: '["203.0.113.7"]'\n${mark}spec: {}\n`;

const marked = (words: string): string =>
  pod(`#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${words}\n`);

const felix = (spec: string, name = 'default'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: FelixConfiguration\nmetadata: { name: ${name} }\nspec: ${spec}\n`;

test('switched off, by default or in so many words', () => {
  checkRule(
    rule,
    `${marked('warning: floatingIPs is Disabled, the default of FelixConfiguration')}${felix('{}')}`,
  );
  checkRule(
    rule,
    `${marked('warning: floatingIPs is Disabled in the FelixConfiguration')}${felix('{ floatingIPs: Disabled }')}`,
  );
});

test('without a FelixConfiguration here it may be enabled there', () => {
  checkRule(rule, marked('info: floatingIPs is Disabled, the default of FelixConfiguration'));
});

test.each([
  ['enabled', `${pod()}${felix('{ floatingIPs: Enabled }')}`],
  ['on some node', `${pod()}${felix('{}')}${felix('{ floatingIPs: Enabled }', 'node.worker1')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
