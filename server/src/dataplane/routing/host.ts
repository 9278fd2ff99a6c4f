import type { Cluster, ClusterNode, ClusterPod, ExternalHost } from '../../cluster/cluster.ts';
import { parseIp, type Ip } from '../../net/ip.ts';

/** Somebody with a routing table: a node, a machine outside, or a pod with a network of its own. */
export type HostRef =
  | { readonly kind: 'node'; readonly node: ClusterNode }
  | { readonly kind: 'external'; readonly host: ExternalHost }
  | { readonly kind: 'pod'; readonly pod: ClusterPod };

/** `worker1`, `bastion`, `yaobank/customer-1`. */
export function hostName(at: HostRef): string {
  switch (at.kind) {
    case 'node':
      return at.node.name;
    case 'external':
      return at.host.name;
    case 'pod':
      return `${at.pod.namespace}/${at.pod.name}`;
  }
}

/** The addresses the host answers to itself, those of its interfaces first. */
export function addressesOf(at: HostRef): readonly Ip[] {
  if (at.kind === 'pod') return at.pod.ips.map(({ value }) => value);
  const machine = at.kind === 'node' ? at.node : at.host;
  const own = machine.interfaces.flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
  const named = at.kind === 'node' ? at.node.addresses.map(({ value }) => value) : [];
  return [...new Set([...own, ...named])];
}

/**
 * The host that `text` names: a node, an external host, `namespace/pod`, or an address that one of them has. A pod on
 * its node's network is that node.
 */
export function findHost(cluster: Cluster, text: string): HostRef | undefined {
  const node = cluster.nodes.find(({ name }) => name === text);
  if (node !== undefined) return { kind: 'node', node };
  const host = cluster.externalHosts.find(({ name }) => name === text);
  if (host !== undefined) return { kind: 'external', host };
  const ip = parseIp(text);
  if (ip !== undefined) return hostWithAddress(cluster, ip);
  const pod = cluster.pods.find(({ namespace, name }) => `${namespace}/${name}` === text);
  return pod === undefined ? undefined : podsHost(cluster, pod);
}

export function hostWithAddress(cluster: Cluster, ip: Ip): HostRef | undefined {
  const machines: readonly HostRef[] = [
    ...cluster.nodes.map((node): HostRef => ({ kind: 'node', node })),
    ...cluster.externalHosts.map((host): HostRef => ({ kind: 'external', host })),
  ];
  const machine = machines.find((candidate) => addressesOf(candidate).includes(ip));
  if (machine !== undefined) return machine;
  const pod = cluster.pods.find(({ ips }) => ips.some(({ value }) => value === ip));
  return pod === undefined ? undefined : podsHost(cluster, pod);
}

function podsHost(cluster: Cluster, pod: ClusterPod): HostRef {
  const node = cluster.nodes.find(({ name }) => name === pod.node?.value);
  return pod.hostNetwork && node !== undefined ? { kind: 'node', node } : { kind: 'pod', pod };
}
