import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { serviceTargetPortNameUnknown as rule } from './serviceTargetPortNameUnknown.ts';

const service = (target: string, mark = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  selector:
    app: customer
  ports:
  - port: 80
    targetPort: ${target}
${mark}`;

const pod = (ports: string): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: customer
  labels:
    app: customer
spec:
  containers:
  - name: web
    ports:
${ports}`;

const two = pod('    - { name: http, containerPort: 80 }\n    - { name: metrics, containerPort: 9090 }\n');

test('a name that no pod has', () => {
  checkRule(
    rule,
    `${service('admin', '    #           ^^^^^ warning: No selected pod has a port named admin; they have http and metrics\n')}${two}`,
  );
});

test('the protocol counts', () => {
  checkRule(
    rule,
    `${service('dns', '    #           ^^^ warning: No selected pod has a port named dns\n')}${pod(
      '    - { name: dns, containerPort: 53, protocol: UDP }\n',
    )}`,
  );
});

test.each([
  ['a name that one has', `${service('metrics')}${two}`],
  ['a number', `${service('8080')}${two}`],
  ['no pod selected', service('http')],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});

test('the fix takes the nearest name', () => {
  checkFix(rule, `${service('metrcis')}${two}`, `${service('metrics')}${two}`);
});

test('the fix takes the only name', () => {
  const one = pod('    - { name: web, containerPort: 80 }\n');
  checkFix(rule, `${service('http')}${one}`, `${service('web')}${one}`);
});
