import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoPoolOverlapsNodes as rule } from './calicoPoolOverlapsNodes.ts';

const pool = (cidr: string, mark = ''): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n  cidr: ${cidr}\n${mark}`;

const node = (name: string, address: string, annotations = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  annotations: ${annotations}\nstatus:\n  addresses:\n  - { type: InternalIP, address: ${address} }\n  - { type: Hostname, address: ${name} }\n`;

const profile = (hosts: string): string =>
  `---\napiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: a }\nspec:\n${hosts}`;

test('addresses of nodes', () => {
  checkRule(
    rule,
    `${pool(
      '10.0.0.0/16',
      '#       ^^^^^^^^^^^ error: 10.0.0.0/16 holds the address of node worker1 (10.0.1.30) and node worker2 (10.0.1.31)\n',
    )}${node('worker1', '10.0.1.30')}${node('worker2', '10.0.1.31')}${node('worker3', '192.0.2.3')}`,
  );
});

test('the subnet that calico-node wrote down', () => {
  checkRule(
    rule,
    `${pool(
      '10.0.1.128/25',
      '#       ^^^^^^^^^^^^^ warning: 10.0.1.128/25 overlaps 10.0.1.0/24, the subnet of node worker1\n',
    )}${node('worker1', '10.0.1.30', '{ projectcalico.org/IPv4Address: 10.0.1.30/24 }')}`,
  );
});

test("Calico's own nodes, and machines of the profile", () => {
  checkRule(
    rule,
    `${pool(
      'fd00::/64',
      '#       ^^^^^^^^^ error: fd00::/64 holds the address of node worker1 (fd00::30)\n',
    )}---\napiVersion: projectcalico.org/v3\nkind: Node\nmetadata: { name: worker1 }\nspec: { bgp: { ipv6Address: "fd00::30/64" } }\n`,
  );
  checkRule(
    rule,
    `${pool(
      '10.0.0.0/16',
      '#       ^^^^^^^^^^^ error: 10.0.0.0/16 holds the address of bastion (10.0.1.10)\n',
    )}${profile('  externalHosts:\n  - { name: bastion, interfaces: [{ name: eth0, addresses: [10.0.1.10/24] }] }\n')}`,
  );
});

test.each([
  ['apart', `${pool('10.48.0.0/16')}${node('worker1', '10.0.1.30')}`],
  ['simulated nodes', pool('10.0.0.0/16')],
  ['a subnet whose length nobody says', `${pool('10.0.1.128/25')}${node('worker1', '10.0.1.30')}`],
  [
    'addresses of tunnels',
    `${pool('10.48.0.0/16')}${profile('  nodes:\n  - { name: worker1, interfaces: [{ name: tunl0, addresses: [10.48.7.1/32] }] }\n')}`,
  ],
  [
    'load balancers on the subnet of the nodes',
    `${pool('10.0.1.128/25')}  allowedUses: [LoadBalancer]\n${node('worker1', '10.0.1.30', '{ projectcalico.org/IPv4Address: 10.0.1.30/24 }')}`,
  ],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});
