import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { toText } from '../render/rendered.ts';
import { renderIpRoute } from '../render/ipRoute.ts';
import { findHost } from './host.ts';
import { deriveRoutes } from './routes.ts';

// The Yao Bank lab as its document prints it, and the route of an earlier exercise: a pool whose blocks are /29.
const profile = `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  podCIDRs: [10.48.0.0/16]
  serviceCIDRs: [10.49.0.0/16]
  nodes:
  - { name: control1, gateway: 10.0.1.1, interfaces: [{ name: ens5, addresses: [10.0.1.20/24] }] }
  - { name: worker1, gateway: 10.0.1.1, interfaces: [{ name: ens5, addresses: [10.0.1.30/24] }] }
  - { name: worker2, gateway: 10.0.1.1, interfaces: [{ name: ens5, addresses: [10.0.1.31/24] }] }
  externalHosts:
  - name: bastion
    gateway: 10.0.1.1
    interfaces: [{ name: ens5, addresses: [10.0.1.10/24] }]
    bgp: { asNumber: 64512, importPrefixes: [10.49.0.0/16, 10.48.2.0/24] }
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: { name: bastion }
spec: { peerIP: 10.0.1.10, asNumber: 64512 }
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: default-ipv4-ippool }
spec: { cidr: 10.48.128.0/17, natOutgoing: true }
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: external-pool }
spec: { cidr: 10.48.2.0/24, blockSize: 29 }
`;

const pods = `
apiVersion: v1
kind: Pod
metadata: { name: nginx, namespace: external-ns }
spec: { nodeName: worker2 }
status: { podIP: 10.48.2.217 }
---
apiVersion: v1
kind: Pod
metadata: { name: customer-687b8d8f74-tcclp, namespace: yaobank, labels: { app: customer } }
spec: { nodeName: worker2, containers: [{ ports: [{ containerPort: 80 }] }] }
status: { podIP: 10.48.128.43 }
---
apiVersion: v1
kind: Pod
metadata: { name: summary-7d78c9976b-sxv4k, namespace: yaobank, labels: { app: summary } }
spec: { nodeName: worker1 }
status: { podIP: 10.48.128.192 }
`;

const service = (policy: string): string => `
apiVersion: v1
kind: Service
metadata: { name: customer, namespace: yaobank }
spec:
  type: NodePort
  clusterIP: 10.49.60.52
  externalTrafficPolicy: ${policy}
  selector: { app: customer }
  ports: [{ name: http, port: 80, nodePort: 30180 }]
`;

const configuration = `
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: { name: default }
spec: { serviceClusterIPs: [{ cidr: 10.49.0.0/16 }] }
`;

function ipRoute(cluster: Cluster, at: string): string {
  const host = findHost(cluster, at);
  if (host === undefined) throw new Error(`no host ${at}`);
  return toText(renderIpRoute(deriveRoutes(cluster, host, 4)));
}

describe('ip route at the bastion, as the lab document shows it but for its DHCP routes', () => {
  test('before the BGPConfiguration', () => {
    expect(ipRoute(clusterFrom(profile, pods, service('Cluster')), 'bastion')).toBe(`\
default via 10.0.1.1 dev ens5
10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.10
10.48.2.216/29 via 10.0.1.31 dev ens5 proto bird
`);
  });

  test('after it: the service range from every node', () => {
    expect(ipRoute(clusterFrom(profile, pods, service('Cluster'), configuration), 'bastion')).toBe(`\
default via 10.0.1.1 dev ens5
10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.10
10.48.2.216/29 via 10.0.1.31 dev ens5 proto bird
10.49.0.0/16 proto bird
\tnexthop via 10.0.1.20 dev ens5 weight 1
\tnexthop via 10.0.1.30 dev ens5 weight 1
\tnexthop via 10.0.1.31 dev ens5 weight 1
`);
  });

  test('after externalTrafficPolicy Local: the address from the one node that has an endpoint', () => {
    expect(ipRoute(clusterFrom(profile, pods, service('Local'), configuration), 'bastion')).toBe(`\
default via 10.0.1.1 dev ens5
10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.10
10.48.2.216/29 via 10.0.1.31 dev ens5 proto bird
10.49.0.0/16 proto bird
\tnexthop via 10.0.1.20 dev ens5 weight 1
\tnexthop via 10.0.1.30 dev ens5 weight 1
\tnexthop via 10.0.1.31 dev ens5 weight 1
10.49.60.52 via 10.0.1.31 dev ens5 proto bird
`);
  });
});

test('a worker and its pod: the routes of its pods, its own blocks, the blocks of others, no service routes', () => {
  const cluster = clusterFrom(profile, pods, service('Local'), configuration);
  expect(ipRoute(cluster, 'worker2')).toMatchInlineSnapshot(`
    "default via 10.0.1.1 dev ens5
    10.0.1.0/24 dev ens5 proto kernel scope link src 10.0.1.31
    blackhole 10.48.2.216/29 proto bird
    10.48.2.217 dev cali133fbf80347 scope link
    blackhole 10.48.128.0/26 proto bird
    10.48.128.43 dev cali23349894fcc scope link
    10.48.128.192/26 via 10.0.1.30 dev ens5 proto bird
    "
  `);
  expect(ipRoute(cluster, 'yaobank/customer-687b8d8f74-tcclp')).toMatchInlineSnapshot(`
    "default via 169.254.1.1 dev eth0
    169.254.1.1 dev eth0 scope link
    "
  `);
});
