import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolFields as rule } from './calicoPoolFields.ts';

const pool = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n${spec}`;

test('two tunnels, and the wrong one for the family', () => {
  checkRule(
    rule,
    pool(`  cidr: fd00:48::/64
  ipipMode: CrossSubnet
# ^^^^^^^^^^^^^^^^^^^^^ error: IPIP is not supported on IPv6 pools
  vxlanMode: Always
# ^^^^^^^^^^^^^^^^^ error: ipipMode and vxlanMode cannot both be enabled
`),
  );
});

test.each([
  '  cidr: 10.48.0.0/16\n  blockSize: 0\n  ipipMode: Always\n  vxlanMode: Never\n',
  '  cidr: fd00:48::/64\n  vxlanMode: Always\n',
  '  cidr: 10.48.0.0/16\n  ipipMode: Sometimes\n  vxlanMode: Always\n',
])('fine: %j', (spec) => {
  checkRule(rule, pool(spec));
});
