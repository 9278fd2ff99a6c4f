import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoRulesWithoutType as rule } from './calicoRulesWithoutType.ts';

const policy = (spec: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
${spec}`;

test('both directions', () => {
  checkRule(
    rule,
    policy(`  types: [Ingress]
  egress:
# ^^^^^^^ 💡 warning: egress rules are ignored: types has no Egress
  - action: Allow
`),
  );
});

test.each([
  ['no types', '  ingress:\n  - action: Allow\n'],
  ['an empty list', '  types: [Egress]\n  ingress: []\n'],
  ['both', '  types: [Ingress, Egress]\n  ingress:\n  - action: Allow\n'],
])('fine with %s', (_name, spec) => {
  checkRule(rule, policy(spec));
});

const rules = '  ingress:\n  - action: Allow\n';

test('the fix adds a line', () => {
  checkFix(
    rule,
    policy(`  types:\n  - Egress\n${rules}`),
    policy(`  types:\n  - Ingress\n  - Egress\n${rules}`),
  );
});

test('the fix keeps to brackets and quotes', () => {
  checkFix(rule, policy(`  types: ["Egress"]\n${rules}`), policy(`  types: ["Ingress", "Egress"]\n${rules}`));
});
