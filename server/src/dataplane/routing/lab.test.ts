import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { calicoBlocks } from '../../cluster/calico/blocks.ts';
import { toText } from '../render/rendered.ts';
import { renderIpRoute } from '../render/ipRoute.ts';
import { findHost } from './host.ts';
import { deriveRoutes } from './routes.ts';

// Two courses that print what `ip route` said in their clusters. Here the tables come out of the manifests alone: no
// address of a pod and no block is given, but for the cluster IP that the document names.

const calico = (kind: string, name: string, spec: string): string => `
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;

const namespace = (name: string, pool: string): string => `
apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  annotations: { cni.projectcalico.org/ipv4pools: '["${pool}"]' }
`;

const pod = (name: string, inNamespace: string, node: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${inNamespace}, labels: { app: ${name} } }
spec: { nodeName: ${node}, containers: [{ ports: [{ containerPort: 80 }] }] }
`;

const service = (policy: string, clusterIP: string): string => `
apiVersion: v1
kind: Service
metadata: { name: customer, namespace: yaobank }
spec:
  type: NodePort
  clusterIP: ${clusterIP}
  externalTrafficPolicy: ${policy}
  selector: { app: customer }
  ports: [{ name: http, port: 80, nodePort: 30180 }]
`;

function ipRoute(cluster: Cluster, at: string): string {
  const host = findHost(cluster, at);
  if (host === undefined) throw new Error(`no host ${at}`);
  return toText(renderIpRoute(deriveRoutes(cluster, host, 4)));
}

describe('Yao Bank on EC2: `ip route` at the bastion, line for line', () => {
  const host = (number: number): string => `ip-10-0-1-${String(number)}.eu-west-1.compute.internal`;
  const node = (number: number): string =>
    `- { name: ${host(number)}, gateway: 10.0.1.1, interfaces: [{ name: ens5, addresses: [10.0.1.${String(number)}/24], dhcp: true }] }`;
  const manifests = [
    `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  podCIDRs: [10.48.0.0/16]
  serviceCIDRs: [10.49.0.0/16]
  nodes:
  ${[20, 30, 31].map(node).join('\n  ')}
  externalHosts:
  - name: bastion
    gateway: 10.0.1.1
    interfaces: [{ name: ens5, addresses: [10.0.1.10/24], dhcp: true }]
    bgp: { asNumber: 64512, importPrefixes: [10.49.0.0/16, 10.48.2.0/24] }
`,
    calico('BGPPeer', 'bastion', '{ peerIP: 10.0.1.10, asNumber: 64512 }'),
    calico('IPPool', 'pool1-all', '{ cidr: 10.48.0.0/24, natOutgoing: true, nodeSelector: all() }'),
    calico('IPPool', 'pool2', '{ cidr: 10.48.128.0/24, natOutgoing: true, nodeSelector: "!all()" }'),
    calico('IPPool', 'external-pool', '{ cidr: 10.48.2.0/24, blockSize: 29, nodeSelector: "!all()" }'),
    namespace('external-ns', 'external-pool'),
    pod('nginx', 'external-ns', host(31)),
    pod('web', 'default', host(30)),
    pod('customer', 'yaobank', host(31)),
  ];
  const configuration = calico(
    'BGPConfiguration',
    'default',
    '{ serviceClusterIPs: [{ cidr: 10.49.0.0/16 }] }',
  );

  const before = `\
default via 10.0.1.1 dev ens5 proto dhcp src 10.0.1.10 metric 100
10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.10
10.0.1.1 dev ens5 proto dhcp scope link src 10.0.1.10 metric 100
10.48.2.216/29 via 10.0.1.31 dev ens5 proto bird
`;
  const serviceRange = `\
10.49.0.0/16 proto bird
\tnexthop via 10.0.1.20 dev ens5 weight 1
\tnexthop via 10.0.1.30 dev ens5 weight 1
\tnexthop via 10.0.1.31 dev ens5 weight 1
`;

  test('the block of the external pool, before the BGPConfiguration', () => {
    const cluster = clusterFrom(...manifests, service('Cluster', '10.49.60.52'));
    expect(ipRoute(cluster, 'bastion')).toBe(before);
  });

  test('after it: the service range from every node', () => {
    const cluster = clusterFrom(...manifests, service('Cluster', '10.49.60.52'), configuration);
    expect(ipRoute(cluster, 'bastion')).toBe(before + serviceRange);
  });

  test('after externalTrafficPolicy Local: the address from the one node that has an endpoint', () => {
    const cluster = clusterFrom(...manifests, service('Local', '10.49.60.52'), configuration);
    expect(ipRoute(cluster, 'bastion')).toBe(
      `${before}${serviceRange}10.49.60.52 via 10.0.1.31 dev ens5 proto bird\n`,
    );
  });

  test('the nodes take the blocks that the addresses of the document are in', () => {
    const cluster = clusterFrom(
      ...manifests,
      namespace('yaobank', 'pool2'),
      pod('summary', 'yaobank', host(30)),
    );
    expect(calicoBlocks(cluster).map(({ cidr, node: owner }) => `${cidr} ${owner}`)).toEqual([
      `10.48.0.192/26 ${host(30)}`,
      `10.48.2.216/29 ${host(31)}`,
      `10.48.128.0/26 ${host(31)}`,
      `10.48.128.192/26 ${host(30)}`,
    ]);
  });
});

