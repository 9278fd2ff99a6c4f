import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpFilterNotFound as rule } from './bgpFilterNotFound.ts';

const peer = (filters: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  peerIP: 10.0.1.1\n  asNumber: 1\n  filters:\n${filters}`;

const filter =
  '---\napiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: to-rack\nspec: {}\n';

test('a filter that is not there, among others', () => {
  checkRule(
    rule,
    `${peer(`  - to-rack
  - to-spine
#   ^^^^^^^^ error: BGPFilter(s) not found: to-spine
  - to-rakc
#   ^^^^^^^ 💡 error: BGPFilter(s) not found: to-rakc
`)}${filter}`,
  );
});

test('without any filter here it may be elsewhere', () => {
  checkRule(
    rule,
    peer(`  - to-rack
#   ^^^^^^^ info: BGPFilter(s) not found: to-rack
`),
  );
});

test('the fix names the nearest', () => {
  checkFix(rule, `${peer('  - to-rakc\n')}${filter}`, `${peer('  - to-rack\n')}${filter}`);
});

test('begun', () => {
  checkRule(rule, `${peer('  - to-rack\n  -\n')}${filter}`);
});
