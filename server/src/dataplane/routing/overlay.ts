import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import { podGateway, rangeOf } from '../../cluster/podNetwork/gateways.ts';
import { contains, networkOf } from '../../net/cidr.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { rangeDevices } from './rangeNetworks.ts';

/**
 * The node at the other end of an overlay's interface for a destination: the one whose range holds it. Undefined for
 * any other interface.
 */
export function overlayEnd(cluster: Cluster, device: string, destination: Ip): ClusterNode | undefined {
  if (device !== rangeDevices.flannel && device !== rangeDevices.cilium) return undefined;
  const family = familyOf(destination);
  return cluster.nodes.find(({ name }) => {
    const range = rangeOf(cluster, name, family);
    return range !== undefined && contains(range.value, destination);
  });
}

/** The interface by which packets come out of an overlay. */
export const overlayInterface = (device: string): string =>
  device === rangeDevices.cilium ? 'cilium_vxlan' : device;

/** The node's address on an interface of the pod network; undefined for any other interface. */
export function overlayAddress(
  cluster: Cluster,
  node: ClusterNode,
  device: string,
  family: IpFamily,
): Ip | undefined {
  if (device === rangeDevices.bridge || device === rangeDevices.cilium)
    return podGateway(cluster, node.name, family)?.value;
  const range = device === rangeDevices.flannel ? rangeOf(cluster, node.name, family) : undefined;
  return range === undefined ? undefined : networkOf(range.value);
}
