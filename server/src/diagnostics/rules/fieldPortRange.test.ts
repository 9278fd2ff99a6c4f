import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { fieldPortRange } from './fieldPortRange.ts';

const policy = (ports: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  ingress:
  - action: Deny
    protocol: TCP
    destination:
      ports: ${ports}
`;

test.each(['["30000:32767"]', '[80, 443]', '["80", http]'])('%s is fine', (ports) => {
  checkRule(fieldPortRange, policy(ports));
});

test('dash, comma, and ends the wrong way round', () => {
  checkRule(
    fieldPortRange,
    `${policy('["30000-32767", "80,443", "90:80"]')}#             ^^^^^^^^^^^^^ 💡 error: Not a port range: 30000-32767
#                            ^^^^^^^^ error: Not a port range: 80,443
#                                      ^^^^^^^ error: Not a port range: 90:80
`,
  );
});

test('the fix writes the colon', () => {
  checkFix(fieldPortRange, policy('[30000-32767]'), policy('["30000:32767"]'));
});

test('the range of node ports has a dash', () => {
  const profile = (range: string): string =>
    `apiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: lab }\nspec:\n  nodePortRange: ${range}\n`;
  checkFix(fieldPortRange, profile('"30000:32767"'), profile('30000-32767'));
});
