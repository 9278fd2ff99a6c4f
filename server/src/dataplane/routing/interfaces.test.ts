import { expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import { findHost } from './host.ts';
import { hostInterfaces } from './interfaces.ts';

const profile = (more = ''): string => `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  nodes: [{ name: minikube, interfaces: [{ name: eth0, addresses: [192.168.49.2/24], mtu: 1400 }] }]
  ${more}
`;

const pod = (ip: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { nodeName: minikube }
status: { podIP: ${ip} }
`;

function listed(at: string, ...manifests: readonly string[]): readonly string[] {
  const cluster = clusterFrom(...manifests);
  const host = findHost(cluster, at);
  return host === undefined
    ? []
    : hostInterfaces(cluster, host).map(
        ({ name, mtu, addresses, leadsTo }) =>
          `${name} ${String(mtu.value)} [${addresses.join(', ')}] ${leadsTo}`,
      );
}

test('Calico: tunnels, and one interface for each pod', () => {
  const manifests = [
    profile(),
    pod('10.244.120.65'),
    `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: p }
spec: { cidr: 10.244.0.0/16, ipipMode: Always }
---
apiVersion: projectcalico.org/v3
kind: FelixConfiguration
metadata: { name: default }
spec: { wireguardEnabled: true }
`,
  ];
  expect(listed('minikube', ...manifests)).toEqual([
    'eth0 1400 [192.168.49.2/24] link',
    'tunl0 1380 [10.244.120.64/32] IP in IP',
    'wireguard.cali 1340 [10.244.120.66/32] WireGuard',
    'caliacd53aa4120 1340 [] default/a',
  ]);
  expect(listed('default/a', ...manifests)).toEqual([
    'lo 65536 [127.0.0.1/8] loopback',
    'eth0 1340 [10.244.120.65/32] minikube',
  ]);
});

test('flannel: its VTEP and the bridge', () => {
  const manifests = [
    profile('kubernetesVersion: v1.30.4+k3s1'),
    pod('10.42.0.5'),
    'apiVersion: v1\nkind: Node\nmetadata: { name: minikube }\nspec: { podCIDR: 10.42.0.0/24 }\n',
  ];
  expect(listed('minikube', ...manifests)).toEqual([
    'eth0 1400 [192.168.49.2/24] link',
    'flannel.1 1350 [10.42.0.0/32] VXLAN',
    'cni0 1350 [10.42.0.1/24] pods, as a bridge',
  ]);
  expect(listed('default/a', ...manifests)[1]).toBe('eth0 1350 [10.42.0.5/24] minikube');
});

test('Cilium: its host interface, and the tunnel', () => {
  const manifests = [profile('podNetwork: cilium'), pod('10.0.0.5')];
  expect(listed('minikube', ...manifests).map((line) => line.replace(/\[10\..*\]/, '[…]'))).toEqual([
    'eth0 1400 [192.168.49.2/24] link',
    'cilium_host 1400 […] pods, through eBPF',
    'cilium_vxlan 1400 [] VXLAN',
  ]);
});
