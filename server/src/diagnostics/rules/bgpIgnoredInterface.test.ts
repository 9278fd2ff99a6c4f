import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpIgnoredInterface as rule } from './bgpIgnoredInterface.ts';

const configuration = (list: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  ignoredInterfaces:\n${list}`;

test('all of them, and names that are none', () => {
  checkRule(
    rule,
    configuration(`  - docker*
  - "*"
#   ^^^ error: Not an interface to be ignored: *
  - eth0:1
#   ^^^^^^ error: Not an interface to be ignored: eth0:1
  - averyveryverylongname
#   ^^^^^^^^^^^^^^^^^^^^^ error: Not an interface to be ignored: averyveryverylongname
`),
  );
});

test('begun', () => {
  checkRule(rule, configuration('  -\n'));
});
