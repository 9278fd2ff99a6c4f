import { memoByItems, memoByKey } from '../../memo/memo.ts';
import { contains, familyOfCidr, hostCidr, networkOf, type Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import { compareCidr, prefixTree, rangeAround, type PrefixTree } from '../../net/prefixTree.ts';
import { assumed, machinery, merge, type Fact, type Origin } from '../../origin/origin.ts';
import type { Cluster, ClusterNode, ClusterPod } from '../cluster.ts';
import { confirmedAffinities } from './affinities.ts';
import { felixSetting } from './felixSettings.ts';
import { commonestNode } from './ipam/ledger.ts';
import type { ClusterPool } from './pool.ts';

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

/** A prefix that leads to one node. */
export interface OwnedPrefix {
  readonly prefix: Cidr;
  readonly owner: string;
  readonly because: Origin;
}

/** The block itself, and the addresses that pods elsewhere borrow from it. */
export const ownedPrefixes = ({ cidr, node, borrowed, because }: Block): readonly OwnedPrefix[] => [
  { prefix: cidr, owner: node, because },
  ...borrowed.map((address) => ({
    prefix: hostCidr(address.ip),
    owner: address.node,
    because: address.because,
  })),
];

/** A pod's address, the block it is from, and where the pod runs. */
interface Placed {
  readonly block: Cidr;
  readonly address: Fact<Ip>;
  readonly pod: ClusterPod;
  readonly node: string;
}

/**
 * The blocks that nodes own, by address: what BlockAffinity objects say, what the pods' addresses give away, and what the
 * allocator gave out beyond that. Where nodes hand out ranges of their own, these are the blocks. Most edits touch none
 * of it, so the last answers are kept.
 */
export const calicoBlocks = memoByKey((cluster: Cluster): readonly Block[] => blocksOf(cluster));

const blocksOf = memoByItems(
  ({ pods, nodes, resources, pools, ipam, nodeRanges }: Cluster): readonly unknown[] => [
    ...resources.ofKind('BlockAffinity'),
    ...pools,
    ...nodes,
    ipam,
    nodeRanges,
    pods,
  ],
  deriveBlocks,
);

function deriveBlocks(cluster: Cluster): readonly Block[] {
  const { pools, ipam, podNetwork, resources } = cluster;
  if (podNetwork.value.kind !== 'calico') return [];
  const affinities = confirmedAffinities(resources);
  const byBlock = placedByBlock(cluster, pools);
  const blocks = [...new Set([...affinities.keys(), ...ipam.claims.keys(), ...byBlock.keys()])].map((cidr) =>
    resolveBlock(cidr, byBlock.get(cidr) ?? [], affinities.get(cidr), ipam.claims.get(cidr), pools),
  );
  const known = new Set(blocks.map(({ cidr }) => cidr));
  const ranges = rangesAsBlocks(cluster).filter(({ cidr }) => !known.has(cidr));
  return [...blocks, ...ranges].sort((a, b) => compareCidr(a.cidr, b.cidr));
}

/** With host-local addresses a node announces its podCIDR (node/pkg/…/autodetection: `usePodCIDR`). */
const rangesAsBlocks = ({ nodeRanges }: Cluster): readonly Block[] =>
  [...nodeRanges].flatMap(([node, ranges]) =>
    ranges.map(({ value: cidr, because }): Block => ({
      cidr,
      family: familyOfCidr(cidr),
      node,
      pool: undefined,
      borrowed: [],
      because: merge(because, machinery('cni', `${node} hands out addresses of its own range`)),
    })),
  );

const placedByBlock = ({ nodes, pods }: Cluster, pools: readonly ClusterPool[]): PlacedByBlock =>
  placedIn(pods, nodes, pools.map(({ cidr, blockSize }) => `${cidr} ${String(blockSize.value)}`).join(','));

type PlacedByBlock = ReadonlyMap<Cidr, readonly Placed[]>;

/** Most edits of pools leave their ranges alone. */
const placedIn = memoByKey(
  (pods: readonly ClusterPod[], nodes: readonly ClusterNode[], shapes: string): PlacedByBlock => {
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
  },
);

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
  claimedBy: string | undefined,
  pools: readonly ClusterPool[],
): Block {
  const node = affinity?.value ?? claimedBy ?? commonestNode(placed) ?? '';
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
  if (first === undefined) return said;
  // A block that nobody wrote and no pod is in has been taken for a tunnel's address.
  const simulated =
    affinity === undefined && own === undefined
      ? [assumed(`${node} takes this block first of the pool`)]
      : [];
  return merge(first, said, ...more, ...simulated);
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

/** Addresses that lead to a pod beside its own; Felix takes no notice of them unless it is told to. */
export const floatingIPs = (
  { resources }: Cluster,
  node: ClusterNode,
  pod: ClusterPod,
): readonly Fact<Ip>[] =>
  pod.floatingIPs.length > 0 && felixSetting(resources, node, 'floatingIPs')?.value === 'Enabled'
    ? pod.floatingIPs
    : [];

const floatingPods = memoByKey((pods: readonly ClusterPod[]) =>
  pods.filter(({ floatingIPs: addresses }) => addresses.length > 0),
);

function floatingOutsideOwnBlocks(cluster: Cluster): readonly Borrowed[] {
  const nodes = new Map(cluster.nodes.map((node) => [node.name, node]));
  return floatingPods(cluster.pods).flatMap((pod) => {
    const node = nodes.get(pod.node?.value ?? '');
    if (node === undefined) return [];
    const own = blocksOfNode(cluster, node.name);
    return floatingIPs(cluster, node, pod)
      .filter(({ value }) => !own.some(({ cidr }) => contains(cidr, value)))
      .map(({ value, because }) => ({
        ip: value,
        node: node.name,
        because: merge(because, machinery('felix', `a floating address of ${pod.namespace}/${pod.name}`)),
      }));
  });
}

/** Addresses outside a node's own blocks that lead to its pods: borrowed and floating ones. */
export const borrowedByNode = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly Borrowed[]> => {
  const byNode = new Map<string, Borrowed[]>();
  const add = (address: Borrowed): void => {
    byNode.set(address.node, [...(byNode.get(address.node) ?? []), address]);
  };
  for (const { borrowed } of calicoBlocks(cluster)) borrowed.forEach(add);
  floatingOutsideOwnBlocks(cluster).forEach(add);
  return byNode;
});
