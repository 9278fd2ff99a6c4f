import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoDoNotTrackNodePort as rule } from './calicoDoNotTrackNodePort.ts';

const policy = (action: string, ports: string): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: p
spec:
  applyOnForward: true
  doNotTrack: true
  ingress:
  - action: ${action}
    protocol: TCP
    destination:
      ports: ${ports}
`;

const service = `---
apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: NodePort
  ports:
  - port: 80
    nodePort: 30180
`;

test('an allowed node port', () => {
  checkRule(
    rule,
    `${policy('Allow', '[30180]')}#             ^^^^^ warning: Untracked packets to 30180 never reach default/customer\n${service}`,
  );
});

test.each([
  ['denied', policy('Deny', '[30180]')],
  ['a port of the host', policy('Allow', '[11211, "30000:32767", memcached]')],
])('fine: %s', (_name, text) => {
  checkRule(rule, `${text}${service}`);
});
