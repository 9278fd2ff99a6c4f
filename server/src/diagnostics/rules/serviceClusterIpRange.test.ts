import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceClusterIpRange as rule } from './serviceClusterIpRange.ts';

const service = (ip: string, mark = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  clusterIP: ${ip}
${mark}  ports:
  - port: 80
`;

const kubeadm = `---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking:
  serviceSubnet: 10.49.0.0/16,fd00:49::/112
`;

test('outside the range of its family', () => {
  checkRule(
    rule,
    `${service('10.96.0.20', '#            ^^^^^^^^^^ error: Cluster IP 10.96.0.20 is outside 10.49.0.0/16\n')}${kubeadm}`,
  );
});

test.each([
  ['inside', `${service('10.49.0.20')}${kubeadm}`],
  ['inside the other family', `${service('fd00:49::20')}${kubeadm}`],
  ['headless', `${service('None')}${kubeadm}`],
  ['no file names the range', service('10.96.0.20')],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});
