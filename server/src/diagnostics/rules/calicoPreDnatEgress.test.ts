import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoPreDnatEgress as rule } from './calicoPreDnatEgress.ts';

const policy = (spec: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  applyOnForward: true
  preDNAT: true
${spec}`;

test('rules and type', () => {
  checkRule(
    rule,
    policy(`  types: [Ingress, Egress]
#                  ^^^^^^ 💡 error: type Egress in a preDNAT policy
  egress:
# ^^^^^^^ error: egress rules in a preDNAT policy
  - action: Allow
`),
  );
});

test('Egress alone cannot simply go', () => {
  checkRule(
    rule,
    policy(`  types: [Egress]
#         ^^^^^^ error: type Egress in a preDNAT policy
`),
  );
});

test('an empty list of egress rules is none', () => {
  checkRule(rule, policy('  types: [Ingress]\n  egress: []\n'));
});

test('the fix takes Egress out', () => {
  checkFix(rule, policy('  types:\n  - Ingress\n  - Egress\n'), policy('  types:\n  - Ingress\n'));
});

test('the fix takes Egress out of brackets', () => {
  checkFix(rule, policy('  types: [Egress, Ingress]\n'), policy('  types: [Ingress]\n'));
});
