import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolOverlap as rule } from './calicoPoolOverlap.ts';

const pool = (name: string, cidr: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: ${cidr}\n`;

const kubeadm =
  '---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n  serviceSubnet: 10.49.0.0/16\n';

test('another pool, said at both', () => {
  checkRule(
    rule,
    `${pool('a', '10.48.0.0/16')}#       ^^^^^^^^^^^^ error: 10.48.0.0/16 overlaps pool b (10.48.128.0/17)
${pool('b', '10.48.128.0/17')}#       ^^^^^^^^^^^^^^ error: 10.48.128.0/17 overlaps pool a (10.48.0.0/16)
`,
  );
});

test('the services', () => {
  checkRule(
    rule,
    `${pool('a', '10.48.0.0/15')}#       ^^^^^^^^^^^^ error: 10.48.0.0/15 overlaps the range of service addresses (10.49.0.0/16)
${kubeadm}`,
  );
});

test.each([
  ['side by side', `${pool('a', '10.48.0.0/17')}${pool('b', '10.48.128.0/17')}${kubeadm}`],
  ['a service range that nobody names', pool('a', '10.48.0.0/15')],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});
