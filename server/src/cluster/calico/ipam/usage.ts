import { memoByKey } from '../../../memo/memo.ts';
import { containsCidr, sizeOf } from '../../../net/cidr.ts';
import type { Ip } from '../../../net/ip.ts';
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
  const byBlock = usedByBlock(cluster, blocks);
  return cluster.pools.map((pool) => {
    const own = blocks
      .filter((block) => block.pool === pool && containsCidr(pool.cidr, block.cidr))
      .map((block) => usageOf(block, byBlock.get(block) ?? []));
    const total = sizeOf(pool.cidr);
    const inUse = own.reduce((sum, block) => sum + block.inUse.length, 0);
    return { pool, total, inUse, free: total - BigInt(inUse), blocks: own };
  });
});

const usageOf = (block: Block, inUse: readonly UsedAddress[]): BlockUsage => {
  const total = sizeOf(block.cidr);
  return { block, total, inUse, free: total - BigInt(inUse.length) };
};

function usedByBlock(cluster: Cluster, blocks: readonly Block[]): ReadonlyMap<Block, readonly UsedAddress[]> {
  const blockOf = prefixTree(blocks.map((block) => [block.cidr, block] as const));
  const used = new Map<Block, UsedAddress[]>();
  const seen = new Set<Ip>();
  for (const address of usedAddresses(cluster)) {
    const block = blockOf.longestMatch(address.ip);
    if (block === undefined || seen.has(address.ip)) continue;
    seen.add(address.ip);
    const known = used.get(block);
    if (known === undefined) used.set(block, [address]);
    else known.push(address);
  }
  return used;
}

function* usedAddresses(cluster: Cluster): Generator<UsedAddress, undefined> {
  const { nodes, pods, resources, pools } = cluster;
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
  return undefined;
}
