import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceHeadlessWithNodePorts } from './serviceHeadlessWithNodePorts.ts';

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata:
  name: database
spec:
${spec}  ports:
  - port: 2379
`;

test('a load balancer needs a cluster IP', () => {
  checkRule(
    serviceHeadlessWithNodePorts,
    service(`  type: LoadBalancer
  clusterIP: None
# ^^^^^^^^^^^^^^^ error: clusterIP None on a LoadBalancer service
`),
  );
});

test('said in clusterIPs only', () => {
  checkRule(
    serviceHeadlessWithNodePorts,
    service(`  type: NodePort
  clusterIPs: [None]
#              ^^^^ error: clusterIP None on a NodePort service
`),
  );
});

test('a headless service is fine', () => {
  checkRule(serviceHeadlessWithNodePorts, service('  clusterIP: None\n'));
});
