import { addressAt, containsCidr, overlaps, sizeOf, type Cidr } from '../../../net/cidr.ts';
import type { Ip } from '../../../net/ip.ts';
import { compareCidr, prefixTree, rangeAround } from '../../../net/prefixTree.ts';
import { podAddressPlaces, type Places } from '../../assumptions.ts';
import type { ResourceIndex } from '../../cluster.ts';
import { bytewise } from '../../resourceIndex.ts';
import type { ClusterPool } from '../pool.ts';

/** A block that a node hands out addresses from. */
export interface OpenBlock {
  readonly cidr: Cidr;
  readonly pool: ClusterPool;
  readonly node: string;
  readonly places: Places<string>;
}

/** Which node owns which block of the pools, and which of their addresses are taken: Calico's datastore, as far as it is known. */
export interface Ledger {
  readonly blocksOf: (node: string) => readonly OpenBlock[];
  readonly blockAt: (cidr: Cidr) => OpenBlock | undefined;
  /** Makes the node the owner of a block that nobody has. */
  readonly claim: (cidr: Cidr, pool: ClusterPool, node: string) => OpenBlock;
  /** Whether an IPReservation keeps back the whole block. */
  readonly isReserved: (cidr: Cidr) => boolean;
  readonly all: () => readonly OpenBlock[];
}

export interface LedgerInput {
  readonly pools: readonly ClusterPool[];
  /** Confirmed affinities by block. */
  readonly affinities: ReadonlyMap<Cidr, string>;
  /** Addresses that somebody wrote down, with the node that has them. */
  readonly written: readonly WrittenAddress[];
  readonly reserved: readonly Cidr[];
}

export interface WrittenAddress {
  readonly ip: Ip;
  readonly node: string | undefined;
}

/** What IPReservations keep back from who does not ask for it. */
export const reservedRanges = (resources: ResourceIndex): readonly Cidr[] =>
  resources.ofKind('IPReservation').flatMap(({ reservedCIDRs }) => reservedCIDRs.map(({ value }) => value));

/** A ledger in which every written affinity and address stands. A block without an affinity is its commonest node's. */
export function openLedger({ pools, affinities, written, reserved }: LedgerInput): Ledger {
  const poolOf = prefixTree(pools.map((pool) => [pool.cidr, pool] as const));
  const byBlock = new Map<Cidr, { readonly pool: ClusterPool; readonly addresses: WrittenAddress[] }>();
  const blocks = new Map<Cidr, OpenBlock>();
  const byNode = new Map<string, OpenBlock[]>();

  const claim = (cidr: Cidr, pool: ClusterPool, node: string): OpenBlock => {
    const places = podAddressPlaces(cidr);
    for (const { ip } of byBlock.get(cidr)?.addresses ?? []) places.take(ip);
    for (const range of reserved) if (overlaps(range, cidr)) takeAll(places, range, cidr);
    const block = { cidr, pool, node, places };
    blocks.set(cidr, block);
    byNode.set(node, [...(byNode.get(node) ?? []), block]);
    return block;
  };

  for (const address of written) {
    const pool = poolOf.longestMatch(address.ip);
    if (pool === undefined) continue;
    const cidr = rangeAround(address.ip, pool.blockSize.value);
    const known = byBlock.get(cidr);
    if (known === undefined) byBlock.set(cidr, { pool, addresses: [address] });
    else known.addresses.push(address);
  }
  const known = [...new Set([...affinities.keys(), ...byBlock.keys()])].sort(compareCidr);
  for (const cidr of known) {
    const pool = byBlock.get(cidr)?.pool ?? poolOf.covering(cidr)[0];
    const node = affinities.get(cidr) ?? commonestNode(byBlock.get(cidr)?.addresses ?? []);
    if (pool !== undefined && node !== undefined) claim(cidr, pool, node);
  }
  return {
    blocksOf: (node) => byNode.get(node) ?? [],
    blockAt: (cidr) => blocks.get(cidr),
    claim,
    isReserved: (cidr) => reserved.some((range) => containsCidr(range, cidr)),
    all: () => [...blocks.values()],
  };
}

/** The smaller of the two ranges is what they share. */
function takeAll(places: Places<string>, range: Cidr, block: Cidr): void {
  const shared = sizeOf(range) < sizeOf(block) ? range : block;
  for (let i = 0n; i < sizeOf(shared); i += 1n) places.take(addressAt(shared, i));
}

/** Of equally common nodes the first by name. */
export function commonestNode(
  addresses: readonly { readonly node: string | undefined }[],
): string | undefined {
  const counts = new Map<string, number>();
  for (const { node } of addresses) if (node !== undefined) counts.set(node, (counts.get(node) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || bytewise(a, b))[0]?.[0];
}
