import type { Cluster, ExternalHost } from '../../cluster/cluster.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { isWithin } from '../../net/prefixTree.ts';
import { connectedRoutes, defaultRoute, linkLocalRoutes, metrics6 } from './connected.ts';
import type { Learned } from './exports.ts';
import { learnedBy } from './learn.ts';
import { learntRoutes } from './learntRoutes.ts';
import type { Route } from './route.ts';

/** A machine outside: its own links, its gateway, and what BGP brings past its import filter. */
export function externalRoutes(cluster: Cluster, host: ExternalHost, family: IpFamily): readonly Route[] {
  const metric = family === 4 ? undefined : metrics6.user;
  const links = [...connectedRoutes(host, family), ...linkLocalRoutes(host, family)];
  const gateway = defaultRoute(host, family);
  const attached = new Set([...links, ...gateway].map(({ destination }) => destination));
  attached.delete((family === 4 ? '0.0.0.0/0' : '::/0') as Cidr);
  const learned = imported(cluster, host, family, (prefix) => !attached.has(prefix));
  return [
    ...gateway.filter(({ destination }) => !learned.has(destination)),
    ...links,
    ...learntRoutes(host, learned, (_path, hop) => ({ hop, metric, options: [] })),
  ];
}

/** BIRD prefers the machine's own subnets to what it learns, and what it learns to a default route that was there before. */
function imported(
  cluster: Cluster,
  host: ExternalHost,
  family: IpFamily,
  wanted: (prefix: Cidr) => boolean,
): Learned {
  if (host.bgp === undefined) return new Map();
  const { importPrefixes } = host.bgp;
  return learnedBy(
    cluster,
    { kind: 'external', host },
    family,
    (prefix) => wanted(prefix) && (importPrefixes === undefined || isWithin(importPrefixes, prefix)),
  );
}
