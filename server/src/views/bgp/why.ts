import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { Cluster, ClusterService } from '../../cluster/cluster.ts';
import { announcements, type Announcement } from '../../dataplane/routing/announcements.ts';
import type { Path } from '../../dataplane/routing/path.ts';
import { advertisedServices, type ServiceRoutes } from '../../dataplane/routing/serviceRoutes.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Cidr } from '../../net/cidr.ts';
import { listed } from '../words.ts';

/** Why a node announces a prefix, in a sentence that follows the node's name: "there" is the node. */
export function whyAnnounced(cluster: Cluster, node: string, { prefix, reason }: Announcement): string {
  switch (reason.kind) {
    case 'block':
      return reason.pool === undefined
        ? `block of ${node}, from its own podCIDR`
        : `block of ${node}, pool ${reason.pool.name}`;
    case 'borrowed':
      return 'a pod there has this address of another node’s block';
    case 'serviceRange':
      return `${listOf(cluster, prefix)}: every node announces the whole range`;
    case 'serviceAddress':
      return reason.services.map((service) => whyAddress(cluster, service)).join('; ');
  }
}

/** Which list of the BGPConfiguration holds a range. */
function listOf(cluster: Cluster, prefix: Cidr): string {
  const settings = bgpSettings(cluster);
  const lists = serviceLists.filter((name) => settings[name].some(({ value }) => value === prefix));
  return listed(lists.length === 0 ? ['service range'] : lists);
}

export const serviceLists = ['serviceClusterIPs', 'serviceExternalIPs', 'serviceLoadBalancerIPs'] as const;

function whyAddress(cluster: Cluster, service: ClusterService): string {
  const name = `${service.namespace}/${service.name}`;
  const everywhere = routesOfService(cluster, service)?.everywhere;
  if (everywhere === undefined) return `${name} has an endpoint there, externalTrafficPolicy Local`;
  const list = everywhere.flatMap((cause) =>
    cause.kind === 'manifest' ? (serviceLists.find((known) => known === cause.note) ?? []) : [],
  )[0];
  return list === undefined
    ? `${name} has a ready endpoint, and serviceLoadBalancerAggregation is Disabled`
    : `${name}: ${list} lists an address of it by itself, externalTrafficPolicy Cluster`;
}

export const routesOfService = (cluster: Cluster, service: ClusterService): ServiceRoutes | undefined =>
  byService(cluster).get(service);

const byService = memoByKey(
  (cluster: Cluster): ReadonlyMap<ClusterService, ServiceRoutes> =>
    new Map(advertisedServices(cluster).map((routes) => [routes.service, routes])),
);

/** The node that announced a path first. */
export const announcerOf = ({ sessions: [first] }: Path): BgpNode => first.local;

/** Why the first node announced what a path leads to. */
export function whyPath(cluster: Cluster, path: Path): string {
  const { name } = announcerOf(path);
  const announcement = announcements(cluster, name).find(({ prefix }) => prefix === path.prefix);
  return announcement === undefined
    ? 'a route of its kernel, which a BGPFilter lets out'
    : whyAnnounced(cluster, name, announcement);
}
