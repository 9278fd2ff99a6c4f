import type { Cluster } from '../cluster/cluster.ts';
import type { ProxyDataplane } from '../dataplane/dataplane.ts';
import { deriveNode } from '../dataplane/derive.ts';
import { chains } from '../dataplane/kubeProxy/names.ts';
import type { IpvsState, VirtualServer } from '../dataplane/netfilter/ipvs.ts';
import type { NftPart, NftTable } from '../dataplane/netfilter/nft.ts';
import type { Chain, ChainName, Rule, Ruleset } from '../dataplane/netfilter/ruleset.ts';
import { memoByKey } from '../memo/memo.ts';
import type { IpFamily } from '../net/ip.ts';
import type { Origin } from '../origin/origin.ts';
import type { Resource } from '../resources/resource.ts';
import type { Section } from '../text/span.ts';

/** What one object causes on one node. */
export interface Amount {
  readonly rules: number;
  /** Members of nftables sets and maps. */
  readonly elements: number;
  readonly virtualServers: number;
}

export interface Caused {
  /** The nodes that were looked at. */
  readonly nodes: readonly string[];
  /** One for each of them. */
  readonly amounts: readonly Amount[];
}

/** Of a larger cluster one node is looked at, and named. */
const mostNodes = 5;

/** Counts what an object causes, by the origin of each rule, element or virtual server, in the families given. */
export function causedBy(cluster: Cluster, resource: Resource, families: readonly IpFamily[]): Caused {
  const shown = cluster.nodes.find(({ schedulable }) => schedulable) ?? cluster.nodes[0];
  const nodes = cluster.nodes.length <= mostNodes || shown === undefined ? cluster.nodes : [shown];
  const names = nodes.map(({ name }) => name);
  const onNode = (name: string): Amount =>
    families
      .flatMap((family) => deriveNode(cluster, name, family)?.proxy ?? [])
      .map((proxy) => amountIn(proxy, resource))
      .reduce(sum, nothing);
  return { nodes: names, amounts: names.map(onNode) };
}

const nothing: Amount = { rules: 0, elements: 0, virtualServers: 0 };

const sum = (a: Amount, b: Amount): Amount => ({
  rules: a.rules + b.rules,
  elements: a.elements + b.elements,
  virtualServers: a.virtualServers + b.virtualServers,
});

/** IPVS mode's few rules speak of sets, so there virtual servers are counted. */
function amountIn(proxy: ProxyDataplane, resource: Resource): Amount {
  switch (proxy.mode) {
    case 'iptables':
      return { ...nothing, rules: rulesOf(proxy.ruleset, resource) };
    case 'ipvs':
      return {
        ...nothing,
        virtualServers: serversBySection(proxy.ipvs)
          .at(resource.section)
          .filter(({ because }) => isCause(resource, because)).length,
      };
    case 'nftables':
      return inParts(proxy.table, resource);
  }
}

/** Whether something is so because of this very object, and not of another one in the same document. */
function isCause({ section, span }: Resource, because: Origin): boolean {
  for (const cause of because)
    if (cause.kind === 'manifest' && cause.span.section === section) {
      const { start } = cause.span;
      if (span.start <= start && start <= span.end) return true;
    }
  return false;
}

/** Rules of the shared chains that the object causes, and of the service chains that those lead to. */
function rulesOf(ruleset: Ruleset, resource: Resource): number {
  let count = 0;
  for (const { chains: all } of ruleset.tables) {
    const counted = new Set<Chain>();
    for (const rule of sharedRules(all).at(resource.section)) {
      if (!isCause(resource, rule.because)) continue;
      count += 1;
      for (const { chain, rules } of below(all, rule, resource)) {
        if (!counted.has(chain)) count += rules;
        counted.add(chain);
      }
    }
  }
  return count;
}

interface CausedInChain {
  readonly chain: Chain;
  readonly rules: number;
}

type ChainsByName = ReadonlyMap<ChainName, Chain>;

function below(all: ChainsByName, rule: Rule, resource: Resource): readonly CausedInChain[] {
  const chain = serviceChainBehind(all, rule);
  if (chain === undefined) return [];
  const known = counted.get(chain);
  if (known?.resource === resource) return known.chains;
  const chains = walk(all, chain, resource);
  counted.set(chain, { resource, chains });
  return chains;
}

/** The chains of a service port are made together, so what is below one of them is the same for as long as it is. */
const counted = new WeakMap<
  Chain,
  { readonly resource: Resource; readonly chains: readonly CausedInChain[] }
>();

function walk(all: ChainsByName, first: Chain, resource: Resource): readonly CausedInChain[] {
  const reached = new Set([first]);
  const found: CausedInChain[] = [];
  // A set hands out what is added to it while it is walked.
  for (const chain of reached) {
    const rules = chain.rules.filter(({ because }) => isCause(resource, because));
    found.push({ chain, rules: rules.length });
    for (const rule of rules) {
      const next = serviceChainBehind(all, rule);
      if (next !== undefined) reached.add(next);
    }
  }
  return found;
}

const serviceChainBehind = (all: ChainsByName, { target }: Rule): Chain | undefined =>
  (target.kind === 'jump' || target.kind === 'goto') && !sharedChains.has(target.chain)
    ? all.get(target.chain)
    : undefined;

const sharedChains: ReadonlySet<ChainName> = new Set(Object.values(chains));

const sharedRules = memoByKey((all: ChainsByName): BySection<Rule> =>
  bySection([...sharedChains].flatMap((name) => all.get(name)?.rules ?? [])),
);

const serversBySection = memoByKey(({ virtualServers }: IpvsState): BySection<VirtualServer> =>
  bySection(virtualServers),
);

function inParts(table: NftTable, resource: Resource): Amount {
  const parts = partsBySection(table).at(resource.section);
  const caused = (things: readonly { readonly because: Origin }[]): number =>
    things.filter(({ because }) => isCause(resource, because)).length;
  return {
    ...nothing,
    rules: caused(parts.flatMap((part) => part.chains.flatMap(({ rules }) => rules))),
    elements: caused(parts.flatMap(({ elements }) => elements)),
  };
}

/** A service port adds at least one element for its cluster IP, so a part without the object's section holds nothing of it. */
const partsBySection = memoByKey(({ parts }: NftTable): BySection<NftPart> => {
  const found = new Map<Section, Set<NftPart>>();
  for (const part of parts)
    for (const section of sectionsOfPart(part))
      found.set(section, (found.get(section) ?? new Set()).add(part));
  return { at: (section) => [...(found.get(section) ?? [])] };
});

const sectionsOfPart = memoByKey(
  ({ elements }: NftPart): ReadonlySet<Section> =>
    new Set(elements.flatMap(({ because }) => sectionsOf(because))),
);

/** Things by the documents that caused them. */
interface BySection<T> {
  readonly at: (section: Section) => readonly T[];
}

function bySection<T extends { readonly because: Origin }>(things: readonly T[]): BySection<T> {
  const found = new Map<Section, T[]>();
  for (const thing of things)
    for (const section of sectionsOf(thing.because)) {
      const known = found.get(section);
      if (known === undefined) found.set(section, [thing]);
      else known.push(thing);
    }
  return { at: (section) => found.get(section) ?? [] };
}

/** Each once. A plain loop: this is asked of every rule after every keystroke. */
function sectionsOf(because: Origin): readonly Section[] {
  const sections: Section[] = [];
  for (const cause of because)
    if (cause.kind === 'manifest' && !sections.includes(cause.span.section))
      sections.push(cause.span.section);
  return sections;
}
