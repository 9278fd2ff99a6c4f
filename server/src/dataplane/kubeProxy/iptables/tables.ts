import { machinery, type Origin } from '../../../origin/origin.ts';
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
import { bytewise } from '../order.ts';
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
  for (const service of services) own.push(...service.chains);
  if (hasMarkDrop(proxy, own))
    own.push({
      name: chains.markDrop,
      rules: [],
      because: machinery('kubelet', 'marks what must be dropped'),
    });
  const hooks: readonly Hook[] = ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'];
  return table('nat', hooks, (hook) => jumpsFrom(natJumps, hook), own);
}

/** kube-proxy only makes sure of it; its rule is the kubelet's. Where it does not, a jump shows that the kubelet did. */
function hasMarkDrop({ behaviour: { iptables } }: ProxyNode, own: readonly Chain[]): boolean {
  if (iptables.drops === 'filter') return false;
  return (
    iptables.ensuresMarkDrop ||
    own.some(({ rules }) =>
      rules.some(({ target }) => target.kind === 'jump' && target.chain === chains.markDrop),
    )
  );
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
  const found = new Map<ChainName, Chain>();
  const because: Origin = machinery('kernel', 'a built-in chain');
  for (const hook of hooks) {
    const built = chainName(hook);
    found.set(built, { name: built, policy: 'ACCEPT', rules: rulesAt(hook), because });
  }
  for (const chain of [...own].sort((a, b) => bytewise(a.name, b.name))) found.set(chain.name, chain);
  return { name, chains: found };
}

const shared = (name: ChainName, does: string, rules: readonly Rule[]): Chain => ({
  name,
  rules,
  because: machinery('kube-proxy', does),
});

function rulesIn(
  services: readonly ServiceRules[],
  where: Exclude<keyof ServiceRules, 'chains'>,
): readonly Rule[] {
  const rules: Rule[] = [];
  for (const service of services) for (const rule of service[where]) rules.push(rule);
  return rules;
}
