import type { Cidr } from '../../net/cidr.ts';
import type { Fact } from '../../origin/origin.ts';
import { memoByItems } from '../../memo/memo.ts';
import type { Resource } from '../../resources/resource.ts';
import { workloadKinds } from '../../resources/k8s/workload.ts';
import { resolvePools } from '../calico/pools.ts';
import { allocationText, type ClusterPool } from '../calico/pool.ts';
import type { ClusterNode, ResourceIndex } from '../cluster.ts';
import { addressesOfPools, addressesOfRanges } from '../podNetwork/addresses.ts';
import { resolveNodeRanges } from '../podNetwork/nodeRanges.ts';
import type { NodeRanges } from '../podNetwork/kinds.ts';
import type { PodNetwork } from '../podNetwork/kinds.ts';
import { resolveNodes } from './hosts.ts';
import { draftPods } from './podDrafts.ts';
import { resolvePods } from './pods.ts';
import { resolvePodCIDRs } from './ranges.ts';

/** The machines of a cluster, and where their pods' addresses come from. */
export interface Network {
  readonly podCIDRs: readonly Fact<Cidr>[];
  readonly pools: readonly ClusterPool[];
  readonly nodes: readonly ClusterNode[];
  readonly nodeRanges: NodeRanges;
}

const objectsOf = (resources: ResourceIndex, kinds: readonly Resource['kind'][]): readonly Resource[] =>
  kinds.flatMap((kind): readonly Resource[] => resources.ofKind(kind));

const nodesOf = memoByItems(
  (resources: ResourceIndex) => objectsOf(resources, ['ClusterProfile', 'Node', 'CalicoNode']),
  resolveNodes,
);

/** Kinds that say something about ranges of pod addresses. */
const rangeKinds = [
  'ClusterProfile',
  'ClusterConfiguration',
  'KubeProxyConfiguration',
  'Node',
  'CiliumNode',
  'NetworkConfigMap',
  'Installation',
  'IPPool',
] as const;

/** Edits that touch no node and no range leave it the same object. */
export const resolveNetwork = memoByItems(
  (resources: ResourceIndex, podNetwork: PodNetwork) => [
    Object.values(podNetwork).join(' '),
    nodesOf(resources),
    ...objectsOf(resources, rangeKinds),
  ],
  (resources: ResourceIndex, podNetwork: PodNetwork): Network => {
    const podCIDRs = resolvePodCIDRs(resources, podNetwork);
    const nodes = nodesOf(resources);
    return {
      podCIDRs,
      pools: resolvePools(resources, podNetwork, podCIDRs),
      nodes,
      nodeRanges: resolveNodeRanges(resources, podNetwork, nodes, podCIDRs),
    };
  },
);

/** Kinds that, beside the network, decide which pods there are and which addresses they get. */
const podKinds = [
  'Pod',
  'Namespace',
  ...workloadKinds,
  'BlockAffinity',
  'CalicoNode',
  'CiliumNode',
  'FelixConfiguration',
  'IPReservation',
  'IPAMConfiguration',
] as const;

/**
 * The pods with their addresses; edits of services leave it the same object, and of pools those that change no address.
 */
export const resolvePodsOf = memoByItems(
  (resources: ResourceIndex, { pools, nodes, nodeRanges }: Network) => [
    nodes,
    ...(pools.length > 0 ? pools.map(allocationText) : [nodeRanges]),
    ...objectsOf(resources, podKinds),
  ],
  (resources: ResourceIndex, { pools, nodes, nodeRanges }: Network) =>
    resolvePods(draftPods(resources, nodes), (written) =>
      pools.length > 0
        ? addressesOfPools(resources, pools, nodes, written)
        : addressesOfRanges(resources, nodeRanges, written),
    ),
);
