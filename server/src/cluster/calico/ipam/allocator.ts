import type { Cidr } from '../../../net/cidr.ts';
import type { Ip } from '../../../net/ip.ts';
import type { ClusterPool } from '../pool.ts';
import type { Ledger, OpenBlock } from './ledger.ts';
import { blocksFrom } from './startBlock.ts';

/** What an IPAMConfiguration may change. */
export interface AllocationRules {
  readonly strictAffinity: boolean;
  readonly maxBlocksPerHost: number;
}

/** When `maxBlocksPerHost` is 0 or absent (libcalico-go/lib/ipam/ipam.go: defaultMaxBlocksPerHost). */
export const usualMaxBlocksPerHost = 20;

/**
 * An address for `owner` on `node` out of the pools, in the order in which Calico looks (libcalico-go/lib/ipam/ipam.go:
 * autoAssign): the node's own blocks, then a new block of the first pool that has one, then an address of a block of
 * another node. Within a block the place follows from the owner's name, so that other pods stay where they are.
 */
export function assignAddress(
  ledger: Ledger,
  pools: readonly ClusterPool[],
  node: string,
  owner: string,
  { strictAffinity, maxBlocksPerHost }: AllocationRules,
): Ip | undefined {
  const own = ledger.blocksOf(node).filter(({ pool }) => pools.includes(pool));
  const inOwn = firstAssigned(own, owner);
  if (inOwn !== undefined) return inOwn;
  // At the limit Calico fails instead of borrowing.
  if (ledger.blocksOf(node).length >= maxBlocksPerHost) return undefined;
  const fresh = firstAssigned(newBlocks(ledger, pools, node), owner);
  if (fresh !== undefined) return fresh;
  return strictAffinity ? undefined : firstAssigned(othersBlocks(ledger, pools, node), owner);
}

function firstAssigned(blocks: Iterable<OpenBlock>, owner: string): Ip | undefined {
  for (const { places } of blocks) {
    const address = places.assign(owner);
    if (address !== undefined) return address as Ip;
  }
  return undefined;
}

export const isFree = (ledger: Ledger, cidr: Cidr): boolean =>
  ledger.blockAt(cidr) === undefined && !ledger.isReserved(cidr);

/** Blocks are claimed as they are looked at: one with a free address ends the search. */
function* newBlocks(
  ledger: Ledger,
  pools: readonly ClusterPool[],
  node: string,
): Generator<OpenBlock, undefined> {
  for (const pool of pools)
    for (const cidr of blocksFrom(node, pool.cidr, pool.blockSize.value))
      if (isFree(ledger, cidr)) yield ledger.claim(cidr, pool, node);
  return undefined;
}

function* othersBlocks(
  ledger: Ledger,
  pools: readonly ClusterPool[],
  node: string,
): Generator<OpenBlock, undefined> {
  for (const pool of pools)
    for (const cidr of blocksFrom(node, pool.cidr, pool.blockSize.value)) {
      const block = ledger.blockAt(cidr);
      if (block !== undefined) yield block;
    }
  return undefined;
}
