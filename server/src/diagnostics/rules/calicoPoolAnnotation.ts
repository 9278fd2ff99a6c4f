import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { parseCidr } from '../../net/cidr.ts';
import { isSimulated } from '../../origin/origin.ts';
import {
  annotatedKinds,
  annotationsOf,
  listItems,
  poolAnnotations,
  type Annotated,
  type PoolAnnotation,
} from '../addressAnnotations.ts';
import { textOf } from '../edits.ts';
import { nearest } from '../nearest.ts';
import { arePoolsReadable, type ClusterPool } from '../poolDemand.ts';
import { forKindInCluster, type Finding, type RelatedPlace, type Rule } from '../rule.ts';
import { typeOf } from '../services.ts';
import { listed } from '../words.ts';

/**
 * A pool that an annotation asks for must exist, be enabled, and be for what it is asked for.
 *
 * Pools are named, or meant by their range. Calico takes a pool that is asked for whatever its selectors say; but it does
 * not take one that is disabled, or of the other family, and pods get no address out of a pool for load balancers. Nothing
 * is said where the workspace holds no pool.
 *
 * @source projectcalico libcalico-go/lib/ipam/ipam.go: determinePools, "the given pool (X) does not exist, or is not enabled"
 * @cure Name an enabled pool of the family. A pool that is only for the asking has `assignmentMode: Manual` or a nodeSelector
 *   of `!all()`, not `disabled: true`.
 * @bad
 *   apiVersion: v1
 *   kind: Namespace
 *   metadata:
 *     name: external
 *     annotations:
 *       cni.projectcalico.org/ipv4pools: '["external"]'
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/24
 * @good
 *   apiVersion: v1
 *   kind: Namespace
 *   metadata:
 *     name: external
 *     annotations:
 *       cni.projectcalico.org/ipv4pools: '["external-pool"]'
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: external-pool
 *   spec:
 *     cidr: 10.48.2.0/24
 */
export const calicoPoolAnnotation: Rule = {
  id: 'calico/pool-annotation',
  severity: 'error',
  ...forKindInCluster(annotatedKinds, (resource, cluster) =>
    // Most of thousands of pods ask for nothing.
    annotationsOf(resource).size === 0 ? [] : unusablePools(resource, cluster),
  ),
};

function* unusablePools(resource: Annotated, cluster: Cluster): Generator<Finding> {
  const annotations = poolAnnotations(resource);
  if (annotations.length === 0 || (resource.kind === 'Service' && typeOf(resource) !== 'LoadBalancer'))
    return;
  const pools = saidPools(cluster);
  // One whose range cannot be read may be the one that is asked for.
  if (pools.length === 0 || !arePoolsReadable(cluster)) return;
  const use = resource.kind === 'Service' ? 'LoadBalancer' : 'Workload';
  for (const annotation of annotations) yield* ofAnnotation(annotation, pools, use);
}

type PoolUse = ClusterPool['allowedUses'][number];

/** Disabled ones too: they are told from those that there are not. */
const saidPools = memoByKey(({ pools }: Cluster): readonly ClusterPool[] =>
  pools.filter(({ because }) => !isSimulated(because)),
);

function* ofAnnotation(
  { family, written }: PoolAnnotation,
  pools: readonly ClusterPool[],
  use: PoolUse,
): Generator<Finding> {
  const usable = pools.filter(
    (pool) => pool.family === family && !pool.disabled.value && pool.allowedUses.includes(use),
  );
  for (const { value, span } of listItems(written) ?? []) {
    const range = parseCidr(value)?.network;
    const pool = pools.find(({ name, cidr }) => name === value || cidr === range);
    if (pool !== undefined && usable.includes(pool)) continue;
    const isPlain = textOf(span) === value;
    const meant =
      pool === undefined && isPlain
        ? nearest(
            value,
            usable.map(({ name }) => name),
          )
        : undefined;
    const { message, why } = refusal(value, pool, usable, family, use);
    yield {
      span,
      message,
      why,
      fix: meant === undefined ? undefined : { title: `Name ${meant}`, edits: [{ span, newText: meant }] },
      related: placesOf(pool),
    };
  }
}

function refusal(
  value: string,
  pool: ClusterPool | undefined,
  usable: readonly ClusterPool[],
  family: number,
  use: PoolUse,
): Pick<Finding, 'message' | 'why'> {
  const missing = `the given pool (${value}) does not exist, or is not enabled`;
  const others =
    usable.length === 0
      ? 'No pool here could be asked for.'
      : `To be asked for are ${listed(usable.map(({ name }) => name))}.`;
  if (pool === undefined) return { message: missing, why: `The pod gets no address. ${others}` };
  if (pool.disabled.value)
    return { message: missing, why: `The pod gets no address: ${pool.name} is disabled. ${others}` };
  if (pool.family !== family)
    return {
      message: missing,
      why: `The pod gets no address: ${pool.name} is an IPv${String(pool.family)} pool, asked for among IPv${String(family)} pools. ${others}`,
    };
  return {
    message: `no pools match the required use (${use})`,
    why: `${pool.name} is for ${listed(pool.allowedUses)}. ${others}`,
  };
}

const placesOf = (pool: ClusterPool | undefined): readonly RelatedPlace[] =>
  (pool?.disabled.value === true ? pool.disabled.because : (pool?.because ?? [])).flatMap((cause) =>
    cause.kind === 'manifest' ? [{ span: cause.span, message: 'the pool' }] : [],
  );
