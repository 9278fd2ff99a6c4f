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
# ^^^^^^^^^^^^^^^^^^^^^ error: ipipMode on an IPv6 pool
  vxlanMode: Always
# ^^^^^^^^^^^^^^^^^ error: ipipMode and vxlanMode are both enabled
`),
  );
});

test('block sizes', () => {
  checkRule(
    rule,
    pool(`  cidr: 10.48.0.0/16
  blockSize: 19
# ^^^^^^^^^^^^^ error: blockSize 19 is not between 20 and 32
`),
  );
  checkRule(
    rule,
    pool(`  cidr: 10.48.0.0/27
#       ^^^^^^^^^^^^ error: 10.48.0.0/27 is smaller than one block of /26
`),
  );
});

test.each([
  '  cidr: 10.48.0.0/27\n  blockSize: 29\n',
  '  cidr: 10.48.0.0/16\n  blockSize: 0\n  ipipMode: Always\n  vxlanMode: Never\n',
  '  cidr: fd00:48::/64\n  vxlanMode: Always\n',
  '  cidr: 10.48.0.0/30\n  disabled: true\n',
])('fine: %j', (spec) => {
  checkRule(rule, pool(spec));
});
