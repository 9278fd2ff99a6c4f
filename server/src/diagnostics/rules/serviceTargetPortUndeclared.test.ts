import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceTargetPortUndeclared as rule } from './serviceTargetPortUndeclared.ts';

const service = (port: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  selector:
    app: customer
  ports:
  - port: 80
${port}`;

const pod = (name: string, ports: string): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    app: customer
spec:
  containers:
  - name: web
    ports: ${ports}
`;

test('target port and, without one, the port', () => {
  const web = pod('a', '[{ containerPort: 8080 }]');
  checkRule(
    rule,
    `${service('    targetPort: 8000\n#               ^^^^ hint: No selected pod declares port 8000; Pod a declares 8080\n')}${web}`,
  );
  checkRule(
    rule,
    `${service('#         ^^ hint: No selected pod declares port 80; Pod a declares 8080\n')}${web}`,
  );
});

test.each([
  [
    'one pod declares it',
    `${service('')}${pod('a', '[{ containerPort: 80 }]')}${pod('b', '[{ containerPort: 81 }]')}`,
  ],
  ['a pod declares nothing', `${service('')}${pod('a', '[{ containerPort: 81 }]')}${pod('b', '[]')}`],
  ['other protocols only', `${service('')}${pod('a', '[{ containerPort: 53, protocol: UDP }]')}`],
  ['a name', `${service('    targetPort: web\n')}${pod('a', '[{ containerPort: 81 }]')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
