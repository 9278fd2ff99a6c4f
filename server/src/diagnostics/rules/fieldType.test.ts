import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { fieldType } from './fieldType.ts';

test('a map where a list should be', () => {
  checkRule(
    fieldType,
    `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  ports:
    port: 80
#   ^^^^^^^^ error: Expected a list here
    targetPort: 8080
`,
  );
});

test('a word where true or false should be', () => {
  checkRule(
    fieldType,
    `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  preDNAT: "true"
#          ^^^^^^ error: Expected true or false here
`,
  );
});

test('a field that is left empty is left out', () => {
  checkRule(
    fieldType,
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: customer\nspec:\n  ports:\n  selector:\n',
  );
});

test("a list of Calico's annotations is text", () => {
  const pod = (list: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\n  annotations:\n    cni.projectcalico.org/ipv4pools: ${list}\n`;
  checkFix(fieldType, pod('["a", "b"]'), pod(`'["a", "b"]'`));
});
