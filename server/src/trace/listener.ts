import type { Cluster, ClusterNode } from '../cluster/cluster.ts';
import { parseIp } from '../net/ip.ts';
import { serviceDoor } from './service.ts';
import type { Packet } from './packet.ts';

/** What is known of who listens where a packet was delivered on a node itself. */
export type Listener =
  /** A pod on the node's network, or kube-proxy's health check. */
  | { readonly kind: 'known'; readonly name: string }
  /** A service's node port that no rule took: kube-proxy keeps no socket there (since v1.23; before, only where it serves it). */
  | { readonly kind: 'nobody'; readonly name: string }
  | { readonly kind: 'unknown' };

export function listenerOn(cluster: Cluster, node: ClusterNode, packet: Packet): Listener {
  const name = podListening(cluster, node, packet) ?? healthCheck(cluster, packet);
  if (name !== undefined) return { kind: 'known', name };
  const door = serviceDoor(cluster, packet);
  return door?.door === 'node port'
    ? { kind: 'nobody', name: `${door.service.namespace}/${door.service.name}` }
    : { kind: 'unknown' };
}

function podListening(
  { pods, services }: Cluster,
  node: ClusterNode,
  { destination, destinationPort, protocol }: Packet,
): string | undefined {
  const pod = pods.find(
    ({ hostNetwork, node: on, ports }) =>
      hostNetwork &&
      on?.value === node.name &&
      ports.some((each) => each.port === destinationPort && each.protocol === protocol),
  );
  if (pod !== undefined) return `${pod.namespace}/${pod.name}`;
  for (const service of services)
    for (const { endpoints, ports } of service.slices) {
      if (!ports.some((each) => each.port === destinationPort && each.protocol === protocol)) continue;
      const endpoint = endpoints.find(({ address }) => parseIp(address) === destination);
      if (endpoint !== undefined) return endpoint.pod ?? `${service.namespace}/${service.name}`;
    }
  return undefined;
}

const healthCheck = ({ services }: Cluster, { destinationPort, protocol }: Packet): string | undefined => {
  const service = services.find(
    ({ healthCheckNodePort }) => protocol === 'tcp' && healthCheckNodePort?.value === destinationPort,
  );
  return service === undefined
    ? undefined
    : `kube-proxy's health check of ${service.namespace}/${service.name}`;
};
