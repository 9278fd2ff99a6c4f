import { expect, test } from 'vitest';
import { clusterFrom } from '../../../../../test/kit/cluster.ts';
import { poolUsage } from './usage.ts';

test('pods and tunnels use addresses; the rest of the pool is free', () => {
  const cluster = clusterFrom(`
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec: { nodes: [{ name: minikube, interfaces: [{ name: eth0, addresses: [192.168.49.2/24] }] }] }
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: pods }
spec: { cidr: 10.244.0.0/16, ipipMode: Always }
---
apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { nodeName: minikube }
status: { podIP: 10.244.120.65 }
---
apiVersion: v1
kind: Pod
metadata: { name: host }
spec: { nodeName: minikube, hostNetwork: true }
`);
  const [usage] = poolUsage(cluster);
  expect(usage).toMatchObject({ total: 65536n, inUse: 2, free: 65534n });
  expect(usage?.blocks.map(({ block, free }) => [block.cidr, block.node, free])).toEqual([
    ['10.244.120.64/26', 'minikube', 62n],
  ]);
  expect(usage?.blocks[0]?.inUse.map(({ ip, owner }) => `${ip} ${owner}`)).toEqual([
    '10.244.120.64 tunl0 of minikube',
    '10.244.120.65 default/a',
  ]);
});
