import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { serviceExternalIpIsNodeAddress as rule } from './serviceExternalIpIsNodeAddress.ts';

const service = (mark = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  externalIPs:
  - 10.0.1.30
${mark}  ports:
  - port: 80
`;

const mode = (value: string): string =>
  `---\napiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ${value}\n`;

const profile = `---
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata:
  name: lab
spec:
  nodes:
  - name: worker1
    interfaces:
    - { name: eth0, addresses: [10.0.1.30/24] }
`;

test('an address of a known node', () => {
  checkRule(
    rule,
    `${service(
      '#   ^^^^^^^^^ error: External IP 10.0.1.30 is the address of node worker1, and kube-proxy runs in IPVS mode\n',
    )}${mode('ipvs')}${profile}`,
  );
});

test.each([
  ['iptables mode takes it well', `${service()}${mode('iptables')}${profile}`],
  ['the nodes of the built-in lab are nobody', `${service()}${mode('ipvs')}`],
])('%s', (_name, text) => {
  checkRule(rule, text);
});
