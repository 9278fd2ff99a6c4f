import type { Ip, IpFamily } from '../../../net/ip.ts';
import type { ClusterNode } from '../../cluster.ts';
import type { ClusterPool } from '../pool.ts';
import { isFree } from './allocator.ts';
import { blocksFrom } from './startBlock.ts';
import { choosePools } from './poolChoice.ts';
import type { Ledger, OpenBlock } from './ledger.ts';
import { addressAt, sizeOf } from '../../../net/cidr.ts';

export type TunnelKind = 'ipip' | 'vxlan' | 'wireguard';

/** A device that a node has an address of a pool for. */
export interface TunnelDevice {
  readonly kind: TunnelKind;
  readonly family: IpFamily;
}

export const tunnelKey = (node: string, { kind, family }: TunnelDevice): string =>
  `${node} ${kind}${String(family)}`;

/**
 * The pools that the address of a tunnel device may come from: enabled ones with the device's encapsulation, of WireGuard
 * any (node/pkg/allocateip: determineEnabledPoolCIDRs).
 */
export function tunnelPools(
  all: readonly ClusterPool[],
  node: ClusterNode,
  { kind, family }: TunnelDevice,
): readonly ClusterPool[] {
  const { pools } = choosePools(all, {
    use: 'Tunnel',
    family,
    node,
    namespaceLabels: undefined,
    requested: undefined,
  });
  return pools.filter(({ encapsulation }) => kind === 'wireguard' || encapsulation.value.kind === kind);
}

/** The first free address of the node's first block: calico-node asks before any pod does. */
export function assignTunnelAddress(
  ledger: Ledger,
  pools: readonly ClusterPool[],
  node: string,
): Ip | undefined {
  const own = ledger.blocksOf(node).filter(({ pool }) => pools.includes(pool));
  for (const block of own) {
    const free = takeFirst(block);
    if (free !== undefined) return free;
  }
  for (const pool of pools)
    for (const cidr of blocksFrom(node, pool.cidr, pool.blockSize.value))
      if (isFree(ledger, cidr)) {
        const free = takeFirst(ledger.claim(cidr, pool, node));
        if (free !== undefined) return free;
      }
  return undefined;
}

function takeFirst({ cidr, places }: OpenBlock): Ip | undefined {
  for (let i = 0n; i < sizeOf(cidr); i += 1n) {
    const ip = addressAt(cidr, i);
    if (places.isTaken(ip)) continue;
    places.take(ip);
    return ip;
  }
  return undefined;
}
