import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { serviceNodePortOnClusterIp } from './serviceNodePortOnClusterIp.ts';

const service = (type: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
${type}  ports:
  - port: 80
    nodePort: 30180
`;

test('without a type, and with the type said', () => {
  checkRule(
    serviceNodePortOnClusterIp,
    `${service('')}#   ^^^^^^^^^^^^^^^ 💡 error: nodePort on a ClusterIP service
`,
  );
});

test.each(['NodePort', 'LoadBalancer'])('%s has node ports', (type) => {
  checkRule(serviceNodePortOnClusterIp, service(`  type: ${type}\n`));
});

test('the fix adds the type', () => {
  checkFix(serviceNodePortOnClusterIp, service(''), service('  type: NodePort\n'));
});

test('the fix changes the type', () => {
  checkFix(serviceNodePortOnClusterIp, service('  type: ClusterIP\n'), service('  type: NodePort\n'));
});
