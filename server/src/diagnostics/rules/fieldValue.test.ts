import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { fieldValue } from './fieldValue.ts';

const service = (type: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: ${type}
`;

test('a word of another language', () => {
  checkRule(fieldValue, `${service('Public')}#       ^^^^^^ error: Not a value this field takes: Public\n`);
});

test.each([
  ['Nodeport', 'NodePort'],
  ['LoadBalancr', 'LoadBalancer'],
])('%s was meant to be %s', (written, meant) => {
  checkFix(fieldValue, service(written), service(meant));
});

test("Calico's protocols are upper case", () => {
  const policy = (protocol: string): string =>
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: p }\nspec:\n  ingress:\n  - action: Allow\n    protocol: ${protocol}\n`;
  checkFix(fieldValue, policy('tcp'), policy('TCP'));
  checkRule(fieldValue, policy('6'));
});
