import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { bgpClusterIpRange as rule } from './bgpClusterIpRange.ts';

const configuration = (list: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  serviceClusterIPs:\n${list}`;

const kubeadm = (range: string): string =>
  `---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: { serviceSubnet: "${range}" }\n`;

const service = (ip: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { clusterIP: "${ip}", ports: [{ port: 80 }] }\n`;

test('another range than that of the cluster', () => {
  checkRule(
    rule,
    `${configuration(`  - cidr: 10.96.0.0/12
#         ^^^^^^^^^^^^ 💡 warning: 10.96.0.0/12 holds no cluster IP: they are from 10.49.0.0/16
`)}${kubeadm('10.49.0.0/16')}`,
  );
  checkRule(
    rule,
    `${configuration(`  - cidr: 10.49.0.0/17
  - cidr: fd01::/108
#         ^^^^^^^^^^ 💡 warning: fd01::/108 holds no cluster IP: they are from fd00:49::/108
  - cidr: 203.0.113.7/32
#         ^^^^^^^^^^^^^^ warning: 203.0.113.7/32 holds no cluster IP: they are from 10.49.0.0/16
`)}${kubeadm('10.49.0.0/16,fd00:49::/108')}`,
  );
});

test('no file names the range, but Services have addresses', () => {
  checkRule(
    rule,
    `${configuration(`  - cidr: 10.96.0.0/12
#         ^^^^^^^^^^^^ warning: 10.96.0.0/12 holds no cluster IP of a Service here: default/web has 10.49.0.7
`)}${service('10.49.0.7')}`,
  );
});

test('the fix announces the range of the cluster', () => {
  checkFix(
    rule,
    `${configuration('  - cidr: 10.96.0.0/12\n')}${kubeadm('10.49.0.0/16')}`,
    `${configuration('  - cidr: 10.49.0.0/16\n')}${kubeadm('10.49.0.0/16')}`,
  );
});

test.each([
  ['the range', `${configuration('  - cidr: 10.49.0.0/16\n')}${kubeadm('10.49.0.0/16')}`],
  ['a part of it', `${configuration('  - cidr: 10.49.4.0/24\n')}${kubeadm('10.49.0.0/16')}`],
  ['a Service within', `${configuration('  - cidr: 10.49.0.0/16\n')}${service('10.49.0.7')}`],
  ['simulated addresses', `${configuration('  - cidr: 10.96.0.0/12\n')}${service('')}`],
  ['nothing known', configuration('  - cidr: 10.96.0.0/12\n')],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
