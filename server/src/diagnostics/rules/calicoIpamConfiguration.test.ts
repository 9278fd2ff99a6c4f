import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoIpamConfiguration as rule } from './calicoIpamConfiguration.ts';

const configuration = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPAMConfiguration\nmetadata:\n  name: default\nspec:\n${spec}`;

test('a limit without strict affinity', () => {
  checkRule(
    rule,
    configuration(`  maxBlocksPerHost: 4
# ^^^^^^^^^^^^^^^^^^^ 💡 error: MaxBlocksPerHost requires StrictAffinity to be enabled
`),
  );
});

test('a limit that is none', () => {
  checkRule(
    rule,
    configuration(`  strictAffinity: true
  maxBlocksPerHost: -1
# ^^^^^^^^^^^^^^^^^^^^ error: -1 is no number of blocks
`),
  );
});

test.each([
  ['  maxBlocksPerHost: 4\n', '  strictAffinity: true\n  maxBlocksPerHost: 4\n'],
  ['  strictAffinity: false\n  maxBlocksPerHost: 4\n', '  strictAffinity: true\n  maxBlocksPerHost: 4\n'],
])('the fix of %j', (before, after) => {
  checkFix(rule, configuration(before), configuration(after));
});

test.each([
  '  maxBlocksPerHost: 0\n',
  '  strictAffinity: true\n',
  '  strictAffinity: maybe\n  maxBlocksPerHost: 4\n',
])('fine: %j', (spec) => {
  checkRule(rule, configuration(spec));
});
