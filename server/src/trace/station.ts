import type { Cluster, ClusterNode } from '../cluster/cluster.ts';
import { addressesOf, hostName, type HostRef } from '../dataplane/routing/host.ts';
import { memoByKey } from '../memo/memo.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import { assumed, merge, type Origin } from '../origin/origin.ts';

/**
 * A place that packets come to: a node, a machine outside, a pod, or an endpoint of which only an EndpointSlice says
 * that it runs on a node. Pods on their node's network are the node.
 */
export type Station = HostRef | EndpointStation;

export interface EndpointStation {
  readonly kind: 'endpoint';
  readonly address: Ip;
  readonly node: ClusterNode;
  readonly because: Origin;
}

export const stationName = (at: Station): string => (at.kind === 'endpoint' ? at.address : hostName(at));

/** Two values may stand for one place. */
export const sameStation = (a: Station, b: Station): boolean =>
  a.kind === b.kind && stationName(a) === stationName(b);

export const stationAddresses = (at: Station): readonly Ip[] =>
  at.kind === 'endpoint' ? [at.address] : addressesOf(at);

/** Who has an address: machines first, then pods, then endpoints that no pod of the workspace stands behind. */
export const stationWithAddress = (cluster: Cluster, ip: Ip): Station | undefined =>
  machinesAndPods(cluster).get(ip) ?? endpointsWithoutPod(cluster).get(ip);

/** hostWithAddress of every address, found once. */
const machinesAndPods = memoByKey((cluster: Cluster): ReadonlyMap<Ip, Station> => {
  const nodes = cluster.nodes.map((node): HostRef => ({ kind: 'node', node }));
  const byName = new Map(nodes.map((at) => [hostName(at), at]));
  const hosts = cluster.externalHosts.map((host): HostRef => ({ kind: 'external', host }));
  const pods = cluster.pods.map(
    (pod): HostRef =>
      (pod.hostNetwork ? byName.get(pod.node?.value ?? '') : undefined) ?? { kind: 'pod', pod },
  );
  const found = new Map<Ip, Station>();
  for (const at of [...nodes, ...hosts, ...pods])
    for (const ip of addressesOf(at)) if (!found.has(ip)) found.set(ip, at);
  return found;
});

const endpointsWithoutPod = memoByKey((cluster: Cluster): ReadonlyMap<Ip, EndpointStation> => {
  const nodes = new Map(cluster.nodes.map((node) => [node.name, node]));
  const found = new Map<Ip, EndpointStation>();
  for (const { slices } of cluster.services)
    for (const { endpoints } of slices)
      for (const { address, nodeName, because } of endpoints) {
        const node = nodes.get(nodeName ?? '');
        const ip = parseIp(address);
        if (node === undefined || ip === undefined || found.has(ip)) continue;
        found.set(ip, { kind: 'endpoint', address: ip, node, because: placed(ip, node, because) });
      }
  return found;
});

const placed = (ip: Ip, { name }: ClusterNode, because: Origin): Origin =>
  merge(because, assumed(`the pod network leads to ${ip} on ${name}, where the endpoint is said to run`));

/** The node that a pod or endpoint runs on. */
export function nodeOf({ nodes }: Cluster, at: Station): ClusterNode | undefined {
  switch (at.kind) {
    case 'node':
    case 'endpoint':
      return at.node;
    case 'pod':
      return nodes.find(({ name }) => name === at.pod.node?.value);
    case 'external':
      return undefined;
  }
}

/** Why the place is there. */
export function stationBecause(at: Station): Origin {
  switch (at.kind) {
    case 'node':
      return at.node.because;
    case 'external':
      return at.host.because;
    case 'pod':
      return at.pod.because;
    case 'endpoint':
      return at.because;
  }
}
