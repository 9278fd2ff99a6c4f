import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { renderIpRoute } from '../render/ipRoute.ts';
import { toText } from '../render/rendered.ts';
import { findHost } from './host.ts';
import { lookupRoute } from './lookup.ts';
import { podMtu } from './mtu.ts';
import { deriveRoutes } from './routes.ts';

const profile = (more = ''): string => `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  nodes:
  - { name: n1, gateway: 10.0.1.254, interfaces: [{ name: eth0, addresses: [10.0.1.1/24] }] }
  - { name: n2, gateway: 10.0.1.254, interfaces: [{ name: eth0, addresses: [10.0.1.2/24] }] }
  ${more}
`;

const node = (name: string, range: string, more = ''): string => `
apiVersion: v1
kind: Node
metadata: { name: ${name}${more} }
spec: { podCIDR: ${range} }
`;

const pod = (name: string, on: string, ip: string, metadata = ''): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}${metadata} }
spec: { nodeName: ${on} }
status: { podIP: ${ip} }
`;

const calico = (kind: string, name: string, spec: string): string => `
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;

function ipRoute(cluster: Cluster, at: string): string {
  const host = findHost(cluster, at);
  return host === undefined ? `no host ${at}` : `\n${toText(renderIpRoute(deriveRoutes(cluster, host, 4)))}`;
}

describe('flannel, as K3s brings it', () => {
  const cluster = clusterFrom(
    profile('kubernetesVersion: v1.30.4+k3s1'),
    node('n1', '10.42.0.0/24'),
    node('n2', '10.42.1.0/24'),
    pod('a', 'n1', '10.42.0.5'),
  );

  // The shape of `ip route` on running K3s nodes.
  test('a bridge for the own range, VXLAN to the other', () => {
    expect(cluster.podNetwork.value).toEqual({ kind: 'flannel', backend: 'vxlan' });
    expect(ipRoute(cluster, 'n1')).toBe(`
default via 10.0.1.254 dev eth0
10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.1
10.42.0.0/24 dev cni0 proto kernel scope link src 10.42.0.1
10.42.1.0/24 via 10.42.1.0 dev flannel.1 onlink
`);
  });

  test('a node without pods has no bridge yet', () => {
    expect(ipRoute(cluster, 'n2')).not.toContain('cni0');
  });

  test('inside a pod', () => {
    expect(ipRoute(cluster, 'default/a')).toBe(`
default via 10.42.0.1 dev eth0
10.42.0.0/24 dev eth0 proto kernel scope link src 10.42.0.5
10.42.0.0/16 via 10.42.0.1 dev eth0
`);
  });

  test('K3s takes these ranges when nobody chooses', () => {
    expect(cluster.podCIDRs.map(({ value }) => value)).toEqual(['10.42.0.0/16']);
    expect(cluster.serviceCIDRs.map(({ value }) => value)).toEqual(['10.43.0.0/16']);
  });
});

test('flannel without a tunnel goes by the nodes', () => {
  const configuration = `
apiVersion: v1
kind: ConfigMap
metadata: { name: kube-flannel-cfg, namespace: kube-flannel }
data:
  net-conf.json: '{ "Network": "10.244.0.0/16", "Backend": { "Type": "host-gw" } }'
`;
  const cluster = clusterFrom(profile(), node('n2', '10.244.1.0/24'), configuration);
  expect(ipRoute(cluster, 'n1')).toContain('\n10.244.1.0/24 via 10.0.1.2 dev eth0\n');
});

