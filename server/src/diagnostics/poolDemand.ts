import { requestedAddresses, requestedPools, wantsFamily } from '../cluster/calico/ipam/addressRequest.ts';
import { usualMaxBlocksPerHost } from '../cluster/calico/ipam/allocator.ts';
import { picks } from '../cluster/calico/selection.ts';
import type { Cluster, ClusterPod } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { IpFamily } from '../net/ip.ts';
import { isSimulated } from '../origin/origin.ts';
import type { IpamConfiguration } from '../resources/calico/ipamConfiguration.ts';
import type { Namespace } from '../resources/k8s/node.ts';
import { nameOf } from '../resources/meta.ts';
import type { Located } from '../yaml/located.ts';
import { annotationsOf } from './addressAnnotations.ts';
import { isSetByCluster, knownNodes, type KnownNode } from './knownNodes.ts';
import { parsedText } from './selectors.ts';
import { selectorsLabels } from '../resources/selector/match.ts';

/** A pool with its defaults applied. */
export type ClusterPool = Cluster['pools'][number];

/** Pods, or nodes, that can be served by these pools and no others. */
export interface Demand {
  readonly pools: readonly ClusterPool[];
  /** How many ask. */
  readonly count: number;
}

/** The pools that somebody wrote and that pods get addresses from, by name. */
export const writtenPools = memoByKey(({ pools }: Cluster): readonly ClusterPool[] =>
  pools.filter(
    ({ because, disabled, allowedUses }) =>
      !isSimulated(because) && !disabled.value && allowedUses.includes('Workload'),
  ),
);

/** Whether the range of every pool can be read; else nobody knows whom the others could do without. */
export const arePoolsReadable = memoByKey(({ resources }: Cluster): boolean =>
  resources.ofKind('IPPool').every(({ cidr }) => cidr !== undefined),
);

/** Whether every node is known to be there: then those that the files name are all. */
export const areNodesKnown = ({ nodes }: Cluster): boolean =>
  nodes.length > 0 && nodes.every(({ because }) => !isSimulated(because));

/** The pods that files ask for and that need an address of a pool, by the pools that may serve them. */
export const podDemands = memoByKey((cluster: Cluster): readonly Demand[] =>
  demandsOf(cluster, countedPods(cluster)),
);

/** The same for nodes on which more than so many pods are certain to run, by the name of the node. */
export function podDemandsByNode(
  cluster: Cluster,
  moreThan: bigint,
): readonly (readonly [node: string, demands: readonly Demand[]])[] {
  const pods = countedPods(cluster);
  return [...countsByNode(pods)]
    .filter(([, count]) => BigInt(count) > moreThan)
    .map(([node]) => [
      node,
      demandsOf(
        cluster,
        pods.filter((pod) => certainNode(pod) === node),
      ),
    ]);
}

/** How many pods ask for an address at all: where every pool has that many, nothing has to be looked into. */
export const countOfPods = (cluster: Cluster): number => countedPods(cluster).length;

const countedPods = (cluster: Cluster): readonly ClusterPod[] =>
  askingPods(cluster.pods, areNodesKnown(cluster));

// Kept with the list of pods, which most edits leave alone.
const askingPods = memoByKey((pods: readonly ClusterPod[], nodesKnown: boolean): readonly ClusterPod[] =>
  pods.filter(({ hostNetwork, resource: { kind } }) => {
    // How many pods a DaemonSet makes depends on the nodes; those of a Job give their addresses back.
    return !hostNetwork && kind !== 'Job' && (kind !== 'DaemonSet' || nodesKnown);
  }),
);

const countsByNode = memoByKey((pods: readonly ClusterPod[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const node = certainNode(pod);
    if (node !== undefined) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
});

/** Of a DaemonSet's pod, which is counted where every node is known, the node that it was made for. */
const certainNode = (pod: ClusterPod): string | undefined =>
  boundNode(pod) ?? (pod.resource.kind === 'DaemonSet' ? pod.node?.value : undefined);

/** Nodes that run pods, by the pools that they may take a block from unasked; empty where not every node is known. */
export const nodeDemands = memoByKey((cluster: Cluster): readonly Demand[] => {
  if (!areNodesKnown(cluster) || !arePoolsReadable(cluster)) return [];
  const known = new Map(knownNodes(cluster).map((node) => [node.name, node]));
  const open = families.map((family) =>
    writtenPools(cluster).filter((pool) => pool.family === family && !pool.manual),
  );
  const counted = counter();
  for (const node of cluster.nodes)
    if (node.schedulable)
      for (const pools of open) counted.add(pools.filter((pool) => mayTakeBlock(pool, known.get(node.name))));
  return counted.all();
});

/** The node that the pod's spec names; where a scheduler would put it is nobody's word. */
const boundNode = ({ resource }: ClusterPod): string | undefined =>
  (resource.kind === 'Pod' ? resource.spec : resource.template?.spec)?.nodeName?.value;

const families: readonly IpFamily[] = [4, 6];

function demandsOf(cluster: Cluster, pods: readonly ClusterPod[]): readonly Demand[] {
  if (!arePoolsReadable(cluster)) return [];
  const counted = counter();
  const poolsOf = poolsBySource(cluster);
  for (const pod of pods) for (const pools of poolsOf(pod)) counted.add(pools);
  return counted.all();
}

/** Counts by set of pools; a set without any is no pool's concern. */
function counter(): {
  readonly add: (pools: readonly ClusterPool[]) => void;
  readonly all: () => readonly Demand[];
} {
  const counts = new Map<string, { readonly pools: readonly ClusterPool[]; count: number }>();
  return {
    add: (pools) => {
      if (pools.length === 0) return;
      const key = pools.map(({ name }) => name).join(' ');
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { pools, count: 1 });
      else known.count += 1;
    },
    all: () => [...counts.values()],
  };
}

