import { expect, test } from 'vitest';
import { checkFix, checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { serviceExternalPolicyOnClusterIp } from './serviceExternalPolicyOnClusterIp.ts';

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
${spec}  ports:
  - port: 80
`;

test('Local has two cures, so none is offered', () => {
  checkRule(
    serviceExternalPolicyOnClusterIp,
    service(`  externalTrafficPolicy: Local
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: externalTrafficPolicy: Local on a ClusterIP service
`),
  );
});

test.each([
  ['NodePort', '  type: NodePort\n'],
  ['LoadBalancer', '  type: LoadBalancer\n'],
  ['external IPs', '  externalIPs: [203.0.113.7]\n'],
])('fine with %s', (_name, field) => {
  checkRule(serviceExternalPolicyOnClusterIp, service(`${field}  externalTrafficPolicy: Local\n`));
});

test('Cluster can simply go', () => {
  checkFix(serviceExternalPolicyOnClusterIp, service('  externalTrafficPolicy: Cluster\n'), service(''));
});

test('of Local both alternatives are named', () => {
  const [file] = diagnosed(
    'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { externalTrafficPolicy: Local, ports: [{ port: 80 }] }\n',
    serviceExternalPolicyOnClusterIp,
  );
  expect(file?.diagnostics[0]?.why).toContain('NodePort or LoadBalancer service');
  expect(file?.diagnostics[0]?.why).toContain('internalTrafficPolicy: Local');
});
