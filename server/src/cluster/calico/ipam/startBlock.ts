import { addressAt, familyOfCidr, prefixLengthOf, type Cidr } from '../../../net/cidr.ts';
import { bitsOf } from '../../../net/ip.ts';
import { randomBelow } from './goRandom.ts';

const encoder = new TextEncoder();

/** FNV-1 of 32 bits: multiply, then xor. */
export function fnv1(text: string): number {
  let hash = 2166136261;
  for (const byte of encoder.encode(text)) hash = (Math.imul(hash, 16777619) ^ byte) >>> 0;
  return hash;
}

const known = new Map<string, bigint>();

/**
 * The block of a pool that a node tries first (libcalico-go/lib/ipam/ipam_block_reader_writer.go: randomBlockGenerator,
 * determineSeed). For blocks of one address Calico asks the clock; the same number is taken here.
 */
export function startIndex(node: string, blocks: bigint): bigint {
  const key = `${node} ${String(blocks)}`;
  const index = known.get(key) ?? randomBelow(blocks, fnv1(node));
  if (known.size > 10_000) known.clear();
  known.set(key, index);
  return index;
}

export const blockCount = (pool: Cidr, blockSize: number): bigint =>
  1n << BigInt(Math.max(0, blockSize - prefixLengthOf(pool)));

export const blockAt = (pool: Cidr, blockSize: number, index: bigint): Cidr => {
  const size = 1n << BigInt(bitsOf(familyOfCidr(pool)) - blockSize);
  return `${addressAt(pool, index * size)}/${String(blockSize)}` as Cidr;
};

/** The blocks of a pool in the order in which a node tries them: from its own start upwards, and round. */
export function* blocksFrom(node: string, pool: Cidr, blockSize: number): Generator<Cidr, undefined> {
  const count = blockCount(pool, blockSize);
  const start = startIndex(node, count);
  for (let step = 0n; step < count && step < mostTried; step += 1n)
    yield blockAt(pool, blockSize, (start + step) % count);
  return undefined;
}

/** A pool with more taken blocks than this is no picture that anybody looks at. */
const mostTried = 1n << 16n;
