import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceSourceRangesLeaveNodePort } from './serviceSourceRangesLeaveNodePort.ts';

const service = (spec: string, port = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
${spec}  ports:
  - port: 80
${port}`;

test('node ports are handed out unless that is switched off', () => {
  checkRule(
    serviceSourceRangesLeaveNodePort,
    service(`  type: LoadBalancer
  loadBalancerSourceRanges: [203.0.113.0/24]
#                            ^^^^^^^^^^^^^^ info: loadBalancerSourceRanges leave the node ports open to everybody
`),
  );
});

test('a node port asked for is handed out even so', () => {
  checkRule(
    serviceSourceRangesLeaveNodePort,
    service(
      `  type: LoadBalancer
  allocateLoadBalancerNodePorts: false
  loadBalancerSourceRanges: [203.0.113.0/24]
#                            ^^^^^^^^^^^^^^ info: loadBalancerSourceRanges leave the node ports open to everybody
`,
      '    nodePort: 30180\n',
    ),
  );
});

test.each([
  [
    'no node ports',
    '  type: LoadBalancer\n  allocateLoadBalancerNodePorts: false\n  loadBalancerSourceRanges: [203.0.113.0/24]\n',
  ],
  ['no ranges', '  type: LoadBalancer\n'],
  ['everybody may come', '  type: LoadBalancer\n  loadBalancerSourceRanges: [0.0.0.0/0]\n'],
])('nothing to say with %s', (_name, spec) => {
  checkRule(serviceSourceRangesLeaveNodePort, service(spec));
});
