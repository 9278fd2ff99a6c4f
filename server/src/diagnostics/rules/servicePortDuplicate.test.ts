import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { servicePortDuplicate } from './servicePortDuplicate.ts';

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: NodePort
  ports:
${ports}`;

test('port and node port, TCP being the default protocol', () => {
  checkRule(
    servicePortDuplicate,
    service(`  - name: a
    port: 80
    nodePort: 30080
  - name: b
    protocol: TCP
    port: 80
#   ^^^^^^^^ error: port 80 (TCP) is there twice
    nodePort: 30080
#   ^^^^^^^^^^^^^^^ error: nodePort 30080 (TCP) is there twice
`),
  );
});

test('another protocol is another port', () => {
  checkRule(
    servicePortDuplicate,
    service(`  - { name: a, port: 53, nodePort: 30053, protocol: TCP }
  - { name: b, port: 53, nodePort: 30053, protocol: UDP }
`),
  );
});
