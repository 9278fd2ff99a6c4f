import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceInternalLocalDropsOnNodes as rule } from './serviceInternalLocalDropsOnNodes.ts';

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata:
  name: cache
spec:
${spec}  selector:
    app: cache
  ports:
  - port: 6379
`;

const nodes = ['n1', 'n2']
  .map((name) => `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n`)
  .join('');

const pod = `---
apiVersion: v1
kind: Pod
metadata:
  name: cache
  labels:
    app: cache
spec:
  nodeName: n1
`;

const daemonSet = `---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: cache
spec:
  template:
    metadata:
      labels:
        app: cache
`;

test('callers on the other node', () => {
  checkRule(
    rule,
    `${service(`  internalTrafficPolicy: Local
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ info: n2 holds no endpoint and drops this traffic
`)}${pod}${nodes}`,
  );
});

test.each([
  ['a DaemonSet is everywhere', `${service('  internalTrafficPolicy: Local\n')}${daemonSet}${nodes}`],
  [
    'a headless service has no rules',
    `${service('  clusterIP: None\n  internalTrafficPolicy: Local\n')}${pod}${nodes}`,
  ],
  ['Cluster', `${service('')}${pod}${nodes}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
