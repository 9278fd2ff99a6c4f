import type { Cluster } from '../cluster/cluster.ts';
import type { ProxyDataplane } from '../dataplane/dataplane.ts';
import { deriveNode } from '../dataplane/derive.ts';
import { chainsOf } from '../dataplane/netfilter/nftTable.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Origin } from '../origin/origin.ts';
import type { Resource } from '../resources/resource.ts';
import type { Section } from '../text/span.ts';

/** How much one object causes on the nodes that were looked at. */
export interface Caused {
  readonly noun: 'rule' | 'virtual server' | 'element';
  /** Fewest and most on any of the nodes. */
  readonly least: number;
  readonly most: number;
  readonly nodes: number;
}

/** Looking at every node of a large cluster for a count above a line is not worth the wait. */
const mostNodes = 5;

/** Counts what an object causes, by the origin of every rule, virtual server or map element. */
export function causedBy(cluster: Cluster, resource: Resource): Caused | undefined {
  const proxies = cluster.nodes
    .slice(0, mostNodes)
    .flatMap(({ name }) => deriveNode(cluster, name, familyInUse(cluster))?.proxy ?? []);
  const [first] = proxies;
  if (first === undefined) return undefined;
  const counts = proxies.map((proxy) => countWithin(causeIndex(proxy), resource));
  return {
    noun: nouns[first.mode],
    least: Math.min(...counts),
    most: Math.max(...counts),
    nodes: cluster.nodes.length,
  };
}

const nouns = { iptables: 'rule', ipvs: 'virtual server', nftables: 'element' } as const;

/** The family of the cluster's first service range. */
export const familyInUse = (cluster: Cluster): 4 | 6 =>
  cluster.serviceCIDRs[0]?.value.includes(':') === true ? 6 : 4;

/** For each section the facts that it causes: the fact's number and where in the section the cause stands. */
type CauseIndex = ReadonlyMap<Section, readonly (readonly [fact: number, start: number])[]>;

const causeIndex = memoByKey((proxy: ProxyDataplane): CauseIndex => {
  const index = new Map<Section, (readonly [number, number])[]>();
  let fact = 0;
  for (const because of originsOf(proxy)) {
    fact += 1;
    for (const cause of because) {
      if (cause.kind !== 'manifest') continue;
      const entries = index.get(cause.span.section);
      if (entries === undefined) index.set(cause.span.section, [[fact, cause.span.start]]);
      else entries.push([fact, cause.span.start]);
    }
  }
  return index;
});

function countWithin(index: CauseIndex, { section, span }: Resource): number {
  const facts = new Set<number>();
  for (const [fact, start] of index.get(section) ?? [])
    if (span.start <= start && start <= span.end) facts.add(fact);
  return facts.size;
}

function* originsOf(proxy: ProxyDataplane): Iterable<Origin> {
  switch (proxy.mode) {
    case 'iptables':
      for (const { chains } of proxy.ruleset.tables)
        for (const { rules } of chains.values()) for (const { because } of rules) yield because;
      return;
    case 'ipvs':
      for (const { because } of proxy.ipvs.virtualServers) yield because;
      return;
    case 'nftables':
      for (const { elements } of proxy.table.parts) for (const { because } of elements) yield because;
      for (const { rules } of chainsOf(proxy.table)) for (const { because } of rules) yield because;
  }
}
