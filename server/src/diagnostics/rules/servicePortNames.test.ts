import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { servicePortNames } from './servicePortNames.ts';

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  ports:
${ports}`;

test('one port needs no name', () => {
  checkRule(servicePortNames, service('  - port: 80\n'));
});

test('several ports do', () => {
  checkRule(
    servicePortNames,
    service(`  - name: http
    port: 80
  - port: 443
#   ^^^^^^^^^ error: A port without a name among several ports
    targetPort: 8443
`),
  );
});

test('each a name of its own', () => {
  checkRule(
    servicePortNames,
    service(`  - name: http
    port: 80
  - name: http
#   ^^^^^^^^^^ error: Two ports are named http
    port: 81
`),
  );
});
