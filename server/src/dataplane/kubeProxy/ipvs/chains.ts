import { chainName } from '../../netfilter/ruleset.ts';
import type { Chain, ChainName, Hook, Rule, Ruleset, Table, TableName } from '../../netfilter/ruleset.ts';
import {
  accessFilterRules,
  always,
  comment,
  forwardRules,
  healthCheckRules,
  jump,
  loadBalancerRules,
  nodeAccessRules,
  nodePortRules,
  postroutingRules,
  proxyFirewallRules,
  servicesRules,
  sourceRangeRules,
  type RuleFacts,
} from './rules.ts';

interface OwnChain {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** What the chain is for. */
  readonly note: string;
}

interface Link {
  readonly from: Hook;
  readonly to: string;
  readonly comment: string;
}

/** The whole rule set of IPVS mode, one family: a fixed number of rules, however many services there are. */
export const ipvsRuleset = (facts: RuleFacts): Ruleset => ({
  family: facts.family,
  tables: [
    table('filter', ['INPUT', 'FORWARD', 'OUTPUT'], filterLinks(facts), filterChains(facts)),
    table('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], natLinks, natChains(facts)),
  ],
});

const natLinks: readonly Link[] = [
  { from: 'PREROUTING', to: 'KUBE-SERVICES', comment: 'kubernetes service portals' },
  { from: 'OUTPUT', to: 'KUBE-SERVICES', comment: 'kubernetes service portals' },
  { from: 'POSTROUTING', to: 'KUBE-POSTROUTING', comment: 'kubernetes postrouting rules' },
];

/** In the order they come to stand in: kube-proxy puts each new one in front (proxier.go: iptablesJumpChain). */
function filterLinks({ behaviour }: RuleFacts): readonly Link[] {
  const firewall = { to: 'KUBE-PROXY-FIREWALL', comment: 'kube-proxy firewall rules' };
  const accessFilter = 'kubernetes ipvs access filter';
  return [
    ...when<Link>(behaviour.accessFilter.length > 0, {
      from: 'INPUT',
      to: 'KUBE-IPVS-FILTER',
      comment: accessFilter,
    }),
    ...when<Link>(behaviour.sourceRanges === 'filter', { from: 'INPUT', ...firewall }),
    ...when<Link>(behaviour.acceptsHealthChecks, {
      from: 'INPUT',
      to: 'KUBE-NODE-PORT',
      comment: 'kubernetes health check rules',
    }),
    ...when<Link>(behaviour.sourceRanges === 'filter', { from: 'FORWARD', ...firewall }),
    { from: 'FORWARD', to: 'KUBE-FORWARD', comment: 'kubernetes forwarding rules' },
    ...when<Link>(behaviour.nodeAccess !== 'open', {
      from: 'OUTPUT',
      to: 'KUBE-IPVS-OUT-FILTER',
      comment: accessFilter,
    }),
  ];
}

const when = <T>(holds: boolean, item: T): readonly T[] => (holds ? [item] : []);

function filterChains(facts: RuleFacts): readonly OwnChain[] {
  const { behaviour } = facts;
  const filtersRanges = behaviour.sourceRanges === 'filter';
  return [
    { name: 'KUBE-FORWARD', rules: forwardRules(facts), note: 'lets service traffic be forwarded' },
    ...when(behaviour.accessFilter.length > 0, {
      name: 'KUBE-IPVS-FILTER',
      rules: accessFilterRules(facts),
      note: "keeps the node's own ports from being reached through service addresses",
    }),
    ...when(behaviour.nodeAccess !== 'open', {
      name: 'KUBE-IPVS-OUT-FILTER',
      rules: nodeAccessRules(facts),
      note: 'keeps the node from load balancers whose source ranges leave it out',
    }),
    ...when(behaviour.acceptsHealthChecks, {
      name: 'KUBE-NODE-PORT',
      rules: healthCheckRules(facts),
      note: 'lets the health checks of load balancers in',
    }),
    ...when(filtersRanges, {
      name: 'KUBE-PROXY-FIREWALL',
      rules: proxyFirewallRules(facts),
      note: 'picks what goes to load balancers with source ranges',
    }),
    ...when(filtersRanges, {
      name: 'KUBE-SOURCE-RANGES-FIREWALL',
      rules: sourceRangeRules(facts, { kind: 'drop' }),
      note: 'drops what no source range allows',
    }),
  ];
}

function natChains(facts: RuleFacts): readonly OwnChain[] {
  const marksDrops = facts.behaviour.sourceRanges === 'markDrop';
  const { value } = facts.masqueradeMark;
  return [
    ...when(marksDrops, {
      name: 'KUBE-FIREWALL',
      rules: sourceRangeRules(facts, jump('KUBE-MARK-DROP')),
      note: 'marks for dropping what no source range allows',
    }),
    {
      name: 'KUBE-LOAD-BALANCER',
      rules: loadBalancerRules(facts),
      note: 'traffic to load balancer addresses',
    },
    ...when(marksDrops, {
      name: 'KUBE-MARK-DROP',
      rules: [],
      note: 'filled by the kubelet, which drops what it marks',
    }),
    {
      name: 'KUBE-MARK-MASQ',
      rules: [
        { matches: [], target: { kind: 'mark', value, mask: value }, because: facts.masqueradeMark.because },
      ],
      note: 'marks for masquerading',
    },
    { name: 'KUBE-NODE-PORT', rules: nodePortRules(facts), note: 'traffic to node ports' },
    { name: 'KUBE-POSTROUTING', rules: postroutingRules(facts), note: 'masquerades what is marked' },
    { name: 'KUBE-SERVICES', rules: servicesRules(facts), note: 'traffic to service addresses' },
  ];
}

function table(
  name: TableName,
  hooks: readonly Hook[],
  links: readonly Link[],
  own: readonly OwnChain[],
): Table {
  const builtIn = hooks.map((hook): [ChainName, Chain] => [
    chainName(hook),
    {
      name: chainName(hook),
      policy: 'ACCEPT',
      rules: links.filter(({ from }) => from === hook).map(linkRule),
      because: [{ kind: 'machinery', component: 'kernel', note: `the ${hook} hook of ${name}` }],
    },
  ]);
  const user = own.map(({ name: chain, rules, note }): [ChainName, Chain] => [
    chainName(chain),
    { name: chainName(chain), rules, because: always(note) },
  ]);
  return { name, chains: new Map([...builtIn, ...user]) };
}

const linkRule = ({ from, to, comment: text }: Link): Rule => ({
  matches: [comment(text)],
  target: jump(to),
  because: always(`everything in ${from} passes ${to}`),
});
