import type { Cluster, ClusterNode } from '../cluster/cluster.ts';
import type { FelixDataplane, NodeDataplane, ProxyDataplane } from '../dataplane/dataplane.ts';
import { deriveNode } from '../dataplane/derive.ts';
import { proxyNodeOf } from '../dataplane/kubeProxy/proxyNode.ts';
import { deriveRoutes } from '../dataplane/routing/routes.ts';
import type { HostRef } from '../dataplane/routing/host.ts';
import type { Route } from '../dataplane/routing/route.ts';
import type { IpFamily } from '../net/ip.ts';

/** What packets move in: what each node holds, and every routing table. */
export interface World {
  readonly cluster: Cluster;
  readonly family: IpFamily;
  readonly proxy: (node: ClusterNode) => ProxyDataplane | undefined;
  readonly felix: (node: ClusterNode) => FelixDataplane | undefined;
  readonly routes: (at: HostRef) => readonly Route[];
  /** net.ipv4.conf.all.route_localnet: packets with a source in 127.0.0.0/8 may leave the node. */
  readonly routesLoopback: (node: ClusterNode) => boolean;
}

/** The world as it is derived from a cluster. */
export const derivedWorld = (cluster: Cluster, family: IpFamily): World => ({
  cluster,
  family,
  proxy: (node): NodeDataplane['proxy'] | undefined => deriveNode(cluster, node.name, family)?.proxy,
  felix: (node) => deriveNode(cluster, node.name, family)?.felix,
  routes: (at) => deriveRoutes(cluster, at, family),
  // Only iptables mode sets it (pkg/proxy/iptables/proxier.go: NewProxier).
  routesLoopback: (node) =>
    cluster.kubeProxy.mode.value === 'iptables' && proxyNodeOf(cluster, node, family).localhostNodePorts,
});
