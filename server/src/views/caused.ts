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
const isCause = ({ section, span }: Resource, because: Origin): boolean =>
  because.some(
    (cause) =>
      cause.kind === 'manifest' &&
      cause.span.section === section &&
      span.start <= cause.span.start &&
      cause.span.start <= span.end,
  );

/**
 * Rules of the shared chains that the object causes, and of the chains that those lead to: other chains, of which a cluster
 * has tens of thousands, are not looked into.
 */
function rulesOf(ruleset: Ruleset, resource: Resource): number {
  let count = 0;
  for (const { chains: all } of ruleset.tables) {
    const reached = new Set<ChainName>();
    let rules = sharedRules(all).at(resource.section);
    while (rules.length > 0) {
      const caused = rules.filter(({ because }) => isCause(resource, because));
      count += caused.length;
      rules = caused.flatMap(({ target }) => {
        if (target.kind !== 'jump' && target.kind !== 'goto') return [];
        if (reached.has(target.chain) || sharedChains.has(target.chain)) return [];
        reached.add(target.chain);
        return all.get(target.chain)?.rules ?? [];
      });
    }
  }
  return count;
}

const sharedChains: ReadonlySet<ChainName> = new Set(Object.values(chains));

const sharedRules = memoByKey((all: ReadonlyMap<ChainName, Chain>): BySection<Rule> =>
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
    for (const section of new Set(sectionsOf(thing.because))) {
      const known = found.get(section);
      if (known === undefined) found.set(section, [thing]);
      else known.push(thing);
    }
  return { at: (section) => found.get(section) ?? [] };
}

const sectionsOf = (because: Origin): readonly Section[] =>
  because.flatMap((cause) => (cause.kind === 'manifest' ? [cause.span.section] : []));

/** The family of the cluster's first service range. */
export const familyInUse = (cluster: Cluster): IpFamily =>
  cluster.serviceCIDRs[0]?.value.includes(':') === true ? 6 : 4;
