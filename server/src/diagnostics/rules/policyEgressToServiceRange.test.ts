import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { policyEgressToServiceRange as rule } from './policyEgressToServiceRange.ts';

const profile =
  '---\napiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: lab }\nspec: { serviceCIDRs: [10.49.0.0/16] }\n';

const calico = (net: string, spec = ''): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
${spec}  egress:
  - action: Allow
    destination:
      nets:
      - ${net}
`;

test('one address and the whole range', () => {
  const says = 'is in the range of service addresses, which egress policy never sees';
  checkRule(rule, `${calico('10.49.0.1/32')}#       ^^^^^^^^^^^^ warning: 10.49.0.1/32 ${says}\n${profile}`);
  checkRule(rule, `${calico('10.49.0.0/16')}#       ^^^^^^^^^^^^ warning: 10.49.0.0/16 ${says}\n${profile}`);
});

test.each([
  ['everything', `${calico('0.0.0.0/0')}${profile}`],
  ['pods', `${calico('10.48.0.0/16')}${profile}`],
  ['a range that no file names', calico('10.49.0.1/32')],
  ['untracked packets keep it', `${calico('10.49.0.1/32', '  doNotTrack: true\n')}${profile}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
