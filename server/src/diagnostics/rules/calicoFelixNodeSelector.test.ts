import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoFelixNodeSelector as rule } from './calicoFelixNodeSelector.ts';

const configuration = (name: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: FelixConfiguration\nmetadata:\n  name: ${name}\nspec:\n  nodeSelector: has(rack)\n${mark}  floatingIPs: Enabled\n`;

test.each(['default', 'node.worker1'])('%s is for its nodes already', (name) => {
  checkRule(
    rule,
    configuration(
      name,
      "# ^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: nodeSelector must not be set on the 'default' or per-node ('node.*') FelixConfiguration\n",
    ),
  );
});

test('the fix takes it away', () => {
  checkFix(
    rule,
    configuration('default'),
    configuration('default').replace('  nodeSelector: has(rack)\n', ''),
  );
});

test('any other name', () => {
  checkRule(rule, configuration('racks'));
});
