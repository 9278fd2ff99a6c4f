import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoHostFieldOnNetworkPolicy as rule } from './calicoHostFieldOnNetworkPolicy.ts';

const policy = (kind: string, spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: ${kind}\nmetadata:\n  name: p\nspec:\n${spec}  order: 1\n`;

test('each of the three', () => {
  checkRule(
    rule,
    policy(
      'NetworkPolicy',
      `  preDNAT: true
# ^^^^^^^^^^^^^ error: preDNAT is no field of a NetworkPolicy
  doNotTrack: false
# ^^^^^^^^^^^^^^^^^ 💡 error: doNotTrack is no field of a NetworkPolicy
  applyOnForward: true
# ^^^^^^^^^^^^^^^^^^^^ error: applyOnForward is no field of a NetworkPolicy
`,
    ),
  );
});

test('on a GlobalNetworkPolicy they are at home', () => {
  checkRule(rule, policy('GlobalNetworkPolicy', '  preDNAT: true\n  applyOnForward: true\n'));
});

test('what is false can simply go', () => {
  checkFix(rule, policy('NetworkPolicy', '  preDNAT: false\n'), policy('NetworkPolicy', ''));
});
