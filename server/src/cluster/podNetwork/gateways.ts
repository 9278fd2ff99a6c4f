import { addressAt, familyOfCidr, type Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import { assumed, fact, machinery, merge, written, type Fact } from '../../origin/origin.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Cluster, ResourceIndex } from '../cluster.ts';

/** The range of one family that a node hands out itself. */
export const rangeOf = ({ nodeRanges }: Cluster, node: string, family: IpFamily): Fact<Cidr> | undefined =>
  nodeRanges.get(node)?.find(({ value }) => familyOfCidr(value) === family);

export const routerKey = (node: string, family: IpFamily): string => `${node} ${String(family)}`;

/** The address of `cilium_host` that a CiliumNode says. */
export function writtenRouter(
  resources: ResourceIndex,
  node: string,
  family: IpFamily,
): Fact<Ip> | undefined {
  const own = resources.ofKind('CiliumNode').find((object) => nameOf(object) === node);
  const field = own?.internalIPs.find(({ value }) => value.includes(':') === (family === 6));
  return field === undefined ? undefined : fact(field.value, written(field.span));
}

/**
 * The node's own address among its pods, which they have as their gateway: the first of its range on a bridge
 * (plugins/ipam/host-local), of Cilium one that its agent takes before any pod.
 */
export function podGateway(cluster: Cluster, node: string, family: IpFamily): Fact<Ip> | undefined {
  if (cluster.podNetwork.value.kind !== 'cilium') {
    const range = rangeOf(cluster, node, family);
    return range === undefined
      ? undefined
      : fact(
          addressAt(range.value, 1n),
          merge(machinery('cni', `the bridge has the first address of ${range.value}`), range.because),
        );
  }
  const simulated = cluster.ipam.routers.get(routerKey(node, family));
  return (
    writtenRouter(cluster.resources, node, family) ??
    (simulated === undefined
      ? undefined
      : fact(simulated, assumed(`nobody says the address of cilium_host on ${node}`)))
  );
}
