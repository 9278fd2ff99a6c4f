import { setTimeout as sleep } from 'node:timers/promises';
import type { WhatIf } from '../../server/src/cluster/cluster.ts';
import type { Journey } from '../../server/src/trace/trace.ts';
import { traceOf } from '../kit/flows.ts';
import type { Agent } from './agents.ts';
import { loadRules, startAgents, type KernelFlow } from './flows.ts';
import { clusterOf, local, plainPool, someFlows } from './lab.ts';
import { startMonitor, type Monitor } from './monitor.ts';
import { makeTopology, type Topology } from './topology.ts';

/** What the kernel itself says it met, rule by rule, against the steps that we tell. */

/** Rules that a packet meets on average at the very least; fewer, and nobody watched. */
const fewest = 5;

interface Case {
  readonly name: string;
  readonly whatIf: WhatIf;
  readonly edit?: (text: string) => string;
}

const cases: readonly Case[] = [
  { name: 'iptables mode', whatIf: {} },
  { name: 'iptables mode, externalTrafficPolicy Local', whatIf: {}, edit: local },
  { name: 'iptables mode of Kubernetes 1.21', whatIf: { kubernetesVersion: '1.21' } },
  { name: 'nftables mode', whatIf: { proxyMode: 'nftables' } },
  {
    name: 'nftables mode of 1.36, externalTrafficPolicy Local',
    whatIf: { proxyMode: 'nftables', kubernetesVersion: '1.36' },
    edit: local,
  },
];

export const tests = cases.map(({ name, whatIf, edit }, i) => ({
  name: `${name}: every rule that ${String(someFlows.length)} packets meet`,
  run: async () => {
    // Felix's rules are told only where they change a packet: here they have none, so every rule can be compared.
    const topology = makeTopology(clusterOf(whatIf, edit, plainPool), `rules${String(i)}`);
    loadRules(topology, 'nft');
    const agents = await startAgents(topology);
    const monitors = await startMonitors(topology);
    try {
      const compared: Compared[] = [];
      for (const flow of someFlows) compared.push(await compare(topology, agents, monitors, flow));
      const problems = compared.map(({ problem }) => problem).filter((problem) => problem !== '');
      if (problems.length > 0) throw new Error(problems.join('\n'));
      const rules = compared.reduce((sum, each) => sum + each.rules, 0);
      if (rules < fewest * compared.length) throw new Error(`the monitors saw ${String(rules)} rules only`);
    } finally {
      for (const { stop } of [...agents.values(), ...monitors.values()]) stop();
      topology.remove();
    }
  },
}));

async function startMonitors({ cluster, namespaceOf }: Topology): Promise<ReadonlyMap<string, Monitor>> {
  const monitors = new Map<string, Monitor>();
  for (const { name } of cluster.nodes) monitors.set(name, await startMonitor(namespaceOf(name)));
  return monitors;
}

/** Milliseconds until a monitor on a busy machine has told everything. */
const patience = [0, 300, 1500] as const;

/** Sends one packet; one of the predicted ways must have met the same rules on every node. */
async function compare(
  { cluster }: Topology,
  agents: ReadonlyMap<string, Agent>,
  monitors: ReadonlyMap<string, Monitor>,
  { from, to }: KernelFlow,
): Promise<Compared> {
  const { packet, journeys } = traceOf(cluster, from, to);
  const host = packet.destination;
  const port = Number(packet.destinationPort);
  for (const { forget } of monitors.values()) forget();
  await agents.get(from)?.connect({ host, port, timeout: 400, times: 1 });
  const predicted = journeys.map((journey) => rulesMet(journey, [...monitors.keys()]));
  let observed: readonly string[] = [];
  for (const wait of patience) {
    await sleep(wait);
    observed = await rulesObserved(monitors);
    if (predicted.some((rules) => rules.join() === observed.join()))
      return { rules: observed.length, problem: '' };
  }
  const told = (rules: readonly string[]): string => rules.map((rule) => `\n    ${rule}`).join('');
  return {
    rules: observed.length,
    problem: `${from} → ${to}\n  observed:${told(observed)}\n  predicted (first of the ways):${told(predicted[0] ?? [])}`,
  };
}

interface Compared {
  readonly rules: number;
  readonly problem: string;
}

async function rulesObserved(monitors: ReadonlyMap<string, Monitor>): Promise<readonly string[]> {
  const lists = await Promise.all(
    [...monitors].map(async ([node, { met }]) => (await met()).map((rule) => `${node} ${rule}`)),
  );
  return lists.flat();
}

/** The rules of a journey's way there, by node in the given order. */
const rulesMet = ({ there }: Journey, nodes: readonly string[]): readonly string[] =>
  nodes.flatMap((node) =>
    there.flatMap(({ at, steps }) =>
      at.kind === 'node' && at.node.name === node
        ? steps.flatMap((step) =>
            step.kind === 'rule' || step.kind === 'nft'
              ? [`${node} ${step.table} ${step.chain} ${String(step.number)}`]
              : [],
          )
        : [],
    ),
  );
