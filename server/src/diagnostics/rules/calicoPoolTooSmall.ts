import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { containsCidr, prefixLengthOf, sizeOf, type Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import {
  ipamConfiguration,
  nodeDemands,
  podDemands,
  shortages,
  writtenPools,
  countOfPods,
  type ClusterPool,
  type Demand,
} from '../poolDemand.ts';
import { poolKinds, poolsIn } from '../pools.ts';
import { forKindInCluster, type Finding, type RelatedPlace, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * Pools must have an address for every pod, and should have a block for every node.
 *
 * Counted are the pods that files ask for: Pod objects, and the replicas of workloads, of a DaemonSet one on each known
 * node. Pods in the host's network and addresses that an IPReservation keeps back are left out. A pod without an address
 * does not start. A node that finds no free block borrows single addresses out of other nodes' blocks, each of them a /32
 * route; with strictAffinity it gets none.
 *
 * @source projectcalico libcalico-go/lib/ipam/ipam.go: autoAssign, findUnclaimedBlock
 * @cure Take a larger range, add a pool, or make the blocks smaller, so that there are more of them.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/29
 *     blockSize: 29
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: nginx
 *   spec:
 *     replicas: 10
 *     template:
 *       metadata:
 *         labels: { app: nginx }
 *       spec: {}
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/28
 *     blockSize: 29
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: nginx
 *   spec:
 *     replicas: 10
 *     template:
 *       metadata:
 *         labels: { app: nginx }
 *       spec: {}
 */
export const calicoPoolTooSmall: Rule = {
  id: 'calico/pool-too-small',
  severity: 'warning',
  ...forKindInCluster(poolKinds, function* (resource, cluster) {
    for (const { cidr } of poolsIn(resource)) yield* findingsByPlace(cluster).get(cidr.span) ?? [];
  }),
};

/** Its range, which is what a pool that somebody wrote rests on in the first place. */
const placeOf = ({ because: [cause] }: ClusterPool): readonly Span[] =>
  cause.kind === 'manifest' ? [cause.span] : [];

/** By the span of the pool's range, which is the place of the finding. */
const findingsByPlace = memoByKey((cluster: Cluster): ReadonlyMap<Span, readonly Finding[]> => {
  const found = new Map<Span, Finding[]>();
  const reserved = reservedRanges(cluster);
  const add = (pools: readonly ClusterPool[], finding: Omit<Finding, 'span' | 'related'>): void => {
    const [at, ...more] = pools.flatMap(placeOf);
    if (at === undefined) return;
    const related: readonly RelatedPlace[] = more.map((span) => ({
      span,
      message: 'another of these pools',
    }));
    found.set(at, [...(found.get(at) ?? []), { span: at, related, ...finding }]);
  };
  const holdsAll = writtenPools(cluster).every((pool) => usable(pool, reserved) >= countOfPods(cluster));
  const demands = holdsAll ? [] : podDemands(cluster);
  for (const { pools, count, supply } of shortages(demands, (pool) => usable(pool, reserved)))
    add(pools, {
      message: `${holding(pools)} ${String(supply)} ${supply === 1n ? 'address' : 'addresses'} for ${String(count)} pods`,
      why: `${sum(pools, (pool) => addresses(pool, reserved))} The pods beyond that get no address and do not start.`,
    });
  const strict = ipamConfiguration(cluster.resources)?.strictAffinity?.value === true;
  for (const { pools, count, supply } of shortages(nodesAsking(cluster), blocksOf))
    add(pools, {
      message: `${holding(pools)} ${String(supply)} ${supply === 1n ? 'block' : 'blocks'} for ${String(count)} nodes`,
      why: `${sum(pools, blocks)} ${
        strict
          ? 'With strictAffinity pods on the other nodes get no address.'
          : 'The other nodes borrow single addresses out of these blocks, each a /32 route of its own.'
      }`,
      severity: strict ? 'warning' : 'info',
    });
  return found;
});

const nodesAsking = (cluster: Cluster): readonly Demand[] =>
  writtenPools(cluster).every((pool) => blocksOf(pool) >= cluster.nodes.length) ? [] : nodeDemands(cluster);

const holding = (pools: readonly ClusterPool[]): string =>
  pools.length === 1 ? `${pools[0]?.cidr ?? ''} has` : `${listed(pools.map(({ cidr }) => cidr))} have`;

const blocksOf = ({ cidr, blockSize }: ClusterPool): bigint =>
  1n << BigInt(Math.max(blockSize.value - prefixLengthOf(cidr), 0));

/** The arithmetic of each pool, as one sentence. */
const sum = (pools: readonly ClusterPool[], of: (pool: ClusterPool) => string): string =>
  `${listed(pools.map((pool) => `a /${String(prefixLengthOf(pool.cidr))} ${of(pool)}`)).replace(/^a/, 'A')}.`;

function addresses(pool: ClusterPool, reserved: readonly Cidr[]): string {
  const all = sizeOf(pool.cidr);
  const kept = all - usable(pool, reserved);
  return `has ${String(all)} addresses${kept === 0n ? '' : `, ${String(kept)} of them reserved`}`;
}

const blocks = (pool: ClusterPool): string =>
  `in blocks of /${String(pool.blockSize.value)} makes ${String(blocksOf(pool))}`;

/** Ranges of IPReservations, without those that lie in another. */
function reservedRanges({ resources }: Cluster): readonly Cidr[] {
  const all = resources
    .ofKind('IPReservation')
    .flatMap(({ reservedCIDRs }) => reservedCIDRs.map(({ value }) => value));
  return [...new Set(all)].filter(
    (range, _i, each) => !each.some((other) => other !== range && containsCidr(other, range)),
  );
}

function usable({ cidr }: ClusterPool, reserved: readonly Cidr[]): bigint {
  if (reserved.some((range) => containsCidr(range, cidr))) return 0n;
  const kept = reserved.filter((range) => containsCidr(cidr, range));
  return kept.reduce((left, range) => left - sizeOf(range), sizeOf(cidr));
}
