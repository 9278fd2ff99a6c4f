import { hoverText, openFixture } from './editor.ts';

// Manifests of single objects, each a document of its own.

export const calico = (kind: string, name: string, spec: string, labels = '{}'): string => `
---
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name}, labels: ${labels} }
spec: ${spec}
`;

export const pod = (name: string, labels: string, node = 'worker1'): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: ${labels} }
spec: { nodeName: ${node} }
`;
/** A small shop: two nodes, two pods, a Service with a node port, a host endpoint. */
const world = `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  nodes:
  - { name: worker1, interfaces: [{ name: eth0, addresses: [10.0.1.30/24] }] }
  - { name: worker2, interfaces: [{ name: eth0, addresses: [10.0.1.31/24] }] }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: red } }
${pod('web', '{ app: web, tier: front }')}${pod('db', '{ app: db }', 'worker2')}
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] }
${calico('HostEndpoint', 'worker1-eth0', '{ node: worker1, interfaceName: eth0 }', '{ role: worker }')}
`;

/** The hover at the `$0` of an object added to the shop. */
export const hoverBeside = (object: string): string => hoverText(openFixture(`${world}${object}`));
