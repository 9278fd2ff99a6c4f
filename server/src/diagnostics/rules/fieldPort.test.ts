import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { fieldPort } from './fieldPort.ts';

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: NodePort
  ports:
${ports}`;

test('numbers and names', () => {
  checkRule(
    fieldPort,
    service(`  - name: http
    port: 70000
#         ^^^^^ error: Not a port number: 70000
    targetPort: Web_Port
#               ^^^^^^^^ error: Not a port number or name: Web_Port
  - name: https
    port: 443
    targetPort: https
`),
  );
});

test('port 0 lets the API server choose', () => {
  checkRule(fieldPort, service('  - port: 80\n    nodePort: 0\n    targetPort: 0\n'));
});

test('quotes make a string of a number', () => {
  checkFix(
    fieldPort,
    service('  - port: 80\n    nodePort: "30180"\n'),
    service('  - port: 80\n    nodePort: 30180\n'),
  );
});
