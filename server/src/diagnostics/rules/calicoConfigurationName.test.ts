import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { calicoConfigurationName as rule } from './calicoConfigurationName.ts';

const object = (kind: string, name: string, spec = '{}', mark = ''): string =>
  `---\napiVersion: ${kind === 'Installation' ? 'operator.tigera.io/v1' : 'projectcalico.org/v3'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${mark}spec: ${spec}\n`;

const calico = (version: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: ClusterInformation\nmetadata: { name: default }\nspec: { calicoVersion: ${version} }\n`;

test.each([
  ['FelixConfiguration', 'a'],
  ['IPAMConfiguration', 'an'],
  ['KubeControllersConfiguration', 'a'],
  ['Installation', 'an'],
])('%s', (kind, article) => {
  checkRule(
    rule,
    object(kind, 'other', '{}', `#       ^^^^^ 💡 warning: Calico ignores ${article} ${kind} named other\n`),
  );
  checkRule(
    rule,
    `${object(kind, 'default')}${object(kind, 'other', '{}', `#       ^^^^^ warning: Calico ignores ${article} ${kind} named other\n`)}`,
  );
  checkRule(rule, object(kind, 'default'));
});

test('the fix names it default', () => {
  checkFix(rule, object('IPAMConfiguration', '"other"'), object('IPAMConfiguration', '"default"'));
});

test('selectors of FelixConfigurations, by version', () => {
  const selecting = (mark = ''): string =>
    object('FelixConfiguration', 'racks', '{ nodeSelector: has(rack) }', mark);
  checkRule(
    rule,
    `${selecting('#       ^^^^^ 💡 warning: Calico ignores a FelixConfiguration named racks\n')}${calico('v3.31.0')}`,
  );
  checkRule(rule, `${selecting()}${calico('v3.32.0')}`);
  checkRule(rule, selecting());
  checkRule(rule, object('FelixConfiguration', 'node.worker1'));
});
