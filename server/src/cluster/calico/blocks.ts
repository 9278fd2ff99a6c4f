import { memoByKey, sameItems } from '../../memo/memo.ts';
import { contains, familyOfCidr, networkOf, type Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import { compareCidr, prefixTree, rangeAround, type PrefixTree } from '../../net/prefixTree.ts';
import { machinery, merge, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { Cluster, ClusterNode, ClusterPod } from '../cluster.ts';
import { bytewise } from '../resourceIndex.ts';
import { calicoPools, type ClusterPool } from './pools.ts';

/** A piece of a pool that one node hands out addresses from. */
export interface Block {
  readonly cidr: Cidr;
  readonly family: IpFamily;
  readonly node: string;
  /** Undefined when no pool holds it: addresses out of the node's own podCIDR. */
  readonly pool: ClusterPool | undefined;
  /** Addresses of this block that pods on other nodes have. */
  readonly borrowed: readonly Borrowed[];
  readonly because: Origin;
}

export interface Borrowed {
  readonly ip: Ip;
  readonly node: string;
  readonly because: Origin;
}

/** A pod's address, the block it is from, and where the pod runs. */
interface Placed {
  readonly block: Cidr;
  readonly address: Fact<Ip>;
  readonly pod: ClusterPod;
  readonly node: string;
}

/**
 * Which node owns which block, by address: what BlockAffinity objects say, else the node that most pods of the block
 * run on. Calico gives a pod an address of its own node's blocks, and borrows only when all are full
 * (libcalico-go/lib/ipam/ipam.go: autoAssign). Most edits touch none of this, so the last answer is kept.
 */
export const calicoBlocks = memoByKey((cluster: Cluster): readonly Block[] => {
  const { pods, nodes, resources, podCIDRs } = cluster;
  const basis = [
    ...resources.ofKind('IPPool'),
    ...resources.ofKind('BlockAffinity'),
    ...podCIDRs,
    ...nodes,
    ...pods,
  ];
  if (last === undefined || !sameItems(last.basis, basis)) last = { basis, blocks: deriveBlocks(cluster) };
  return last.blocks;
});

let last: { readonly basis: readonly object[]; readonly blocks: readonly Block[] } | undefined;

function deriveBlocks(cluster: Cluster): readonly Block[] {
  const pools = calicoPools(cluster);
  const affinities = confirmedAffinities(cluster);
  const byBlock = placedByBlock(cluster, pools);
  const blocks = [...new Set([...affinities.keys(), ...byBlock.keys()])].map((cidr) =>
    resolveBlock(cidr, byBlock.get(cidr) ?? [], affinities.get(cidr), pools),
  );
  return blocks.sort((a, b) => compareCidr(a.cidr, b.cidr));
}

/** Pending and released affinities are not yet, or no more, routes (bird_aggr.cfg.template). */
function confirmedAffinities({ resources }: Cluster): ReadonlyMap<Cidr, Fact<string>> {
  const confirmed = resources
    .ofKind('BlockAffinity')
    .filter(({ state }) => (state?.value ?? 'confirmed') === 'confirmed');
  return new Map(
    confirmed.flatMap(({ cidr, node }): readonly (readonly [Cidr, Fact<string>])[] =>
      cidr === undefined || node === undefined
        ? []
        : [[cidr.value, { value: node.value, because: written(cidr.span, `a block of ${node.value}`) }]],
    ),
  );
}

function placedByBlock(
  { nodes, pods }: Cluster,
  pools: readonly ClusterPool[],
): ReadonlyMap<Cidr, readonly Placed[]> {
  const shapes = pools.map(({ cidr, blockSize }) => `${cidr} ${String(blockSize.value)}`).join(',');
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const byBlock = new Map<Cidr, Placed[]>();
  for (const pod of pods) {
    const node = pod.node === undefined ? undefined : byName.get(pod.node.value);
    if (node === undefined || pod.hostNetwork) continue;
    for (const placed of placesOf(pod, shapes, node.name, node.podCIDRs)) {
      const known = byBlock.get(placed.block);
      if (known === undefined) byBlock.set(placed.block, [placed]);
      else known.push(placed);
    }
  }
  return byBlock;
}

/** For each address of the pod the block of its pool; kept with the pod, for most edits touch neither. */
const placesOf = memoByKey(
  (pod: ClusterPod, shapes: string, node: string, podCIDRs: ClusterNode['podCIDRs']): readonly Placed[] =>
    pod.ips.flatMap((address) => {
      const size = treeOf(shapes).longestMatch(address.value);
      const block =
        size === undefined
          ? podCIDRs.find(({ value }) => contains(value, address.value))?.value
          : rangeAround(address.value, size);
      return block === undefined ? [] : [{ block, address, pod, node }];
    }),
);

let lastTree: { readonly shapes: string; readonly tree: PrefixTree<number> } | undefined;

/** The pools' ranges, each with its block size; kept while the pools say the same. */
function treeOf(shapes: string): PrefixTree<number> {
  if (lastTree?.shapes !== shapes) {
    const pools = shapes === '' ? [] : shapes.split(',').map((pool) => pool.split(' '));
    const tree = prefixTree(pools.map(([cidr, size]) => [cidr as Cidr, Number(size)] as const));
    lastTree = { shapes, tree };
  }
  return lastTree.tree;
}

function resolveBlock(
  cidr: Cidr,
  placed: readonly Placed[],
  affinity: Fact<string> | undefined,
  pools: readonly ClusterPool[],
): Block {
  const node = affinity?.value ?? mostFrequentNode(placed);
  const pool = pools.find(
    (candidate) => candidate.family === familyOfCidr(cidr) && contains(candidate.cidr, networkOf(cidr)),
  );
  const own = placed.find((candidate) => candidate.node === node);
  return {
    cidr,
    family: familyOfCidr(cidr),
    node,
    pool,
    borrowed: placed.filter((candidate) => candidate.node !== node).map(borrowedOf),
    because: blockOrigin(node, pool, own, affinity),
  };
}

/** Of equally many the first by name. */
function mostFrequentNode(placed: readonly Placed[]): string {
  const counts = new Map<string, number>();
  for (const { node } of placed) counts.set(node, (counts.get(node) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || bytewise(a, b));
  return ranked[0]?.[0] ?? '';
}

const borrowedOf = ({ address, pod, node }: Placed): Borrowed => ({
  ip: address.value,
  node,
  because: merge(
    machinery('cni', `${pod.namespace}/${pod.name} on ${node} has an address of a block of another node`),
    address.because,
    pod.because,
  ),
});

function blockOrigin(
  node: string,
  pool: ClusterPool | undefined,
  own: Placed | undefined,
  affinity: Fact<string> | undefined,
): Origin {
  const source = pool === undefined ? `podCIDR of ${node}` : `pool ${pool.name}`;
  const holds = own === undefined ? '' : `; ${node} runs ${own.pod.namespace}/${own.pod.name}`;
  const said = machinery('cni', `a block of ${source}${holds}`);
  const causes = [
    ...(affinity === undefined ? [] : [affinity.because]),
    ...(pool === undefined ? [] : [pool.because, pool.blockSize.because]),
    ...(own === undefined ? [] : [own.address.because, own.pod.because]),
  ];
  const [first, ...more] = causes;
  return first === undefined ? said : merge(first, said, ...more);
}

/** The blocks of one node. */
export const blocksOfNode = (cluster: Cluster, node: string): readonly Block[] =>
  blocksByNode(cluster).get(node) ?? [];

const blocksByNode = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly Block[]> => {
  const byNode = new Map<string, Block[]>();
  for (const block of calicoBlocks(cluster)) {
    const known = byNode.get(block.node);
    if (known === undefined) byNode.set(block.node, [block]);
    else known.push(block);
  }
  return byNode;
});

/** Addresses of other nodes' blocks that pods of this node have. */
export const borrowedByNode = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly Borrowed[]> => {
  const byNode = new Map<string, Borrowed[]>();
  for (const { borrowed } of calicoBlocks(cluster))
    for (const address of borrowed) byNode.set(address.node, [...(byNode.get(address.node) ?? []), address]);
  return byNode;
});
