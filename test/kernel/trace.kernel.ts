import type { WhatIf } from '../../server/src/cluster/cluster.ts';
import type { Agent } from './agents.ts';
import { checkFlow, loadRules, startAgents, type Backend, type KernelFlow } from './flows.ts';
import { clients, clusterOf, everyFlow, local, someFlows } from './lab.ts';
import { makeTopology, type Topology } from './topology.ts';

interface Case {
  readonly name: string;
  readonly whatIf: WhatIf;
  readonly backend: Backend;
  readonly edit?: (text: string) => string;
  readonly flows: readonly KernelFlow[];
}

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
