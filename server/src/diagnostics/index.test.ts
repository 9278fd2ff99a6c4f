import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDiagnostics, diagnosed } from '../../../test/kit/check.ts';
import { docsPath, rules, withoutSchemaDuplicates } from './index.ts';

test.each([
  ['a Helm template', 'apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - nodePort: {{ .Values.port }}\n'],
  ['an unknown kind', 'apiVersion: example.com/v1\nkind: Service\nspec:\n  ports:\n  - nodePort: 1\n'],
  ['YAML that is no Kubernetes', 'services:\n  web:\n    ports: ["80:80"]\n'],
  ['plain words', 'nothing to see\n'],
  ['nothing', ''],
])('%s is left alone', (_name, text) => {
  checkDiagnostics(text);
});

test('one broken document does not silence the others', () => {
  const service = (name: string, port: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n  - port: 80\n    nodePort: ${port}\n`;
  const found = diagnosed(`${service('a', '30001')}---\n${service('b', '[')}---\n${service('c', '30003')}`);
  const ids = found.flatMap(({ diagnostics }) => diagnostics.map(({ rule }) => rule.id));
  expect(ids).toEqual(expect.arrayContaining(['service/node-port-on-cluster-ip']));
  expect(ids.filter((id) => id === 'service/node-port-on-cluster-ip')).toHaveLength(2);
});

test('any text, half-typed or broken, is diagnosed without an exception', () => {
  const whole = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: p }
spec:
  preDNAT: true
  types: [Egress]
  selector: has(x) &&
  ingress:
  - action: Allow
    destination: { ports: [30000-32767, "80:90", web], nets: [10.0.0.1/8] }
`;
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, length, noise) => {
      const text = whole.slice(0, from) + noise + whole.slice(from + length);
      expect(() => diagnosed(text)).not.toThrow();
    }),
  );
});

test('what a schema reports too can be left out', () => {
  const [file] = diagnosed('apiVersion: v1\nkind: Service\nspec:\n  ports: 80\n');
  expect(withoutSchemaDuplicates(file?.diagnostics ?? []).every(({ rule }) => rule.inSchema !== true)).toBe(
    true,
  );
});

test('a page for every rule', () => {
  expect(rules.map(docsPath)).toContain('docs/diagnostics/service-node-port-range.md');
});

test('what is quoted over several lines is said in one', () => {
  const text = `apiVersion: v1
kind: Node
metadata: { name: n1 }
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: a }
spec:
  cidr: 10.48.0.0/16
  nodeSelector: "rack == '1'\\n  && has(x)"
`;
  const said = diagnosed(text).flatMap(({ diagnostics }) =>
    diagnostics.flatMap(({ message, why }) => [message, why]),
  );
  expect(said.length).toBeGreaterThan(0);
  expect(said.filter((words) => /[\n\r]/.test(words))).toEqual([]);
});
