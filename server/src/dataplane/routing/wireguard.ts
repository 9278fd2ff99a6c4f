import { calicoBlocks, ownedPrefixes } from '../../cluster/calico/blocks.ts';
import { felixSetting } from '../../cluster/calico/felixSettings.ts';
import { tunnelInterface } from '../../cluster/calico/tunnels.ts';
import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { machinery, merge, written, type Origin } from '../../origin/origin.ts';
import type { Route } from './route.ts';

/**
 * The routing table that Felix keeps for WireGuard (felix/config: RouteTableRange, the first of it). A rule of priority
 * 99 sends every packet there that WireGuard has not marked yet (0x200000), before the main table is asked.
 */
const wireguardTable = 1;

/** Why a node encrypts what goes to other nodes' pods; undefined when it does not. */
export function wireguardOf({ resources }: Cluster, node: ClusterNode, family: IpFamily): Origin | undefined {
  const said = felixSetting(resources, node, family === 4 ? 'wireguardEnabled' : 'wireguardEnabledV6');
  return said?.value === true ? written(said.span, 'WireGuard') : undefined;
}

/**
 * Blocks of other nodes with WireGuard lead into the tunnel; all others are thrown back to the main table
 * (felix/wireguard/wireguard.go: updateRouteTable).
 */
export function wireguardRoutes(cluster: Cluster, node: ClusterNode, family: IpFamily): readonly Route[] {
  const because = wireguardOf(cluster, node, family);
  if (because === undefined) return [];
  const peers = new Set(
    cluster.nodes.flatMap((other) =>
      other.name === node.name || wireguardOf(cluster, other, family) === undefined ? [] : [other.name],
    ),
  );
  return calicoBlocks(cluster)
    .filter((block) => block.family === family)
    .flatMap(ownedPrefixes)
    .map(({ prefix, owner, because: why }) =>
      peers.has(owner)
        ? encrypted(prefix, family, merge(why, because))
        : thrown(
            prefix,
            merge(why, because, machinery('felix', 'not for WireGuard: the main table decides')),
          ),
    );
}

const plain = {
  protocol: undefined,
  source: undefined,
  metric: undefined,
  options: [],
  table: wireguardTable,
} as const;

const encrypted = (destination: Cidr, family: IpFamily, because: Origin): Route => ({
  ...plain,
  destination,
  kind: 'unicast',
  nextHops: [{ via: undefined, device: tunnelInterface({ kind: 'wireguard', family }), weight: 1, because }],
  scope: family === 4 ? 'link' : 'global',
  because,
});

const thrown = (destination: Cidr, because: Origin): Route => ({
  ...plain,
  destination,
  kind: 'throw',
  nextHops: [],
  scope: 'global',
  because,
});
