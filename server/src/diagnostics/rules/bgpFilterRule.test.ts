import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpFilterRule as rule } from './bgpFilterRule.ts';

const filter = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: a\nspec:\n${spec}`;

test('fields that need another', () => {
  checkRule(
    rule,
    filter(`  exportV4:
  - action: Accept
    cidr: 10.48.0.0/16
#   ^^^^^^^^^^^^^^^^^^ error: cidr and matchOperator must both be set or both be empty
  - action: Accept
    matchOperator: In
#   ^^^^^^^^^^^^^^^^^ error: cidr and matchOperator must both be set or both be empty
  - action: Accept
    prefixLength:
      max: 24
#     ^^^^^^^ error: cidr is required when prefixLength is set
  - action: Reject
    operations:
#   ^^^^^^^^^^^ error: operations may only be used with action Accept
    - addCommunity: { value: "64512:1" }
  - source: RemotePeers
#   ^^^^^^^^^^^^^^^^^^^ error: action is required
`),
  );
});

test('ranges of the other family, and lengths that there are not', () => {
  checkRule(
    rule,
    filter(`  importV6:
  - action: Accept
    matchOperator: In
    cidr: 10.48.0.0/16
#         ^^^^^^^^^^^^ error: 10.48.0.0/16 is no IPv6 range
  exportV4:
  - action: Accept
    matchOperator: In
    cidr: 10.48.0.0/16
    prefixLength:
      min: 26
      max: 33
#          ^^ error: 33 is no prefix length of IPv4
  - action: Accept
    matchOperator: In
    cidr: 10.48.0.0/16
    prefixLength:
      min: 26
      max: 24
#     ^^^^^^^ warning: No prefix is at least 26 and at most 24 bits long
`),
  );
});

test('values', () => {
  checkRule(
    rule,
    filter(`  exportV4:
  - action: Accept
    interface: eth0/1
#              ^^^^^^ error: Not the name of an interface: eth0/1
    priority: 0
#             ^ error: 0 is no priority
    communities:
      values: [64512]
#              ^^^^^ error: invalid community value or format used.
`),
  );
});

test.each([
  '  exportV4:\n  - action: Accept\n',
  '  exportV4:\n  - action: Accept\n    matchOperator: In\n    cidr: 10.48.0.0/99\n',
  '  exportV4:\n  - action: Permit\n',
  '  exportV4:\n  -\n',
  '  exportV6:\n  - action: Reject\n    matchOperator: In\n    cidr: fd00::/8\n    prefixLength: { min: 64, max: 128 }\n',
  '  exportV4:\n  - action: Reject\n    interface: "*.calico"\n    source: RemotePeers\n',
])('fine: %j', (spec) => {
  checkRule(rule, filter(spec));
});
