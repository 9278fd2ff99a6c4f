import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceNodePortRange } from './serviceNodePortRange.ts';

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
${ports}`;

test('below and above the default range', () => {
  checkRule(
    serviceNodePortRange,
    service(`  ports:
  - port: 80
    nodePort: 29999
    #         ^^^^^ error: nodePort 29999 is outside the cluster's range 30000-32767
  - port: 81
    nodePort: 30000
  - port: 82
    nodePort: 32767
  - port: 83
    nodePort: 32768
    #         ^^^^^ error: nodePort 32768 is outside the cluster's range 30000-32767
`),
  );
});

test('the health check node port comes from the same range', () => {
  checkRule(
    serviceNodePortRange,
    service(`  healthCheckNodePort: 8080
  #                    ^^^^ error: healthCheckNodePort 8080 is outside the cluster's range 30000-32767
`),
  );
});

test('the range of this cluster is what counts', () => {
  checkRule(
    serviceNodePortRange,
    `${service(`  ports:
  - port: 80
    nodePort: 8080
  - port: 81
    nodePort: 30001
    #         ^^^^^ error: nodePort 30001 is outside the cluster's range 8000-9000
`)}---
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata:
  name: lab
spec:
  nodePortRange: 8000-9000
`,
  );
});
