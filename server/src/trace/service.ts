import type { Cluster, ClusterNode, ClusterService, ClusterServicePort } from '../cluster/cluster.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import type { Packet } from './packet.ts';

/** The door of a service that a packet is sent to. */
export interface ServiceDoor {
  readonly service: ClusterService;
  readonly port: ClusterServicePort;
  readonly door: 'cluster IP' | 'external IP' | 'load balancer IP' | 'node port';
}

/** Which service port a packet is addressed to, if any. */
export function serviceDoor(cluster: Cluster, packet: Packet): ServiceDoor | undefined {
  const { protocol } = packet;
  for (const service of cluster.services)
    for (const port of service.ports) {
      if (port.protocol !== protocol) continue;
      const door = doorOf(cluster, service, port, packet);
      if (door !== undefined) return { service, port, door };
    }
  return undefined;
}

function doorOf(
  { nodes }: Cluster,
  { clusterIPs, externalIPs, loadBalancerIngress }: ClusterService,
  { port, nodePort }: ClusterServicePort,
  { destination, destinationPort }: Packet,
): ServiceDoor['door'] | undefined {
  const is = ({ value }: { readonly value: string }): boolean => parseIp(value) === destination;
  if (port === destinationPort) {
    if (clusterIPs.some(is)) return 'cluster IP';
    if (externalIPs.some(is)) return 'external IP';
    if (loadBalancerIngress.some(({ ip }) => is(ip))) return 'load balancer IP';
  }
  return nodePort?.value === destinationPort && nodes.some((node) => hasAddress(node, destination))
    ? 'node port'
    : undefined;
}

/** 127.0.0.0/8 and ::1 are every node's. */
export const hasAddress = ({ interfaces, addresses }: ClusterNode, ip: Ip): boolean =>
  ip === '::1' ||
  ip.startsWith('127.') ||
  addresses.some(({ value }) => value === ip) ||
  interfaces.some((each) => each.addresses.some((address) => address.ip === ip));
