import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolGlobalSelector as rule } from './calicoPoolGlobalSelector.ts';

const pool = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n${spec}`;

test('in either selector, however deep', () => {
  checkRule(
    rule,
    pool(`  nodeSelector: has(rack) || !global()
#                             ^^^^^^^^ 💡 error: global() selector is not valid for IPPool nodeSelector
  namespaceSelector: "global()"
#                     ^^^^^^^^ 💡 error: global() selector is not valid for IPPool namespaceSelector
`),
  );
});

test('the fix writes all()', () => {
  checkFix(rule, pool('  nodeSelector: global()\n'), pool('  nodeSelector: all()\n'));
});

test.each(['  nodeSelector: all()\n', '  nodeSelector: has(global)\n', '  nodeSelector: global(\n'])(
  'fine: %j',
  (spec) => {
    checkRule(rule, pool(spec));
  },
);
