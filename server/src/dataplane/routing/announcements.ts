import { blocksOfNode, borrowedByNode, type Block, type Borrowed } from '../../cluster/calico/blocks.ts';
import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { speaksBgp } from '../../cluster/calico/bgpSettings.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import type { Cluster, ClusterService } from '../../cluster/cluster.ts';
import { memoByKey, sameItems } from '../../memo/memo.ts';
import { familyOfCidr, hostCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { compareCidr } from '../../net/prefixTree.ts';
import { merge, type Fact, type Origin } from '../../origin/origin.ts';
import { explained } from './explained.ts';
import { advertisedRanges, advertisedServices, type ServiceRoutes } from './serviceRoutes.ts';

/** A prefix that a node offers to its BGP peers by itself. What a peer's filter takes is another question. */
export interface Announcement {
  readonly prefix: Cidr;
  readonly reason: AnnouncementReason;
  readonly because: Origin;
}

export type AnnouncementReason =
  /** A block of a pool; all pods in it stand behind this one prefix. */
  | { readonly kind: 'block'; readonly pool: ClusterPool | undefined }
  /** An address of another node's block that a pod here has. */
  | { readonly kind: 'borrowed' }
  /** A whole range of serviceClusterIPs, serviceExternalIPs or serviceLoadBalancerIPs. */
  | { readonly kind: 'serviceRange' }
  /** One address of a service. */
  | { readonly kind: 'serviceAddress'; readonly services: readonly ClusterService[] };

/** What this node announces, by prefix: of one family, or of both. Empty for a node that is not there. */
export function announcements(cluster: Cluster, node: string, family?: IpFamily): readonly Announcement[] {
  const all = announcementsByNode(cluster).get(node) ?? [];
  return family === undefined ? all : all.filter(({ prefix }) => familyOfCidr(prefix) === family);
}

const announcementsByNode = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly Announcement[]> => {
  if (!speaksBgp(cluster)) return new Map();
  const ranges = advertisedRanges(cluster).map((range) => announcedRange(range));
  const services = advertisedServices(cluster);
  const local = localServices(services);
  const everywhere = services.filter((routes) => routes.everywhere !== undefined);
  return new Map(
    bgpNodes(cluster).map((node) => {
      const ofServices =
        node.excludedFromServices === undefined
          ? [...ranges, ...serviceAddresses(node, everywhere, local.get(node.name) ?? [])]
          : [];
      return [node.name, inOrder(node, [...podPrefixes(cluster, node), ...ofServices])];
    }),
  );
});

const announcedRange = memoByKey(({ value, because }: Fact<Cidr>): Announcement => ({
  prefix: value,
  reason: { kind: 'serviceRange' },
  because,
}));

const lastLists = new WeakMap<
  object,
  { readonly all: readonly Announcement[]; readonly sorted: readonly Announcement[] }
>();

/** By prefix, each once; the last list is kept with the node, for an edit changes few of them. */
function inOrder({ node }: BgpNode, all: readonly Announcement[]): readonly Announcement[] {
  const known = lastLists.get(node);
  if (known !== undefined && sameItems(known.all, all)) return known.sorted;
  const sorted = onePerPrefix(all).sort((a, b) => compareCidr(a.prefix, b.prefix));
  lastLists.set(node, { all, sorted });
  return sorted;
}

function localServices(services: readonly ServiceRoutes[]): ReadonlyMap<string, readonly ServiceRoutes[]> {
  const byNode = new Map<string, ServiceRoutes[]>();
  for (const routes of services) {
    for (const node of routes.nodes.keys()) {
      const known = byNode.get(node);
      if (known === undefined) byNode.set(node, [routes]);
      else known.push(routes);
    }
  }
  return byNode;
}

const serviceAddresses = (
  { name }: BgpNode,
  everywhere: readonly ServiceRoutes[],
  local: readonly ServiceRoutes[],
): readonly Announcement[] => [
  ...everywhere.flatMap((routes) => addressesEverywhere(routes)),
  ...local.flatMap((routes) => addressesAt(routes)(name)),
];

const addressesEverywhere = memoByKey((routes: ServiceRoutes) => addressesOf(routes, routes.everywhere));

/** Kept with the service: most edits leave it and its endpoints alone. */
const addressesAt = memoByKey((routes: ServiceRoutes) => {
  const byNode = new Map<string, readonly Announcement[]>();
  return (node: string): readonly Announcement[] => {
    const known = byNode.get(node) ?? addressesOf(routes, routes.nodes.get(node));
    byNode.set(node, known);
    return known;
  };
});

const addressesOf = (routes: ServiceRoutes, reason: Origin | undefined): readonly Announcement[] =>
  routes.prefixes.map(({ prefix, because }): Announcement =>
    explained({ prefix, reason: { kind: 'serviceAddress', services: [routes.service] } }, () =>
      reason === undefined ? because : merge(reason, because),
    ),
  );

/** A block of one address is no static route: the pod's own route already is that prefix (bird_aggr.cfg.template). */
const podPrefixes = (cluster: Cluster, { name }: BgpNode): readonly Announcement[] => [
  ...blocksOfNode(cluster, name).map((block) => announcedBlock(block)),
  ...(borrowedByNode(cluster).get(name) ?? []).map((address) => announcedAddress(address)),
];

const announcedBlock = memoByKey(({ cidr, pool, because }: Block): Announcement => ({
  prefix: cidr,
  reason: { kind: 'block', pool },
  because,
}));

const announcedAddress = memoByKey(({ ip, because }: Borrowed): Announcement => ({
  prefix: hostCidr(ip),
  reason: { kind: 'borrowed' },
  because,
}));

/** Two services may share an external address: one route, both causes. */
function onePerPrefix(all: readonly Announcement[]): Announcement[] {
  const byPrefix = new Map<Cidr, Announcement>();
  for (const next of all) {
    const known = byPrefix.get(next.prefix);
    byPrefix.set(next.prefix, known === undefined ? next : joined(known, next));
  }
  return [...byPrefix.values()];
}

function joined(a: Announcement, b: Announcement): Announcement {
  const services =
    a.reason.kind === 'serviceAddress' && b.reason.kind === 'serviceAddress'
      ? [...new Set([...a.reason.services, ...b.reason.services])]
      : undefined;
  return explained(
    { prefix: a.prefix, reason: services === undefined ? a.reason : { kind: 'serviceAddress', services } },
    () => merge(a.because, b.because),
  );
}