/** The pools of each family that may serve a pod; looked up once for all pods that ask for the same from the same place. */
function poolsBySource(cluster: Cluster): (pod: ClusterPod) => readonly (readonly ClusterPool[])[] {
  const pools = writtenPools(cluster);
  const nodes = knownNodes(cluster);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const namespaces = new Map(cluster.resources.ofKind('Namespace').map((object) => [nameOf(object), object]));
  const isEverywhere = pools.every(({ nodeSelector }) => nodeSelector === '' || nodeSelector === 'all()');
  const known = new Map<string, readonly (readonly ClusterPool[])[]>();
  return (pod) => {
    const bound = boundNode(pod);
    const asked = askedOf(pod.resource);
    const key = `${pod.namespace} ${isEverywhere ? '' : (bound ?? '')} ${asked}`;
    const found = known.get(key) ?? poolsFor(pod, pools, nodesFor(bound), namespaces.get(pod.namespace));
    known.set(key, found);
    return found;
  };

  function nodesFor(bound: string | undefined): readonly KnownNode[] {
    if (bound === undefined) return nodes;
    const node = byName.get(bound);
    return node === undefined ? [] : [node];
  }
}

/** What annotations ask for, as one text. */
const askedOf = memoByKey((resource: ClusterPod['resource']): string =>
  [...annotationsOf(resource)]
    .filter(([key]) => key.startsWith('cni.projectcalico.org/'))
    .map(([key, { value }]) => `${key}=${value}`)
    .join(' '),
);

function poolsFor(
  { resource }: ClusterPod,
  pools: readonly ClusterPool[],
  nodes: readonly KnownNode[],
  namespace: Namespace | undefined,
): readonly (readonly ClusterPool[])[] {
  const annotations = annotationsOf(resource);
  if (requestedAddresses(annotations) !== undefined) return [];
  const ofNamespace = namespace?.meta.annotations;
  return families.flatMap((family) => {
    const ofFamily = pools.filter((pool) => pool.family === family);
    if (ofFamily.length === 0 || !wantsFamily(annotations, ofNamespace, family)) return [];
    const asked = requestedPools(annotations, ofNamespace, family);
    const serving =
      asked === undefined
        ? ofFamily.filter((pool) => isOpen(pool, nodes, namespace))
        : ofFamily.filter(({ name, cidr }) => asked.includes(name) || asked.includes(cidr));
    return [serving];
  });
}

/** Where it is not known whether a selector picks, it does: then a pool has rather too much to give. */
function isOpen(pool: ClusterPool, nodes: readonly KnownNode[], namespace: Namespace | undefined): boolean {
  if (pool.manual) return false;
  if (nodes.length > 0 && !nodes.some((node) => mayTakeBlock(pool, node))) return false;
  if (pool.namespaceSelector === '' || namespace === undefined) return true;
  const labels = new Map([...namespace.meta.labels].map(([key, { value }]) => [key, value]));
  labels.set('kubernetes.io/metadata.name', nameOf(namespace));
  labels.set('projectcalico.org/name', nameOf(namespace));
  return isUnreadable(pool.namespaceSelector) || picks(pool.namespaceSelector, labels);
}

/** Whether the pool's nodeSelector picks the node, or may: it cannot be read, or asks for labels that no file shows. */
export function mayTakeBlock({ nodeSelector }: ClusterPool, node: KnownNode | undefined): boolean {
  if (nodeSelector === '' || node === undefined) return true;
  const result = parsedText(nodeSelector);
  if ('error' in result) return true;
  const unseen = selectorsLabels(result.selector).some((key) => isSetByCluster(key) && !node.labels.has(key));
  return unseen || picks(nodeSelector, node.labels);
}

const isUnreadable = (selector: string): boolean => 'error' in parsedText(selector);

/** Demands whose pools hold less than they ask for together, the fewest pools first. */
export function* shortages(
  demands: readonly Demand[],
  supplyOf: (pool: ClusterPool) => bigint,
): Generator<Demand & { readonly supply: bigint }> {
  const reported = new Set<string>();
  for (const { pools } of [...demands].sort((a, b) => a.pools.length - b.pools.length)) {
    if (pools.some(({ name }) => reported.has(name))) continue;
    const count = demands
      .filter((demand) => demand.pools.every((pool) => pools.includes(pool)))
      .reduce((sum, demand) => sum + demand.count, 0);
    const supply = pools.reduce((sum, pool) => sum + supplyOf(pool), 0n);
    if (BigInt(count) <= supply) continue;
    for (const { name } of pools) reported.add(name);
    yield { pools, count, supply };
  }
}

/** How many blocks a node may have, and where that is said. */
export function blockLimit({ resources }: Cluster): {
  readonly most: number;
  readonly said: Located<number> | undefined;
} {
  const said = ipamConfiguration(resources)?.maxBlocksPerHost;
  return said === undefined || said.value <= 0
    ? { most: usualMaxBlocksPerHost, said: undefined }
    : { most: said.value, said };
}

export const ipamConfiguration = (resources: Cluster['resources']): IpamConfiguration | undefined =>
  resources.ofKind('IPAMConfiguration').find((configuration) => nameOf(configuration) === 'default');
