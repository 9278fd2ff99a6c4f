import type { Cluster, WhatIf } from '../../server/src/cluster/cluster.ts';
import { clusterWhatIf } from '../kit/cluster.ts';
import { sampleFiles } from '../kit/samples.ts';
import type { Agent } from './agents.ts';
import { checkFlow, loadRules, startAgents, type Backend, type KernelFlow } from './flows.ts';
import { makeTopology, type Topology } from './topology.ts';

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

const clusterOf = (whatIf: WhatIf, edit: (text: string) => string = (text) => text): Cluster =>
  clusterWhatIf(whatIf, ...sampleFiles('yaobank').map(({ text }) => edit(announced(text))), edit(services));

const customer = 'yaobank/customer-687b8d8f74-tcclp';
const summary1 = 'yaobank/summary-7d78c9976b-sxv4k';

const clients = ['bastion', 'control1', 'worker1', 'worker2', customer, summary1];
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
const everyFlow: readonly KernelFlow[] = [
  ...clients.flatMap((from) => doors.map((to) => ({ from, to }))),
  ...clients.slice(1).map((from) => ({ from, to: 'service/sticky', onePick: true })),
  { from: 'bastion', to: '10.0.1.30:30285', onePick: true },
  ...clients.slice(1, 4).map((from) => ({ from, to: '127.0.0.1:30180' })),
  { from: customer, to: '10.48.128.192:80' },
];

/** One client of each kind. */
const someFlows = everyFlow.filter(({ from }) => ['bastion', 'worker1', customer].includes(from));

interface Case {
  readonly name: string;
  readonly whatIf: WhatIf;
  readonly backend: Backend;
  readonly edit?: (text: string) => string;
  readonly flows: readonly KernelFlow[];
}

const local = (text: string): string =>
  text.replace(/^ {2}type: (NodePort|LoadBalancer)$/gm, '  type: $1\n  externalTrafficPolicy: Local');
const masqueradeAll = (text: string): string =>
  text.replace('    mode: ""', '    mode: ""\n    iptables: { masqueradeAll: true }');
const noDetector = (text: string): string =>
  text.replace('clusterCIDR: 10.48.0.0/16', 'clusterCIDR: ""').replace('  podCIDRs: [10.48.0.0/16]\n', '');
const noLoopback = (text: string): string =>
  text.replace('    mode: ""', '    mode: ""\n    iptables: { localhostNodePorts: false }');

const cases: readonly Case[] = [
  { name: 'iptables mode, legacy tables', whatIf: {}, backend: 'legacy', flows: everyFlow },
  { name: 'iptables mode, nf_tables', whatIf: {}, backend: 'nft', flows: everyFlow },
  {
    name: 'externalTrafficPolicy Local, legacy tables',
    whatIf: {},
    backend: 'legacy',
    edit: local,
    flows: everyFlow,
  },
  {
    name: 'externalTrafficPolicy Local, nf_tables',
    whatIf: {},
    backend: 'nft',
    edit: local,
    flows: someFlows,
  },
  { name: 'masqueradeAll', whatIf: {}, backend: 'legacy', edit: masqueradeAll, flows: someFlows },
  {
    name: 'without a cluster CIDR answers are lost',
    whatIf: {},
    backend: 'legacy',
    edit: noDetector,
    flows: someFlows,
  },
  {
    name: 'no node ports on loopback',
    whatIf: {},
    backend: 'legacy',
    edit: noLoopback,
    flows: [
      { from: 'worker1', to: '127.0.0.1:30180' },
      { from: 'worker2', to: '127.0.0.1:30180' },
    ],
  },
  { name: 'Kubernetes 1.18', whatIf: { kubernetesVersion: '1.18' }, backend: 'legacy', flows: someFlows },
  {
    name: 'Kubernetes 1.23, externalTrafficPolicy Local',
    whatIf: { kubernetesVersion: '1.23' },
    backend: 'legacy',
    edit: local,
    flows: someFlows,
  },
  { name: 'nftables mode 1.30', whatIf: { proxyMode: 'nftables' }, backend: 'nft', flows: everyFlow },
  {
    name: 'nftables mode, the newest',
    whatIf: { proxyMode: 'nftables', kubernetesVersion: '1.36' },
    backend: 'nft',
    flows: someFlows,
  },
  {
    name: 'nftables mode, externalTrafficPolicy Local',
    whatIf: { proxyMode: 'nftables' },
    backend: 'nft',
    edit: local,
    flows: someFlows,
  },
];

export const tests = cases.map(({ name, whatIf, backend, edit, flows }, i) => ({
  name: `${name}: ${String(flows.length)} flows`,
  run: async () => {
    const topology = makeTopology(clusterOf(whatIf, edit), `trace${String(i)}`);
    loadRules(topology, backend);
    const agents = await startAgents(topology);
    try {
      await checkAll(topology, agents, flows);
    } finally {
      for (const agent of agents.values()) agent.stop();
      topology.remove();
    }
  },
}));

/** How many flows of one client are tried at once. */
const lanes = 4;

/** Every client works its own list off; what fails is told together. Most flows must be predicted at all. */
async function checkAll(
  { cluster }: Topology,
  agents: ReadonlyMap<string, Agent>,
  flows: readonly KernelFlow[],
): Promise<void> {
  const problems: string[] = [];
  let compared = 0;
  const work = async (rest: KernelFlow[]): Promise<void> => {
    for (let flow = rest.shift(); flow !== undefined; flow = rest.shift()) {
      try {
        if (await checkFlow(cluster, agents, flow)) compared += 1;
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const lists = clients.map((client) => flows.filter(({ from }) => from === client));
  await Promise.all(lists.flatMap((list) => Array.from({ length: lanes }, (_, i) => work(laneOf(list, i)))));
  if (problems.length > 0)
    throw new Error(
      `${String(problems.length)} of ${String(flows.length)} flows differ\n${problems.join('\n')}`,
    );
  if (compared < flows.length * 0.85)
    throw new Error(`only ${String(compared)} of ${String(flows.length)} flows are predicted`);
}

const laneOf = (list: readonly KernelFlow[], lane: number): KernelFlow[] =>
  list.filter((_, i) => i % lanes === lane);
