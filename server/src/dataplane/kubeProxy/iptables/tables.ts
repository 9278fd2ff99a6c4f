import { machinery } from '../../../origin/origin.ts';
import type { ChainName } from '../../netfilter/chainName.ts';
import {
  chainName,
  type Chain,
  type Hook,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '../../netfilter/ruleset.ts';
import { chains } from '../names.ts';
import type { ProxyNode } from '../proxyNode.ts';
import {
  filterJumps,
  forwardRules,
  jumpsFrom,
  kubeletFirewallRules,
  markMasqueradeRules,
  natJumps,
  postroutingRules,
} from './frame.ts';
import { nodePortJumps } from './nodePortRules.ts';
import { ChainIndex } from './chainIndex.ts';
import type { ServiceRules } from './serviceRules.ts';

/** The frame that stands on every node, filled with the rules of all service ports. */
export function assemble(proxy: ProxyNode, services: readonly ServiceRules[]): Ruleset {
  return {
    family: proxy.family,
    tables: [filterTable(proxy, services), natTable(proxy, services), mangleTable()],
  };
}

function filterTable(proxy: ProxyNode, services: readonly ServiceRules[]): Table {
  const { iptables } = proxy.behaviour;
  const jumps = filterJumps(proxy);
  const own: Chain[] = [
    shared(chains.externalServices, 'refuses what comes from outside', rulesIn(services, 'externalServices')),
    shared(chains.forward, 'lets service traffic through', forwardRules(proxy)),
    shared(chains.canary, 'kube-proxy looks for it to notice that someone flushed the rules', []),
    shared(chains.services, 'refuses services without endpoints', rulesIn(services, 'filterServices')),
  ];
  if (iptables.healthCheckRules)
    own.push(shared(chains.nodePorts, 'lets health checks in', rulesIn(services, 'healthChecks')));
  if (iptables.drops === 'filter')
    own.push(
      shared(
        chains.proxyFirewall,
        'drops what load-balancer source ranges exclude',
        rulesIn(services, 'firewall'),
      ),
    );
  if (iptables.kubeletFirewall)
    own.push(shared(chains.kubeletFirewall, 'guards loopback addresses', kubeletFirewallRules(proxy)));
  const hooks: readonly Hook[] = ['INPUT', 'FORWARD', 'OUTPUT'];
  return table('filter', hooks, (hook) => jumpsFrom(jumps, hook), own);
}

function natTable(proxy: ProxyNode, services: readonly ServiceRules[]): Table {
  const own: Chain[] = [
    shared(chains.services, 'leads each service address to its service', [
      ...rulesIn(services, 'services'),
      ...nodePortJumps(proxy),
    ]),
    shared(chains.nodePorts, 'leads each node port to its service', rulesIn(services, 'nodePorts')),
    shared(chains.postrouting, 'masquerades what is marked', postroutingRules(proxy)),
    shared(chains.markMasquerade, 'marks what must be masqueraded', markMasqueradeRules(proxy)),
    shared(chains.canary, 'kube-proxy looks for it to notice that someone flushed the rules', []),
  ];
  if (hasMarkDrop(proxy, services))
    own.push({
      name: chains.markDrop,
      rules: [],
      because: machinery('kubelet', 'marks what must be dropped'),
    });
  const hooks: readonly Hook[] = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'];
  const first = builtIn(hooks, (hook) => jumpsFrom(natJumps, hook));
  return { name: 'nat', chains: natChains(proxy, services, first, own) };
}

/** kube-proxy only makes sure of it; its rule is the kubelet's. Where it does not, a jump shows that the kubelet did. */
const hasMarkDrop = ({ behaviour: { iptables } }: ProxyNode, services: readonly ServiceRules[]): boolean =>
  iptables.drops === 'markDrop' && (iptables.ensuresMarkDrop || services.some(({ marksDrop }) => marksDrop));

interface Indexed {
  readonly services: readonly ServiceRules[];
  readonly chains: ChainIndex;
}

/** The chains of all services as they were last indexed for this node: an edit re-indexes only what it changed. */
const latest = new WeakMap<ProxyNode, Indexed>();

function natChains(
  proxy: ProxyNode,
  services: readonly ServiceRules[],
  first: readonly Chain[],
  own: readonly Chain[],
): ChainIndex {
  const known = latest.get(proxy) ?? { services: [], chains: ChainIndex.of([], []) };
  const { removed, added } = difference(known.services, services);
  const indexed = known.chains.changed(
    [],
    removed.map((one) => one.chains),
    added.map((one) => one.chains),
  );
  latest.set(proxy, { services, chains: indexed });
  return indexed.changed(first, [], [own]);
}

/** What is only in the one list and what is only in the other; most of both is the same and in the same order. */
function difference<T>(
  before: readonly T[],
  after: readonly T[],
): { readonly removed: readonly T[]; readonly added: readonly T[] } {
  const removed = new Set<T>();
  const added = new Set<T>();
  for (let i = 0; i < Math.max(before.length, after.length); i += 1) {
    const [old, now] = [before[i], after[i]];
    if (old === now) continue;
    if (old !== undefined && !added.delete(old)) removed.add(old);
    if (now !== undefined && !removed.delete(now)) added.add(now);
  }
  return { removed: [...removed], added: [...added] };
}

function mangleTable(): Table {
  const hooks: readonly Hook[] = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];
  const canary = shared(
    chains.canary,
    'kube-proxy looks for it to notice that someone flushed the rules',
    [],
  );
  return table('mangle', hooks, () => [], [canary]);
}

function table(
  name: TableName,
  hooks: readonly Hook[],
  rulesAt: (hook: Hook) => readonly Rule[],
  own: readonly Chain[],
): Table {
  return { name, chains: ChainIndex.of(builtIn(hooks, rulesAt), own) };
}

const builtIn = (hooks: readonly Hook[], rulesAt: (hook: Hook) => readonly Rule[]): readonly Chain[] =>
  hooks.map((hook) => ({
    name: chainName(hook),
    policy: 'ACCEPT',
    rules: rulesAt(hook),
    because: machinery('kernel', 'a built-in chain'),
  }));

const shared = (name: ChainName, does: string, rules: readonly Rule[]): Chain => ({
  name,
  rules,
  because: machinery('kube-proxy', does),
});

function rulesIn(
  services: readonly ServiceRules[],
  where: Exclude<keyof ServiceRules, 'chains' | 'marksDrop'>,
): readonly Rule[] {
  const rules: Rule[] = [];
  for (const service of services) {
    const more = service[where];
    if (more.length > 0) rules.push(...more);
  }
  return rules;
}
