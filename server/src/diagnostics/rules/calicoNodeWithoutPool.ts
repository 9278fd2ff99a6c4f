import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import { knownNodes } from '../knownNodes.ts';
import { arePoolsReadable, mayTakeBlock, writtenPools, type ClusterPool } from '../poolDemand.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * Every node needs a pool.
 *
 * A node takes its blocks from enabled pools whose nodeSelector picks it and that are not only for the asking
 * (`assignmentMode: Manual`). Where there is none, pods on the node get no address and stay in ContainerCreating. Said of
 * nodes whose object is in the workspace, and not where a selector asks for labels that the cluster sets and no file shows.
 *
 * @source projectcalico libcalico-go/lib/ipam/ipam.go: autoAssign, "no configured Calico pools for node X"
 * @cure Label the node as a pool's nodeSelector asks, or add a pool for the nodes that are left: `!has(rack)`.
 * @bad
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker3
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: rack-1
 *   spec:
 *     cidr: 10.48.0.0/17
 *     nodeSelector: rack == "1"
 * @good
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker3
 *     labels: { rack: "1" }
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: rack-1
 *   spec:
 *     cidr: 10.48.0.0/17
 *     nodeSelector: rack == "1"
 */
export const calicoNodeWithoutPool: Rule = {
  id: 'calico/node-without-pool',
  severity: 'error',
  ...forKindInCluster(['Node', 'CalicoNode', 'IPPool'], function* (resource, cluster) {
    if (resource.kind === 'IPPool') {
      const { disabled } = resource;
      if (disabled !== undefined && firstOfAllDisabled(cluster) === disabled.span)
        yield allDisabled(disabled.entry);
      return;
    }
    const node = knownNodes(cluster).find((known) => known.resource === resource);
    if (node === undefined || !arePoolsReadable(cluster)) return;
    for (const pools of openPools(cluster)) {
      if (pools.some((pool) => mayTakeBlock(pool, node))) continue;
      yield {
        span: titleSpan(resource),
        message: `no configured Calico pools for node ${node.name}`,
        why: `Pods here get no IPv${String(pools[0]?.family ?? 4)} address and do not start: ${selectors(pools)}.`,
        related: pools.slice(0, 3).flatMap(placeOf),
      };
    }
  }),
};

/** The pools that hand out addresses unasked, a list a family; families without one are not for pods here. */
const openPools = memoByKey((cluster: Cluster): readonly (readonly ClusterPool[])[] =>
  ([4, 6] as const)
    .map((family) => writtenPools(cluster).filter((pool) => pool.family === family && !pool.manual))
    .filter((pools) => pools.length > 0),
);

const selectors = (pools: readonly ClusterPool[]): string =>
  listed(pools.map(({ name, nodeSelector }) => `${name} is for ${nodeSelector}`));

const placeOf = ({ because }: ClusterPool): NonNullable<Finding['related']> =>
  because
    .slice(0, 1)
    .flatMap((cause) =>
      cause.kind === 'manifest' ? [{ span: cause.span, message: 'a pool for other nodes' }] : [],
    );

/** Where the first of the pools for pods is disabled, if all of them are. */
const firstOfAllDisabled = memoByKey(({ resources, pools }: Cluster) => {
  const forPods = pools.filter(({ allowedUses }) => allowedUses.includes('Workload'));
  const objects = resources.ofKind('IPPool');
  const names = new Set(forPods.filter(({ disabled }) => disabled.value).map(({ name }) => name));
  const isLeft = forPods.some(
    ({ name, disabled }) => !disabled.value && objects.some((pool) => nameOf(pool) === name),
  );
  return isLeft || resources.ofKind('Installation').length > 0
    ? undefined
    : objects.find((pool) => names.has(nameOf(pool)))?.disabled?.span;
});

const allDisabled = (span: Finding['span']): Finding => ({
  span,
  message: 'Every pool for pods is disabled: there are no configured Calico pools for any node',
  why: 'A disabled pool hands out no new addresses, so no new pod starts. Pods that run keep their addresses.',
  severity: 'warning',
});
