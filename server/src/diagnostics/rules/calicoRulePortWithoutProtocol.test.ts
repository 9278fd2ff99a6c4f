import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoRulePortWithoutProtocol as rule } from './calicoRulePortWithoutProtocol.ts';

const policy = (rules: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata:\n  name: p\nspec:\n  egress:\n${rules}`;

test('a number without a protocol', () => {
  checkRule(
    rule,
    policy(`  - action: Allow
    source:
      notPorts: [8080]
#                ^^^^ error: A port in a rule without protocol
`),
  );
});

test('a protocol without ports', () => {
  checkRule(
    rule,
    policy(`  - action: Allow
    protocol: ICMP
#   ^^^^^^^^^^^^^^ error: Protocol ICMP has no ports
    destination:
      ports: [http]
`),
  );
});

test.each([
  ['a name without a protocol', '  - action: Allow\n    destination: { ports: [http] }\n'],
  ['a number as protocol', '  - action: Allow\n    protocol: 17\n    destination: { ports: [53] }\n'],
  ['no ports', '  - action: Allow\n    protocol: ICMP\n'],
  [
    'a protocol that cannot be read',
    '  - action: Allow\n    protocol: tcp\n    destination: { ports: [80] }\n',
  ],
])('nothing to say: %s', (_name, rules) => {
  checkRule(rule, policy(rules));
});
