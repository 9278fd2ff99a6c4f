import type { Cluster, ExternalHost } from '../../cluster/cluster.ts';
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
  const learnt = learntRoutes(host, imported(cluster, host, family), (_path, hop) => ({
    hop,
    metric,
    options: [],
  }));
  return [
    ...defaultRoute(host, family),
    ...connectedRoutes(host, family),
    ...linkLocalRoutes(host, family),
    ...learnt,
  ];
}

function imported(cluster: Cluster, host: ExternalHost, family: IpFamily): Learned {
  if (host.bgp === undefined) return new Map();
  const { importPrefixes } = host.bgp;
  return learnedBy(
    cluster,
    { kind: 'external', host },
    family,
    (prefix) => importPrefixes === undefined || isWithin(importPrefixes, prefix),
  );
}