describe('Yao Bank on Multipass: the lines that the document names', () => {
  const node = (name: string, address: string, device: string): string =>
    `- { name: ${name}, interfaces: [{ name: ${device}, addresses: [${address}/20] }] }`;
  const cluster = (more: readonly string[] = []): Cluster =>
    clusterFrom(
      `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  podCIDRs: [198.19.16.0/20]
  serviceCIDRs: [198.19.32.0/20]
  nodes:
  ${node('control', '198.19.0.1', 'eth0')}
  ${node('node1', '198.19.0.2', 'eth0')}
  ${node('node2', '198.19.0.3', 'eth0')}
  externalHosts:
  - name: host1
    interfaces: [{ name: enp8s2, addresses: [198.19.15.254/20] }]
    bgp: { asNumber: 64512, importPrefixes: [198.19.24.0/21, 198.19.32.0/19] }
`,
      `
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec:
  calicoNetwork:
    containerIPForwarding: Enabled
    ipPools: [{ cidr: 198.19.16.0/21, natOutgoing: Enabled, encapsulation: None }]
`,
      calico(
        'IPPool',
        'external-pool',
        '{ cidr: 198.19.24.0/21, blockSize: 29, ipipMode: Never, natOutgoing: true, nodeSelector: "!all()" }',
      ),
      calico('BGPPeer', 'bgppeer-global-host1', '{ peerIP: 198.19.15.254, asNumber: 64512 }'),
      namespace('external-ns', 'external-pool'),
      pod('nginx', 'external-ns', 'node1'),
      pod('customer', 'yaobank', 'node1'),
      pod('summary', 'yaobank', 'node2'),
      service('Cluster', '198.19.35.252'),
      ...more,
    );

  test('on node1: its own block is a blackhole, that of node2 leads there, its pods hang on cali interfaces', () => {
    const lines = ipRoute(cluster(), 'node1').split('\n');
    expect(lines).toContain('blackhole 198.19.22.128/26 proto bird');
    expect(lines).toContain('198.19.21.64/26 via 198.19.0.3 dev eth0 proto bird');
    expect(
      lines.filter((line) => /^198\.19\.22\.\d+ dev cali[0-9a-f]{11} scope link$/.test(line)),
    ).toHaveLength(1);
  });

  test('on host1: the /29 of the external pool; then the service range, then the external addresses', () => {
    expect(ipRoute(cluster(), 'host1')).toBe(`\
198.19.0.0/20 dev enp8s2 proto kernel scope link src 198.19.15.254
198.19.28.208/29 via 198.19.0.2 dev enp8s2 proto bird
`);
    const everyNode = `\
\tnexthop via 198.19.0.1 dev enp8s2 weight 1
\tnexthop via 198.19.0.2 dev enp8s2 weight 1
\tnexthop via 198.19.0.3 dev enp8s2 weight 1
`;
    const configuration = calico(
      'BGPConfiguration',
      'default',
      '{ serviceClusterIPs: [{ cidr: 198.19.32.0/20 }], serviceExternalIPs: [{ cidr: 198.19.48.0/20 }] }',
    );
    expect(ipRoute(cluster([configuration]), 'host1')).toBe(`\
198.19.0.0/20 dev enp8s2 proto kernel scope link src 198.19.15.254
198.19.28.208/29 via 198.19.0.2 dev enp8s2 proto bird
198.19.32.0/20 proto bird
${everyNode}198.19.48.0/20 proto bird
${everyNode}`);
  });

  test('in the pod: everything to 169.254.1.1', () => {
    expect(ipRoute(cluster(), 'yaobank/customer')).toBe(`\
default via 169.254.1.1 dev eth0
169.254.1.1 dev eth0 scope link
`);
  });
});