describe('Cilium', () => {
  const configuration = (more = ''): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: cilium-config, namespace: kube-system }
data:
  ipam: cluster-pool
  cluster-pool-ipv4-cidr: 10.0.0.0/8
  cluster-pool-ipv4-mask-size: "24"
  ${more}
`;
  const ciliumNode = (name: string, range: string, router: string): string => `
apiVersion: cilium.io/v2
kind: CiliumNode
metadata: { name: ${name} }
spec: { addresses: [{ type: CiliumInternalIP, ip: ${router} }], ipam: { podCIDRs: [${range}] } }
`;
  const nodes = [
    ciliumNode('n1', '172.20.0.0/24', '172.20.0.192'),
    ciliumNode('n2', '172.20.1.0/24', '172.20.1.7'),
    pod('a', 'n1', '172.20.0.5'),
  ];

  // The shape of `ip route` on running nodes with Cilium 1.13 to 1.16.
  test('everything for pods goes to cilium_host, with the MTU of VXLAN to other nodes', () => {
    const cluster = clusterFrom(profile(), configuration(), ...nodes);
    expect(ipRoute(cluster, 'n1')).toBe(`
default via 10.0.1.254 dev eth0
10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.1
172.20.0.0/24 via 172.20.0.192 dev cilium_host proto kernel src 172.20.0.192
172.20.0.192 dev cilium_host proto kernel scope link
172.20.1.0/24 via 172.20.0.192 dev cilium_host proto kernel src 172.20.0.192 mtu 1450
`);
    expect(ipRoute(cluster, 'default/a')).toBe(`
default via 172.20.0.192 dev eth0 mtu 1450
172.20.0.192 dev eth0 scope link
`);
  });

  test('native routing leaves the other nodes to the network, unless it is told to add them', () => {
    const native = clusterFrom(profile(), configuration('routing-mode: native'), ...nodes);
    expect(ipRoute(native, 'n1')).not.toContain('172.20.1.0/24');
    const direct = clusterFrom(
      profile(),
      configuration('routing-mode: native\n  auto-direct-node-routes: "true"'),
      ...nodes,
    );
    expect(ipRoute(direct, 'n1')).toContain('\n172.20.1.0/24 via 10.0.1.2 dev eth0 proto kernel\n');
  });

  test('each node has a simulated /24 of the pool when nobody says its range', () => {
    const cluster = clusterFrom(profile(), configuration());
    for (const ranges of cluster.nodeRanges.values())
      expect(ranges.map(({ value }) => value)).toEqual([expect.stringMatching(/^10\.\d+\.\d+\.0\/24$/)]);
  });
});

test('a network that nobody names: a bridge, and routes that are assumed', () => {
  const cluster = clusterFrom(
    profile(),
    node('n1', '10.244.0.0/24'),
    node('n2', '10.244.1.0/24'),
    pod('a', 'n1', '10.244.0.7'),
  );
  const host = findHost(cluster, 'n1');
  expect(cluster.podNetwork.value.kind).toBe('bridge');
  expect(ipRoute(cluster, 'n1')).toContain('10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1\n');
  const routes = host === undefined ? [] : deriveRoutes(cluster, host, 4);
  const other = routes.find(({ destination }) => destination === '10.244.1.0/24');
  expect(other?.because.some(({ kind }) => kind === 'assumption')).toBe(true);
});

describe('WireGuard', () => {
  const felix = calico('FelixConfiguration', 'default', '{ wireguardEnabled: true }');
  const lab = [
    profile(),
    calico('IPPool', 'p', '{ cidr: 10.244.0.0/16 }'),
    pod('a', 'n1', '10.244.1.1'),
    pod('b', 'n2', '10.244.2.1'),
    felix,
  ];
  const cluster = clusterFrom(...lab);

  // The shape of `ip route show table 1` on running nodes.
  test("other nodes' blocks are in its own table, own ones are thrown back", () => {
    expect(ipRoute(cluster, 'n1')).toMatchInlineSnapshot(`
      "
      default via 10.0.1.254 dev eth0
      10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.1
      blackhole 10.244.1.0/26 proto bird
      10.244.1.1 dev caliacd53aa4120 scope link
      10.244.2.0/26 via 10.0.1.2 dev eth0 proto bird
      throw 10.244.1.0/26 table 1
      10.244.2.0/26 dev wireguard.cali table 1 scope link
      "
    `);
  });

  test('from v3.32 on BIRD leaves them out of the main table', () => {
    const release = calico('ClusterInformation', 'default', '{ calicoVersion: v3.32.1 }');
    const newer = clusterFrom(...lab, release);
    expect(
      ipRoute(newer, 'n1')
        .split('\n')
        .filter((line) => line.startsWith('10.244.2.')),
    ).toEqual(['10.244.2.0/26 dev wireguard.cali table 1 scope link']);
  });

  test('a packet for another node is encrypted, one for a local pod is not', () => {
    const host = findHost(cluster, 'n1');
    const routes = host === undefined ? [] : deriveRoutes(cluster, host, 4);
    const device = (ip: string): string | undefined => lookupRoute(routes, ip as never)?.nextHops[0]?.device;
    expect(device('10.244.2.1')).toBe('wireguard.cali');
    expect(device('10.244.1.1')).toMatch(/^cali/);
  });

  test('a node where it is off goes in the open, and so does who talks to it', () => {
    const mixed = clusterFrom(...lab, calico('FelixConfiguration', 'node.n2', '{ wireguardEnabled: false }'));
    expect(ipRoute(mixed, 'n1')).toContain('10.244.2.0/26 via 10.0.1.2 dev eth0 proto bird\n');
    expect(ipRoute(mixed, 'n2')).not.toContain('wireguard');
  });
});

test('a DHCP client names itself and a metric, and adds the way to its gateway', () => {
  const cluster = clusterFrom(`
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  nodes: [{ name: n1, gateway: 10.0.1.1, interfaces: [{ name: ens5, addresses: [10.0.1.10/24], dhcp: true }] }]
`);
  expect(ipRoute(cluster, 'n1')).toBe(`
default via 10.0.1.1 dev ens5 proto dhcp src 10.0.1.10 metric 100
10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.10
10.0.1.1 dev ens5 proto dhcp scope link src 10.0.1.10 metric 100
`);
});

test('a floating address leads to its pod, and is announced by itself; only if Felix is told to', () => {
  const manifests = [
    profile(),
    calico('IPPool', 'p', '{ cidr: 10.244.0.0/16 }'),
    pod('a', 'n1', '10.244.1.1', `, annotations: { cni.projectcalico.org/floatingIPs: '["10.244.9.9"]' }`),
  ];
  const on = clusterFrom(...manifests, calico('FelixConfiguration', 'default', '{ floatingIPs: Enabled }'));
  expect(ipRoute(on, 'n1')).toContain('\n10.244.9.9 dev caliacd53aa4120 scope link\n');
  expect(ipRoute(on, 'n2')).toContain('\n10.244.9.9 via 10.0.1.1 dev eth0 proto bird\n');
  expect(ipRoute(clusterFrom(...manifests), 'n1')).not.toContain('10.244.9.9');
});

test.each([
  ['none', '{ cidr: 10.244.0.0/16 }', '', 1500],
  ['IPIP', '{ cidr: 10.244.0.0/16, ipipMode: CrossSubnet }', '', 1480],
  ['VXLAN', '{ cidr: 10.244.0.0/16, vxlanMode: Always }', '', 1450],
  ['WireGuard over IPIP', '{ cidr: 10.244.0.0/16, ipipMode: Always }', '{ wireguardEnabled: true }', 1440],
  ['as Felix is told', '{ cidr: 10.244.0.0/16, ipipMode: Always }', '{ ipipMTU: 1400 }', 1400],
])('the MTU of pods: %s', (_title, pool, felix, expected) => {
  const cluster = clusterFrom(
    profile(),
    calico('IPPool', 'p', pool),
    ...(felix === '' ? [] : [calico('FelixConfiguration', 'default', felix)]),
  );
  expect(cluster.nodes.map((machine) => podMtu(cluster, machine).value)).toEqual([expected, expected]);
});

test('without BGP the nodes announce nothing', () => {
  const cluster = clusterFrom(
    profile(),
    `
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec: { calicoNetwork: { bgp: Disabled, ipPools: [{ cidr: 10.244.0.0/16, encapsulation: VXLAN }] } }
`,
    pod('a', 'n1', '10.244.1.1'),
    pod('b', 'n2', '10.244.2.1'),
  );
  expect(ipRoute(cluster, 'n1')).not.toContain('bird');
  expect(ipRoute(cluster, 'n1')).toMatch(/10\.244\.2\.0\/26 via [\d.]+ dev vxlan\.calico onlink\n/);
});
