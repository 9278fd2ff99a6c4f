import type { Cluster } from '../../server/src/cluster/cluster.ts';
import { renderIpRoute } from '../../server/src/dataplane/render/ipRoute.ts';
import { findHost } from '../../server/src/dataplane/routing/host.ts';
import { deriveRoutes } from '../../server/src/dataplane/routing/routes.ts';

// Manifests of small clusters with BGP peers, piece by piece.

export const profile = (nodes: string, hosts: string): string => `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  podCIDRs: [10.244.0.0/16]
  serviceCIDRs: [10.96.0.0/12]
  nodes: [${nodes}]
  externalHosts: [${hosts}]
`;

export const machine = (name: string, address: string, more = ''): string =>
  `{ name: ${name}, gateway: ${address.replace(/\.\d+\/.*/, '.254')}, interfaces: [{ name: eth0, addresses: [${address}] }] ${more} }`;

export const three = [
  machine('n1', '10.0.1.1/24'),
  machine('n2', '10.0.1.2/24'),
  machine('n3', '10.0.1.3/24'),
].join(', ');

export const tor = (asNumber: number): string =>
  machine('tor', '10.0.1.10/24', `, bgp: { asNumber: ${asNumber} }`);

export const pod = (name: string, node: string, ip: string): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec: { nodeName: ${node} }
status: { podIP: ${ip} }
`;

export const pods =
  pod('a', 'n1', '10.244.1.1') + pod('b', 'n2', '10.244.2.1') + pod('c', 'n3', '10.244.3.1');

export const calico = (kind: string, name: string, spec: string): string => `
---
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;

export const pool = (spec = ''): string => calico('IPPool', 'pool', `{ cidr: 10.244.0.0/16 ${spec} }`);
export const services = calico(
  'BGPConfiguration',
  'default',
  '{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }] }',
);
export const noMesh = calico(
  'BGPConfiguration',
  'default',
  '{ nodeToNodeMeshEnabled: false, serviceClusterIPs: [{ cidr: 10.96.0.0/12 }] }',
);

export const localService = `
---
apiVersion: v1
kind: Service
metadata: { name: svc }
spec: { type: NodePort, clusterIP: 10.96.0.10, externalTrafficPolicy: Local, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: svc-1, labels: { kubernetes.io/service-name: svc } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.244.1.1], nodeName: n1 }, { addresses: [10.244.3.1], nodeName: n3 }]
`;

export const nodeLabels = (name: string, labels: string, annotations = '{}'): string => `
---
apiVersion: v1
kind: Node
metadata: { name: ${name}, labels: ${labels}, annotations: ${annotations} }
`;

/** What BIRD put there, one line a route, several next hops joined by `|`. */
export function learnt(cluster: Cluster, at: string): readonly string[] {
  const host = findHost(cluster, at);
  if (host === undefined) throw new Error(`no host ${at}`);
  return deriveRoutes(cluster, host, 4)
    .filter(({ protocol }) => protocol === 'bird')
    .map((route) =>
      renderIpRoute([route])
        .map(({ text }) => text.replace(/\s*nexthop via (\S+).*/, '$1').replace(' proto bird', ''))
        .join(' | '),
    );
}

export const peer = (asNumber: number, more = ''): string =>
  calico('BGPPeer', 'tor', `{ peerIP: 10.0.1.10, asNumber: ${String(asNumber)} ${more} }`);
