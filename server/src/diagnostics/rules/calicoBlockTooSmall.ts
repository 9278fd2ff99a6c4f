import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { prefixLengthOf, sizeOf } from '../../net/cidr.ts';
import { bitsOf } from '../../net/ip.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { nameOf } from '../../resources/meta.ts';
import {
  areNodesKnown,
  blockLimit,
  countOfPods,
  podDemands,
  podDemandsByNode,
  shortages,
  writtenPools,
  type ClusterPool,
} from '../poolDemand.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';

/**
 * A node's blocks must hold the pods of the node.
 *
 * A node has at most 20 blocks, or as many as `maxBlocksPerHost` of the IPAMConfiguration says. When they are full its pods
 * get no address: at the limit Calico does not even borrow. Blocks of /30 make 80 addresses on a node, fewer than the 110
 * pods that a kubelet runs unless told otherwise.
 *
 * @source projectcalico libcalico-go/lib/ipam/ipam.go: autoAssign, "Need to allocate an IPAM block but could not - limit of N blocks reached for this node"
 * @cure Make the blocks larger, which needs a new pool, or raise `maxBlocksPerHost`.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     blockSize: 32
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     blockSize: 28
 */
export const calicoBlockTooSmall: Rule = {
  id: 'calico/block-too-small',
  severity: 'warning',
  ...forKindInCluster(['IPPool'], function* (pool, cluster) {
    const resolved = writtenPools(cluster).find(({ name }) => name === nameOf(pool));
    if (resolved === undefined || pool.cidr?.value !== resolved.cidr) return;
    const full = fullNodes(cluster).get(resolved.name);
    if (full !== undefined) yield fullFinding(pool, resolved, full, cluster);
    else yield* fewerThanKubelet(pool, resolved, cluster);
  }),
};

/** Pods for which the blocks of one node, or of all of them, are too few. */
interface Full {
  /** Undefined: of all nodes together. */
  readonly node: string | undefined;
  readonly nodes: number;
  readonly pods: number;
}

/** By the name of the first pool concerned. */
const fullNodes = memoByKey((cluster: Cluster): ReadonlyMap<string, Full> => {
  const { most } = blockLimit(cluster);
  const found = new Map<string, Full>();
  const fewest = BigInt(most) * smallestBlock(writtenPools(cluster));
  for (const [node, demands] of podDemandsByNode(cluster, fewest))
    for (const { pools, count } of demands)
      if (BigInt(count) > BigInt(most) * largestBlock(pools))
        add(found, pools, { node, nodes: 1, pods: count });
  const nodes = cluster.nodes.length;
  if (!areNodesKnown(cluster) || BigInt(countOfPods(cluster)) <= BigInt(nodes) * fewest) return found;
  // All nodes' blocks together: what does not fit into them does not fit, wherever the pods run.
  const perPool = (pool: ClusterPool): bigint => BigInt(nodes * most) * blockAddresses(pool);
  for (const { pools, count } of shortages(podDemands(cluster), perPool))
    if (pools.length === 1) add(found, pools, { node: undefined, nodes, pods: count });
  return found;
});

function add(found: Map<string, Full>, [first]: readonly ClusterPool[], full: Full): void {
  if (first !== undefined && !found.has(first.name)) found.set(first.name, full);
}

const blockAddresses = ({ family, blockSize }: ClusterPool): bigint =>
  1n << BigInt(bitsOf(family) - blockSize.value);

const largestBlock = (pools: readonly ClusterPool[]): bigint =>
  pools.map(blockAddresses).reduce((a, b) => (a > b ? a : b), 0n);

const smallestBlock = (pools: readonly ClusterPool[]): bigint => {
  const [first = 0n, ...more] = pools.map(blockAddresses);
  return more.reduce((a, b) => (a < b ? a : b), first);
};

function fullFinding(pool: IpPool, resolved: ClusterPool, full: Full, cluster: Cluster): Finding {
  const { most, said } = blockLimit(cluster);
  const size = `/${String(resolved.blockSize.value)}`;
  const holds = String(BigInt(most * full.nodes) * blockAddresses(resolved));
  const where = full.node ?? `${String(full.nodes)} ${full.nodes === 1 ? 'node' : 'nodes'}`;
  return {
    span: pool.blockSize?.entry ?? pool.cidr?.span ?? pool.span,
    message: `${String(most)} blocks of ${size} a node hold ${holds} of the ${String(full.pods)} pods on ${where}`,
    why: `Calico says "limit of ${String(most)} blocks reached for this node", and the other pods do not start.`,
    related: said === undefined ? [] : [{ span: said.entry, message: 'the limit' }],
  };
}

/** What a kubelet runs at most unless its configuration says otherwise (kubelet maxPods). */
const podsOfKubelet = 110;

function* fewerThanKubelet(pool: IpPool, resolved: ClusterPool, cluster: Cluster): Generator<Finding> {
  const { most, said } = blockLimit(cluster);
  const { cidr, blockSize, manual } = resolved;
  const holds = BigInt(most) * blockAddresses(resolved);
  if (pool.blockSize === undefined || manual || holds >= podsOfKubelet) return;
  // A pool that is small itself is for a few pods; one that is smaller than a block is refused.
  if (sizeOf(cidr) < podsOfKubelet || prefixLengthOf(cidr) > pool.blockSize.value) return;
  const sameFamily = writtenPools(cluster).filter(({ family }) => family === resolved.family);
  if (pool.blockSize.value !== blockSize.value || sameFamily.length > 1) return;
  yield {
    span: pool.blockSize.entry,
    message: `${String(most)} blocks of /${String(blockSize.value)} hold ${String(holds)} pods on a node, fewer than the ${String(podsOfKubelet)} of a kubelet`,
    why: `A node has at most ${String(most)} blocks; when they are full its pods get no address, and Calico does not borrow.`,
    severity: 'info',
    related: said === undefined ? [] : [{ span: said.entry, message: 'the limit' }],
  };
}
