import { blocksOfNode, borrowedByNode } from '../../cluster/calico/blocks.ts';
import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { ClusterPool } from '../../cluster/calico/pools.ts';
import type { Cluster, ClusterService } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { familyOfCidr, hostCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { compareCidr } from '../../net/prefixTree.ts';
import { merge, type Origin } from '../../origin/origin.ts';
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
  const ranges = advertisedRanges(cluster).map(({ value, because }): Announcement => ({
    prefix: value,
    reason: { kind: 'serviceRange' },
    because,
  }));
  const services = advertisedServices(cluster);
  const local = localServices(services);
  const everywhere = services.filter((routes) => routes.everywhere !== undefined);
  return new Map(
    bgpNodes(cluster).map((node) => {
      const ofServices =
        node.excludedFromServices === undefined
          ? [...ranges, ...serviceAddresses(node, everywhere, local.get(node.name) ?? [])]
          : [];
      const all = [...podPrefixes(cluster, node), ...ofServices];
      return [node.name, onePerPrefix(all).sort((a, b) => compareCidr(a.prefix, b.prefix))];
    }),
  );
});

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
): readonly Announcement[] =>
  [...everywhere, ...local].flatMap((routes) => {
    const reason = routes.everywhere ?? routes.nodes.get(name);
    return routes.prefixes.map(({ prefix, because }): Announcement => ({
      prefix,
      reason: { kind: 'serviceAddress', services: [routes.service] },
      because: reason === undefined ? because : merge(reason, because),
    }));
  });

/** A block of one address is no static route: the pod's own route already is that prefix (bird_aggr.cfg.template). */
function podPrefixes(cluster: Cluster, { name }: BgpNode): readonly Announcement[] {
  const blocks = blocksOfNode(cluster, name).map(({ cidr, pool, because }): Announcement => ({
    prefix: cidr,
    reason: { kind: 'block', pool },
    because,
  }));
  const borrowed = (borrowedByNode(cluster).get(name) ?? []).map(({ ip, because }): Announcement => ({
    prefix: hostCidr(ip),
    reason: { kind: 'borrowed' },
    because,
  }));
  return [...blocks, ...borrowed];
}

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
  const because = merge(a.because, b.because);
  if (a.reason.kind !== 'serviceAddress' || b.reason.kind !== 'serviceAddress') return { ...a, because };
  const services = [...new Set([...a.reason.services, ...b.reason.services])];
  return { ...a, reason: { kind: 'serviceAddress', services }, because };
}
