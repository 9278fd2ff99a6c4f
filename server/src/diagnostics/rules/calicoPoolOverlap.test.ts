import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolOverlap as rule } from './calicoPoolOverlap.ts';

const pool = (name: string, cidr: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: ${cidr}\n`;

const kubeadm =
  '---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n  serviceSubnet: 10.49.0.0/16\n';

const announced = (list: string, cidr: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  ${list}:\n  - cidr: ${cidr}\n`;

const service = (ip: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  clusterIP: ${ip}\n  ports: [{ port: 80 }]\n`;

test('another pool, said at both', () => {
  checkRule(
    rule,
    `${pool('a', '10.48.0.0/16')}#       ^^^^^^^^^^^^ error: IPPool(a) CIDR overlaps with IPPool(b) CIDR 10.48.128.0/17
${pool('b', '10.48.128.0/17')}#       ^^^^^^^^^^^^^^ error: IPPool(b) CIDR overlaps with IPPool(a) CIDR 10.48.0.0/16
`,
  );
});

test('the services', () => {
  checkRule(
    rule,
    `${pool('a', '10.48.0.0/15')}#       ^^^^^^^^^^^^ error: 10.48.0.0/15 overlaps the range of service addresses (10.49.0.0/16)
${kubeadm}${announced('serviceClusterIPs', '10.49.0.0/16')}`,
  );
  checkRule(
    rule,
    `${pool('a', '203.0.113.0/24')}#       ^^^^^^^^^^^^^^ error: 203.0.113.0/24 overlaps serviceExternalIPs (203.0.113.7/32)
${announced('serviceExternalIPs', '203.0.113.7/32')}`,
  );
});

test('a cluster IP, where no file names the range', () => {
  checkRule(
    rule,
    `${pool('a', '10.48.0.0/16')}#       ^^^^^^^^^^^^ error: 10.48.0.0/16 holds the cluster IP 10.48.0.10 of Service default/web
${service('10.48.0.10')}`,
  );
});

const installation = (...pools: readonly string[]): string =>
  `---\napiVersion: operator.tigera.io/v1\nkind: Installation\nmetadata: { name: default }\nspec:\n  calicoNetwork:\n    ipPools:\n${pools.join('')}`;

test('the pools of an Installation, but not the objects that are made from them', () => {
  checkRule(
    rule,
    `${pool('default-ipv4-ippool', '10.48.0.0/16')}${pool('blue', '10.50.0.0/16')}#       ^^^^^^^^^^^^ error: IPPool(blue) CIDR overlaps with IPPool(red) CIDR 10.50.0.0/24
${installation('    - cidr: 10.48.0.0/16\n', '    - name: red\n      cidr: 10.50.0.0/24\n')}#           ^^^^^^^^^^^^ error: IPPool(red) CIDR overlaps with IPPool(blue) CIDR 10.50.0.0/16
`,
  );
});

test.each([
  ['side by side', `${pool('a', '10.48.0.0/17')}${pool('b', '10.48.128.0/17')}${kubeadm}`],
  ['a service range that nobody names', pool('a', '10.48.0.0/15')],
  ['a simulated cluster IP', `${pool('a', '10.48.0.0/15')}${service('""')}`],
  ['headless', `${pool('a', '10.48.0.0/15')}${service('None')}`],
  [
    'a pool for load balancers',
    `${pool('a', '203.0.113.0/24')}  allowedUses: [LoadBalancer]\n${announced('serviceLoadBalancerIPs', '203.0.113.0/24')}`,
  ],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});
