import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { serviceLoadBalancerField } from './serviceLoadBalancerField.ts';

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
${spec}  ports:
  - port: 80
`;

test('on another type', () => {
  checkRule(
    serviceLoadBalancerField,
    service(`  loadBalancerSourceRanges: [203.0.113.0/24]
#                            ^^^^^^^^^^^^^^ error: loadBalancerSourceRanges on a ClusterIP service
  loadBalancerClass: example.com/lb
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: loadBalancerClass on a ClusterIP service
  allocateLoadBalancerNodePorts: false
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: allocateLoadBalancerNodePorts on a ClusterIP service
`),
  );
});

test('the health check port needs Local besides', () => {
  checkRule(
    serviceLoadBalancerField,
    service(`  type: LoadBalancer
  healthCheckNodePort: 32000
# ^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error: healthCheckNodePort without type LoadBalancer and externalTrafficPolicy Local
`),
  );
});

test('in their place', () => {
  checkRule(
    serviceLoadBalancerField,
    service(`  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 32000
  loadBalancerSourceRanges: [203.0.113.0/24]
  loadBalancerClass: example.com/lb
`),
  );
});

test('the fix takes the field away', () => {
  checkFix(serviceLoadBalancerField, service('  loadBalancerClass: example.com/lb\n'), service(''));
});
