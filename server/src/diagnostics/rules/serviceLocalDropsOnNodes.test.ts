import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceLocalDropsOnNodes as rule } from './serviceLocalDropsOnNodes.ts';

const service = (policy: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: NodePort
${policy}  selector:
    app: customer
  ports:
  - port: 80
`;

const node = (name: string): string => `---
apiVersion: v1
kind: Node
metadata:
  name: ${name}
`;

const pod = (nodeName: string): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: customer
  labels:
    app: customer
spec:${nodeName}
`;

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];

test('the nodes that drop are named, the first of many', () => {
  checkRule(
    rule,
    `${service(`  externalTrafficPolicy: Local
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ info: n1 and n3 hold no endpoint and drop this traffic
`)}${pod('\n  nodeName: n2')}${nodes.slice(0, 3).map(node).join('')}`,
  );
  checkRule(
    rule,
    `${service(`  externalTrafficPolicy: Local
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ info: n2, n3, n4 and 2 more hold no endpoint and drop this traffic
`)}${pod('\n  nodeName: n1')}${nodes.map(node).join('')}`,
  );
});

test('where nobody says on which node the pod runs, it is a hint', () => {
  checkRule(
    rule,
    `${service(`  externalTrafficPolicy: Local
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: As pods are simulated here, n2 holds no endpoint and drops this traffic
`)}${pod(' {}')}${nodes.slice(0, 2).map(node).join('')}`,
  );
});

test.each([
  [
    'policy Cluster',
    `${service('  externalTrafficPolicy: Cluster\n')}${pod('\n  nodeName: n1')}${node('n1')}${node('n2')}`,
  ],
  ['no endpoint at all', `${service('  externalTrafficPolicy: Local\n')}${node('n1')}`],
  [
    'an endpoint on every node',
    `${service('  externalTrafficPolicy: Local\n')}${pod('\n  nodeName: n1')}${node('n1')}`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
