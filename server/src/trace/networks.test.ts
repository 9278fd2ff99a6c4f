import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../test/kit/cluster.ts';
import { traceOf } from '../../../test/kit/flows.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { stationName } from './station.ts';

const nodes = `
  nodes:
  - { name: n1, interfaces: [{ name: eth0, addresses: [10.0.1.1/24] }] }
  - { name: n2, interfaces: [{ name: eth0, addresses: [10.0.1.2/24] }] }
  externalHosts:
  - { name: bastion, interfaces: [{ name: eth0, addresses: [10.0.1.10/24] }] }
`;

const profile = (spec: string): string => `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  ${spec}${nodes}
`;

const pod = (name: string, node: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec: { nodeName: ${node}, containers: [{ name: c, ports: [{ containerPort: 80 }] }] }
`;

const service = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: NodePort, selector: { app: b }, ports: [{ port: 80, nodePort: 30080 }] }
`;

/** Each stop of the first way there with the interface it is reached by, and the verdict. */
function wayOf(cluster: Cluster, from: string, to: string): readonly string[] {
  const [journey] = traceOf(cluster, from, to).journeys;
  return [
    ...journey.there.map(({ at, inInterface }) => `${stationName(at)} ${inInterface ?? ''}`.trim()),
    journey.verdict,
  ];
}

describe.each([
  ['flannel', 'kubernetesVersion: v1.30.4+k3s1', 'flannel.1', 'cni0'],
  ['Cilium', 'podNetwork: cilium', 'cilium_vxlan', '(unnamed)'],
  ['a bridge', 'podNetwork: bridge', 'eth0', 'cni0'],
])('%s', (_name, spec, between, ofPod) => {
  const cluster = clusterFrom(profile(spec), pod('a', 'n1'), pod('b', 'n2'), service);

  test('from a pod to one of another node, through the service', () => {
    expect(wayOf(cluster, 'default/a', 'service/web')).toEqual([
      'default/a',
      `n1 ${ofPod}`,
      `n2 ${between}`,
      'default/b eth0',
      'delivered',
    ]);
  });

  test('from outside by the node port of the node without the pod', () => {
    expect(wayOf(cluster, 'bastion', '10.0.1.1:30080')).toEqual([
      'bastion',
      'n1 eth0',
      `n2 ${between}`,
      'default/b eth0',
      'delivered',
    ]);
  });
});

test('WireGuard carries it between the nodes', () => {
  const felix = `
apiVersion: projectcalico.org/v3
kind: FelixConfiguration
metadata: { name: default }
spec: { wireguardEnabled: true }
`;
  const cluster = clusterFrom(
    profile('clusterDomain: cluster.local'),
    pod('a', 'n1'),
    pod('b', 'n2'),
    service,
    felix,
  );
  expect(wayOf(cluster, 'default/a', 'pod/b:80').slice(2)).toEqual([
    'n2 wireguard.cali',
    'default/b eth0',
    'delivered',
  ]);
});

describe('natOutgoing', () => {
  const pool = (spec: string): string => `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: pods }
spec: { cidr: 10.48.0.0/16${spec} }
`;
  const seenBy = (manifest: string, to: string): string => {
    const cluster = clusterFrom(
      profile('clusterDomain: cluster.local'),
      pod('a', 'n1'),
      pod('b', 'n2'),
      service,
      manifest,
    );
    const [journey] = traceOf(cluster, 'default/a', to).journeys;
    const { source } = journey.delivered?.packet ?? { source: 'nothing' };
    return source.startsWith('10.48.') ? 'the pod' : source;
  };

  test.each([
    ['leaves with its node’s address', ', natOutgoing: true', 'bastion:80', '10.0.1.1'],
    ['keeps its own where the pool has it off', '', 'bastion:80', 'the pod'],
    ['keeps its own towards pods', ', natOutgoing: true', 'pod/b:80', 'the pod'],
    ['has its node’s address at another node, too', ', natOutgoing: true', '10.0.1.2:22', '10.0.1.1'],
  ])('a packet of a pod %s', (_title, spec, to, expected) => {
    expect(seenBy(pool(spec), to)).toBe(expected);
  });
});
