import { describe, test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { policyServicePort as rule } from './policyServicePort.ts';

const policy = (port: string, app = 'customer'): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: p
spec:
  podSelector:
    matchLabels: { app: ${app} }
  ingress:
  - ports:
    - port: ${port}
`;

const service = (target: string): string => `---
apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  selector:
    app: customer
  ports:
  - port: 80
    targetPort: ${target}
`;

const pod = (ports = '[{ name: web, containerPort: 8080 }]'): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: customer
  labels: { app: customer }
spec:
  containers:
  - ports: ${ports}
`;

test('the port of the service, a name is looked up', () => {
  const mark =
    '#           ^^ 💡 warning: 80 is the port of service default/customer; its pods get packets to 8080\n';
  checkRule(rule, `${policy('80')}${mark}${service('8080')}${pod()}`);
  checkRule(rule, `${policy('80')}${mark}${service('web')}${pod()}`);
});

describe('nothing to say', () => {
  test.each([
    ["the pods' port", `${policy('8080')}${service('8080')}${pod()}`],
    ['both are the same', `${policy('80')}${service('80')}${pod('[]')}`],
    ['a pod declares it', `${policy('80')}${service('8080')}${pod('[{ containerPort: 80 }]')}`],
    ['a name', `${policy('http')}${service('8080')}${pod()}`],
    ['other pods', `${policy('80', 'other')}${service('8080')}${pod()}`],
    ['no pod is known', `${policy('80')}${service('8080')}`],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});

test("the fix names the pods' port", () => {
  checkFix(rule, `${policy('80')}${service('8080')}${pod()}`, `${policy('8080')}${service('8080')}${pod()}`);
});
