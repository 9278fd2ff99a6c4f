import { borrowedByNode } from '../../cluster/calico/blocks.ts';
import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { hostCidr, type Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';
import { connectedRoutes, defaultRoute } from './connected.ts';
import { podsOfNode, vethName } from './nodePods.ts';
import type { Route } from './route.ts';

/** A route that BIRD learns; Calico's own policy keeps it back, but a BGPFilter may let it out. */
export interface KernelRoute {
  readonly prefix: Cidr;
  readonly device: string;
  readonly via: Ip | undefined;
  readonly because: Origin;
}

/**
 * What BIRD on this node knows beside its own static routes: the node's subnets (`protocol direct`), and from the kernel
 * (`learn`) its default route and the routes of its pods.
 */
export const kernelRoutes = (cluster: Cluster, node: BgpNode): readonly KernelRoute[] =>
  derive(node, cluster);

const families: readonly IpFamily[] = [4, 6];

const derive = memoByKey((node: BgpNode, cluster: Cluster): readonly KernelRoute[] => {
  const borrowed = new Set((borrowedByNode(cluster).get(node.name) ?? []).map(({ ip }) => ip));
  const pods = podsOfNode(cluster, node.name).flatMap((pod) =>
    pod.ips
      .filter(({ value }) => !borrowed.has(value))
      .map(({ value, because }): KernelRoute => ({
        prefix: hostCidr(value),
        device: vethName(pod),
        via: undefined,
        because,
      })),
  );
  const links = families.flatMap((family) => [
    ...defaultRoute(node.node, family),
    ...connectedRoutes(node.node, family),
  ]);
  return [...links.map(announced), ...pods];
});

const announced = ({ destination, nextHops: [hop], because }: Route): KernelRoute => ({
  prefix: destination,
  device: hop?.device ?? '',
  via: hop?.via,
  because,
});
