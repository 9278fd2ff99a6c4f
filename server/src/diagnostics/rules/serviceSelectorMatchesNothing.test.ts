import { describe, expect, test } from 'vitest';
import { checkFix, checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { serviceSelectorMatchesNothing as rule } from './serviceSelectorMatchesNothing.ts';

const service = (selector: string, namespace = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: customer${namespace}
spec:
  selector:
${selector}  ports:
  - port: 80
`;

const deployment = (labels: string, namespace = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: customer${namespace}
spec:
  replicas: 0
  template:
    metadata:
      labels:
${labels}`;

const customer = deployment('        app: customer\n        tier: web\n');

test('a slip in the value', () => {
  checkRule(
    rule,
    `${service(`    app: custmoer
#   ^^^^^^^^^^^^^ 💡 warning: No pod has the label app: custmoer; the nearest is app: customer of Deployment customer
`)}${customer}`,
  );
});

test('the nearest label is a related place', () => {
  const [file] = diagnosed(`${service('    app: custmoer\n')}${customer}`, rule);
  expect(file?.diagnostics[0]?.related).toMatchObject([{ message: 'the nearest label' }]);
});

test('nothing near', () => {
  checkRule(
    rule,
    `${service(`    app: database
#   ^^^^^^^^^^^^^ warning: No pod has the label app: database
`)}${customer}`,
  );
});

test('labels of two workloads', () => {
  checkRule(
    rule,
    `${service('    app: customer\n    tier: db\n').replace(
      '  selector:\n',
      '  selector:\n# ^^^^^^^^^ warning: No pod has all these labels\n',
    )}${customer}${deployment('        app: other\n        tier: db\n').replace('name: customer', 'name: other')}`,
  );
});

test('pods of another namespace', () => {
  checkRule(
    rule,
    `${service('    app: customer\n').replace(
      '  selector:\n',
      '  selector:\n# ^^^^^^^^^ warning: No pod of namespace default is selected; Deployment customer is in namespace bank\n',
    )}${deployment('        app: customer\n', '\n  namespace: bank')}`,
  );
});

describe('no alarm', () => {
  test.each([
    ['a workload without replicas', `${service('    app: customer\n')}${customer}`],
    ['no workload in the workspace', service('    app: customer\n')],
    [
      'workloads of another namespace only',
      `${service('    app: web\n')}${deployment('        app: customer\n', '\n  namespace: bank')}`,
    ],
    ['no selector', `apiVersion: v1\nkind: Service\nmetadata:\n  name: customer\nspec: {}\n${customer}`],
    [
      'an EndpointSlice',
      `${service('    app: web\n')}${customer}---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: customer-abc
  labels:
    kubernetes.io/service-name: customer
addressType: IPv4
endpoints:
- addresses: [10.0.0.1]
`,
    ],
    [
      'Endpoints',
      `${service('    app: web\n')}${customer}---
apiVersion: v1
kind: Endpoints
metadata:
  name: customer
subsets:
- addresses:
  - ip: 10.0.0.1
  ports:
  - port: 80
`,
    ],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});

test('the fix takes the nearest value', () => {
  checkFix(
    rule,
    `${service('    app: "custmoer"\n')}${customer}`,
    `${service('    app: "customer"\n')}${customer}`,
  );
});

test('the fix takes the nearest name', () => {
  checkFix(
    rule,
    `${service('    ap: customer\n')}${customer}`,
    `${service('    app: customer\n')}${customer}`,
  );
});
