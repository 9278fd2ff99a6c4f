import { memoByKey } from '../../../memo/memo.ts';
import { containsCidr, sizeOf, type Cidr } from '../../../net/cidr.ts';
import { parseIp, type Ip } from '../../../net/ip.ts';
import { prefixTree } from '../../../net/prefixTree.ts';
import type { Origin } from '../../../origin/origin.ts';
import { calicoBlocks, type Block } from '../blocks.ts';
import type { ClusterPool } from '../pool.ts';
import { tunnelAddress, tunnelDevices, tunnelInterface } from '../tunnels.ts';
import type { Cluster } from '../../cluster.ts';

/** How full a pool is, as `calicoctl ipam show` counts it: reserved addresses are neither in use nor taken off. */
export interface PoolUsage {
  readonly pool: ClusterPool;
  /** All addresses of the pool. */
  readonly total: bigint;
  readonly inUse: number;
  readonly free: bigint;
  /** In address order. */
  readonly blocks: readonly BlockUsage[];
}

export interface BlockUsage {
  readonly block: Block;
  readonly total: bigint;
  readonly inUse: readonly UsedAddress[];
  readonly free: bigint;
}

/** An address that somebody has. */
export interface UsedAddress {
  readonly ip: Ip;
  readonly node: string | undefined;
  /** `yaobank/customer-1`, `tunl0 of worker1`. */
  readonly owner: string;
  readonly because: Origin;
}

/** Of every pool, by name. */
export const poolUsage = memoByKey((cluster: Cluster): readonly PoolUsage[] => {
  const blocks = calicoBlocks(cluster);
  const used = eachOnce(usedAddresses(cluster));
  const byBlock = filed(used, blocks);
  const byPool = filed(used, cluster.pools);
  return cluster.pools.map((pool) => {
    const own = blocks
      .filter((block) => block.pool === pool && containsCidr(pool.cidr, block.cidr))
      .map((block) => usageOf(block, byBlock.get(block) ?? []));
    const total = sizeOf(pool.cidr);
    const inUse = byPool.get(pool)?.length ?? 0;
    return { pool, total, inUse, free: total - BigInt(inUse), blocks: own };
  });
});

const usageOf = (block: Block, inUse: readonly UsedAddress[]): BlockUsage => {
  const total = sizeOf(block.cidr);
  return { block, total, inUse, free: total - BigInt(inUse.length) };
};

function eachOnce(addresses: Iterable<UsedAddress>): readonly UsedAddress[] {
  const byIp = new Map<Ip, UsedAddress>();
  for (const address of addresses) if (!byIp.has(address.ip)) byIp.set(address.ip, address);
  return [...byIp.values()];
}

/** The addresses of each range, filed under the smallest that holds them. */
function filed<T extends { readonly cidr: Cidr }>(
  addresses: readonly UsedAddress[],
  ranges: readonly T[],
): ReadonlyMap<T, readonly UsedAddress[]> {
  const rangeOf = prefixTree(ranges.map((range) => [range.cidr, range] as const));
  const found = new Map<T, UsedAddress[]>();
  for (const address of addresses) {
    const range = rangeOf.longestMatch(address.ip);
    if (range === undefined) continue;
    const known = found.get(range);
    if (known === undefined) found.set(range, [address]);
    else known.push(address);
  }
  return found;
}

function* usedAddresses(cluster: Cluster): Generator<UsedAddress, undefined> {
  const { nodes, pods, services, resources, pools } = cluster;
  for (const node of nodes)
    for (const device of tunnelDevices(resources, pools, node)) {
      const address = tunnelAddress(cluster, node, device);
      if (address === undefined) continue;
      const owner = `${tunnelInterface(device)} of ${node.name}`;
      yield { ip: address.value, node: node.name, owner, because: address.because };
    }
  for (const { namespace, name, hostNetwork, ips, node } of pods)
    if (!hostNetwork)
      for (const { value, because } of ips)
        yield { ip: value, node: node?.value, owner: `${namespace}/${name}`, because };
  for (const { namespace, name, loadBalancerIngress } of services)
    for (const { ip } of loadBalancerIngress) {
      const address = parseIp(ip.value);
      const owner = `Service ${namespace}/${name}`;
      if (address !== undefined) yield { ip: address, node: undefined, owner, because: ip.because };
    }
  return undefined;
}
