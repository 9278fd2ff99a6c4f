import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpFilterRuleUnreachable as rule } from './bgpFilterRuleUnreachable.ts';

const filter = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: a\nspec:\n${spec}`;

test('the first one below is pointed at', () => {
  checkRule(
    rule,
    filter(`  importV6:
  - action: Accept
  - action: Reject
#   ^^^^^^^^^^^^^^ warning: This rule is never asked: one above it matches every route
    source: RemotePeers
  - action: Reject
`),
  );
});

test.each([
  '  exportV4:\n  - action: Reject\n    source: RemotePeers\n  - action: Accept\n',
  '  exportV4:\n  - action: Reject\n    matchOperator: In\n    cidr: nonsense\n  - action: Accept\n',
  '  exportV4:\n  - action: Accept\n  importV4:\n  - action: Accept\n',
  '  exportV4:\n  -\n  - action: Accept\n',
])('fine: %j', (spec) => {
  checkRule(rule, filter(spec));
});
