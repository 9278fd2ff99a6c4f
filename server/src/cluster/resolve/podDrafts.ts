import { memoByItems, memoByKey } from '../../memo/memo.ts';
import { workloadKinds, type Pod, type Workload, type WorkloadKind } from '../../resources/k8s/workload.ts';
import { nameOf, namespaceOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type { ClusterNode, ResourceIndex } from '../cluster.ts';
import { bytewise } from '../resourceIndex.ts';

/** A pod that is to be, before it has an address. */
export interface PodDraft {
  readonly namespace: string;
  readonly name: string;
  readonly source: Pod | Workload;
  readonly node: ClusterNode | undefined;
  readonly nodeName: string | undefined;
  /** Which of its workload's pods it is; 0 of a Pod object. */
  readonly replica: number;
}

const workloadsOf = (resources: ResourceIndex): readonly Workload[] =>
  workloadKinds.flatMap((kind): readonly Workload[] => resources.ofKind(kind satisfies WorkloadKind));

/** Pod objects, and simulated pods of the workloads that have none, by namespace and name. Addresses do not matter here. */
export const draftPods = memoByItems(
  (resources: ResourceIndex, nodes: readonly ClusterNode[]) => [
    nodes,
    ...resources.ofKind('Pod'),
    ...workloadsOf(resources),
  ],
  (resources: ResourceIndex, nodes: readonly ClusterNode[]): readonly PodDraft[] => {
    const objects = resources.ofKind('Pod').filter(isAlive);
    const schedulable = nodes.some((node) => node.schedulable)
      ? nodes.filter((node) => node.schedulable)
      : nodes;
    const place = podPlacement(schedulable);
    const byName = new Map(nodes.map((node) => [node.name, node]));
    return [
      ...objects.map((pod) => draftOfObject(pod, byName, place)),
      ...workloadsWithoutPods(workloadsOf(resources), objects).flatMap((workload) =>
        draftsOfWorkload(workload, nodes, place),
      ),
    ].sort((a, b) => bytewise(a.namespace, b.namespace) || bytewise(a.name, b.name));
  },
);

const isAlive = ({ phase }: Pod): boolean => phase?.value !== 'Succeeded' && phase?.value !== 'Failed';

type Selector = ReadonlyMap<string, Located<string>>;

type Placement = (replica: number, selector: Selector) => ClusterNode | undefined;

/** Replicas go round the schedulable nodes in name order; a nodeSelector narrows the round. */
function podPlacement(schedulable: readonly ClusterNode[]): Placement {
  const fitting = memoByKey((selector: Selector) =>
    selector.size === 0
      ? schedulable
      : schedulable.filter(({ labels }) => matchesLabels(selector, (key) => labels.get(key))),
  );
  return (replica, selector) => {
    const nodes = fitting(selector);
    return nodes[replica % Math.max(nodes.length, 1)];
  };
}

function matchesLabels(wanted: Selector, label: (key: string) => string | undefined): boolean {
  for (const [key, { value }] of wanted) if (label(key) !== value) return false;
  return true;
}

function draftOfObject(pod: Pod, byName: ReadonlyMap<string, ClusterNode>, place: Placement): PodDraft {
  const namespace = namespaceOf(pod);
  const nodeName = pod.spec.nodeName?.value;
  const node = nodeName === undefined ? place(0, pod.spec.nodeSelector) : byName.get(nodeName);
  return { namespace, name: nameOf(pod), source: pod, node, nodeName: nodeName ?? node?.name, replica: 0 };
}

/** A workload whose pods are in the workspace, as its labels say, has no simulated ones. */
function workloadsWithoutPods(workloads: readonly Workload[], pods: readonly Pod[]): readonly Workload[] {
  if (pods.length === 0) return workloads;
  const byNamespace = new Map<string, Pod[]>();
  for (const pod of pods) {
    const known = byNamespace.get(namespaceOf(pod));
    if (known === undefined) byNamespace.set(namespaceOf(pod), [pod]);
    else known.push(pod);
  }
  return workloads.filter((workload) => {
    const wanted = selectorOf(workload);
    return !(byNamespace.get(namespaceOf(workload)) ?? []).some(
      (pod) => wanted.size > 0 && matchesLabels(wanted, (key) => pod.meta.labels.get(key)?.value),
    );
  });
}

const selectorOf = (workload: Workload): Selector =>
  workload.matchLabels.size > 0 ? workload.matchLabels : (workload.template?.labels ?? new Map());

/** A mistyped `replicas: 100000` is not worth a hundred thousand simulated pods. */
const mostReplicas = 1000;

function draftsOfWorkload(
  workload: Workload,
  nodes: readonly ClusterNode[],
  place: Placement,
): readonly PodDraft[] {
  const { template } = workload;
  if (template === undefined) return [];
  const namespace = namespaceOf(workload);
  const base = nameOf(workload);
  if (workload.kind === 'DaemonSet') return daemonDrafts(workload, namespace, base, nodes);
  const replicas = Math.max(0, Math.min(workload.replicas?.value ?? 1, mostReplicas));
  const said = template.spec.nodeName?.value;
  const bound = said === undefined ? undefined : nodes.find(({ name }) => name === said);
  return Array.from({ length: replicas }, (_, replica): PodDraft => {
    const node = said === undefined ? place(replica, template.spec.nodeSelector) : bound;
    return {
      namespace,
      name: `${base}-${String(replica)}`,
      source: workload,
      node,
      nodeName: said ?? node?.name,
      replica,
    };
  });
}

function daemonDrafts(
  workload: Workload,
  namespace: string,
  base: string,
  nodes: readonly ClusterNode[],
): readonly PodDraft[] {
  const spec = workload.template?.spec;
  const toleratesAll =
    spec?.tolerations.some(({ key, operator }) => key === undefined && operator === 'Exists') === true;
  return nodes
    .filter(
      (node) =>
        (node.schedulable || toleratesAll) &&
        matchesLabels(spec?.nodeSelector ?? new Map(), (key) => node.labels.get(key)),
    )
    .map((node, replica): PodDraft => ({
      namespace,
      name: `${base}-${node.name}`,
      source: workload,
      node,
      nodeName: node.name,
      replica,
    }));
}
