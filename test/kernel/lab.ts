import type { Cluster, WhatIf } from '../../server/src/cluster/cluster.ts';
import { clusterWhatIf } from '../kit/cluster.ts';
import { sampleFiles } from '../kit/samples.ts';
import type { KernelFlow } from './flows.ts';

/** Services of every kind beside those of the lab, on pods that are there. */
const services = `
apiVersion: v1
kind: Service
metadata: { name: balanced, namespace: yaobank }
spec:
  type: LoadBalancer
  clusterIP: 10.49.1.1
  selector: { app: summary }
  ports: [{ name: http, port: 80, nodePort: 30281 }]
status: { loadBalancer: { ingress: [{ ip: 203.0.113.10 }] } }
---
apiVersion: v1
kind: Service
metadata: { name: guarded, namespace: yaobank }
spec:
  type: LoadBalancer
  clusterIP: 10.49.1.2
  selector: { app: summary }
  loadBalancerSourceRanges: [192.0.2.0/24, 10.0.1.31/32]
  ports: [{ name: http, port: 80, nodePort: 30282 }]
status: { loadBalancer: { ingress: [{ ip: 203.0.113.11 }] } }
---
apiVersion: v1
kind: Service
metadata: { name: outside, namespace: yaobank }
spec:
  clusterIP: 10.49.1.3
  selector: { app: summary }
  externalIPs: [192.0.2.80]
  ports: [{ name: http, port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: empty, namespace: yaobank }
spec:
  type: NodePort
  clusterIP: 10.49.1.4
  selector: { app: nobody }
  externalIPs: [192.0.2.81]
  ports: [{ name: http, port: 80, nodePort: 30284 }]
---
apiVersion: v1
kind: Service
metadata: { name: sticky, namespace: yaobank }
spec:
  type: NodePort
  clusterIP: 10.49.1.5
  selector: { app: summary }
  sessionAffinity: ClientIP
  ports: [{ name: http, port: 80, nodePort: 30285 }]
---
apiVersion: v1
kind: Service
metadata: { name: host, namespace: yaobank }
spec:
  type: NodePort
  clusterIP: 10.49.1.6
  selector: { app: host }
  ports: [{ name: http, port: 80, targetPort: 9100, nodePort: 30286 }]
---
apiVersion: v1
kind: Service
metadata: { name: inside, namespace: yaobank }
spec:
  clusterIP: 10.49.1.7
  internalTrafficPolicy: Local
  selector: { app: customer }
  ports: [{ name: http, port: 80 }]
---
apiVersion: v1
kind: Pod
metadata: { name: host, namespace: yaobank, labels: { app: host } }
spec:
  nodeName: worker2
  hostNetwork: true
  containers: [{ name: host, ports: [{ containerPort: 9100 }] }]
status: { phase: Running, hostIP: 10.0.1.31, podIP: 10.0.1.31 }
`;

/** The addresses of load balancers and the external ones are announced too, and the bastion lets them in. */
const announced = (text: string): string =>
  text
    .replace(
      '  serviceClusterIPs:',
      '  serviceLoadBalancerIPs:\n  - cidr: 203.0.113.0/24\n  serviceExternalIPs:\n  - cidr: 192.0.2.0/24\n  serviceClusterIPs:',
    )
    .replace(
      'importPrefixes: [10.49.0.0/16]',
      'importPrefixes: [10.49.0.0/16, 203.0.113.0/24, 192.0.2.0/24]',
    );

export const clusterOf = (
  whatIf: WhatIf,
  edit: (text: string) => string = (text) => text,
  ...more: readonly string[]
): Cluster =>
  clusterWhatIf(
    whatIf,
    ...sampleFiles('yaobank').map(({ text }) => edit(announced(text))),
    edit(services),
    ...more,
  );

/** Pods keep their address on the way out, so Felix has no part in it. */
export const plainPool = `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: pods }
spec: { cidr: 10.48.0.0/16 }
`;

const customer = 'yaobank/customer-687b8d8f74-tcclp';
const summary1 = 'yaobank/summary-7d78c9976b-sxv4k';

export const clients = ['bastion', 'control1', 'worker1', 'worker2', customer, summary1];
const doors = [
  ...['10.0.1.20', '10.0.1.30', '10.0.1.31'].flatMap((node) =>
    [30180, 30281, 30282, 30284, 30286].map((port) => `${node}:${String(port)}`),
  ),
  ...['customer', 'summary', 'balanced', 'outside', 'empty', 'host', 'inside'].map(
    (name) => `service/${name}:80`,
  ),
  ...['203.0.113.10', '203.0.113.11', '192.0.2.80', '192.0.2.81'].map((address) => `${address}:80`),
];

/** Everybody to every door of every service. */
export const everyFlow: readonly KernelFlow[] = [
  ...clients.flatMap((from) => doors.map((to) => ({ from, to }))),
  ...clients.slice(1).map((from) => ({ from, to: 'service/sticky', onePick: true })),
  { from: 'bastion', to: '10.0.1.30:30285', onePick: true },
  ...clients.slice(1, 4).map((from) => ({ from, to: '127.0.0.1:30180' })),
  { from: customer, to: '10.48.128.192:80' },
  // Out of the cluster: natOutgoing, and a node by itself.
  ...clients.slice(1).map((from) => ({ from, to: 'bastion:8080' })),
];

/** One client of each kind. */
export const someFlows = everyFlow.filter(({ from }) => ['bastion', 'worker1', customer].includes(from));

/** Every service that outsiders reach is under policy Local. */
export const local = (text: string): string =>
  text.replace(/^ {2}type: (NodePort|LoadBalancer)$/gm, '  type: $1\n  externalTrafficPolicy: Local');
