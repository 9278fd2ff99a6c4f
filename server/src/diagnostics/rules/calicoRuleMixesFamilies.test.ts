import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoRuleMixesFamilies as rule } from './calicoRuleMixesFamilies.ts';

const policy = (rules: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata:\n  name: p\nspec:\n  ingress:\n${rules}`;

test('source and destination together', () => {
  checkRule(
    rule,
    policy(`  - action: Allow
    source:
      nets:
      - 10.0.0.0/8
    destination:
      notNets:
      - fd00::/64
#       ^^^^^^^^^ error: fd00::/64 in a rule for IPv4
`),
  );
});

test('ipVersion says the family', () => {
  checkRule(
    rule,
    policy(`  - action: Allow
    ipVersion: 6
    source:
      nets:
      - 10.0.0.0/8
#       ^^^^^^^^^^ error: 10.0.0.0/8 in a rule for IPv6
`),
  );
});

test('two rules are two rules', () => {
  checkRule(
    rule,
    policy(
      '  - action: Allow\n    source: { nets: [10.0.0.0/8] }\n  - action: Allow\n    source: { nets: ["fd00::/64"] }\n',
    ),
  );
});
