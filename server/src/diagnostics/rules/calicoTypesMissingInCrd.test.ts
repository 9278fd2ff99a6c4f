import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoTypesMissingInCrd as rule } from './calicoTypesMissingInCrd.ts';

const policy = (group: string, spec: string): string =>
  `apiVersion: ${group}\nkind: GlobalNetworkPolicy\nmetadata:\n  name: p\nspec:\n${spec}`;

const crd = 'crd.projectcalico.org/v1';
const egress = '  egress:\n  - action: Allow\n';

test('the direction without rules is denied', () => {
  checkRule(
    rule,
    policy(crd, egress).replace(
      `apiVersion: ${crd}\n`,
      `apiVersion: ${crd}\n#<${'^'.repeat(34)} 💡 warning: Without types this policy denies all ingress too\n`,
    ),
  );
});

test.each([
  ["Calico's own API fills it in", policy('projectcalico.org/v3', egress)],
  ['types are written', policy(crd, `  types: [Egress]\n${egress}`)],
  ['rules for both', policy(crd, `${egress}  ingress:\n  - action: Allow\n`)],
  ['before DNAT', policy(crd, '  preDNAT: true\n  ingress:\n  - action: Allow\n')],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});

test('the fix writes what Calico would', () => {
  checkFix(rule, policy(crd, egress), policy(crd, `  types: [Egress]\n${egress}`));
});
