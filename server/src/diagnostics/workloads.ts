import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { matchesLabels, type LabelSelector } from '../resources/k8s/labelSelector.ts';
import type { Service } from '../resources/k8s/service.ts';
import type { PodSpec, Pod, Workload } from '../resources/k8s/workload.ts';
import { workloadKinds } from '../resources/k8s/workload.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { Located } from '../yaml/located.ts';

/** A pod, or the template that pods are made from: what selectors are held against, however many replicas there are. */
export interface PodSource {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly spec: PodSpec;
  readonly resource: Pod | Workload;
}

interface PodSources {
  readonly all: readonly PodSource[];
  readonly byNamespace: ReadonlyMap<string, readonly PodSource[]>;
  readonly byLabel: ReadonlyMap<string, readonly PodSource[]>;
  /** Whatever the namespace. */
  readonly byLabelAnywhere: ReadonlyMap<string, readonly PodSource[]>;
}

const sourcesOf = memoByKey((cluster: Cluster): PodSources => {
  const all = readSources(cluster);
  const byNamespace = new Map<string, PodSource[]>();
  const byLabel = new Map<string, PodSource[]>();
  const byLabelAnywhere = new Map<string, PodSource[]>();
  for (const source of all) {
    add(byNamespace, source.namespace, source);
    for (const [key, { value }] of source.labels) {
      const label = `${key}\n${value}`;
      add(byLabel, `${source.namespace}\n${label}`, source);
      add(byLabelAnywhere, label, source);
    }
  }
  return { all, byNamespace, byLabel, byLabelAnywhere };
});

function readSources({ resources }: Cluster): readonly PodSource[] {
  const pods = resources
    .ofKind('Pod')
    .map((pod) => ({ namespace: namespaceOf(pod), labels: pod.meta.labels, spec: pod.spec, resource: pod }));
  const workloads = workloadKinds
    .flatMap((kind: Workload['kind']): readonly Workload[] => resources.ofKind(kind))
    .flatMap((workload) =>
      workload.template === undefined
        ? []
        : [
            {
              namespace: namespaceOf(workload),
              labels: workload.template.labels,
              spec: workload.template.spec,
              resource: workload,
            },
          ],
    );
  return [...pods, ...workloads];
}

const labelKey = (namespace: string, key: string, value: string): string => `${namespace}\n${key}\n${value}`;

/** Appends to the list at a key of a map of lists. */
export function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

export const allPods = (cluster: Cluster): readonly PodSource[] => sourcesOf(cluster).all;

export const podsIn = (cluster: Cluster, namespace: string): readonly PodSource[] =>
  sourcesOf(cluster).byNamespace.get(namespace) ?? [];

/** The pods of a namespace that carry all the labels of a Service's selector; an empty selector selects none. */
export function podsSelectedBy(
  cluster: Cluster,
  namespace: string,
  selector: ReadonlyMap<string, Located<string>>,
): readonly PodSource[] {
  const [first, ...more] = selector;
  if (first === undefined) return [];
  const candidates = sourcesOf(cluster).byLabel.get(labelKey(namespace, first[0], first[1].value)) ?? [];
  return more.length === 0 ? candidates : candidates.filter(({ labels }) => carries(labels, selector));
}

/** The pods behind a service. */
export const podsBehind = memoByKey((service: Service, cluster: Cluster): readonly PodSource[] =>
  podsSelectedBy(cluster, namespaceOf(service), service.selector),
);

/** The first pod, of whatever namespace, that carries all these labels. */
export function podAnywhere(
  cluster: Cluster,
  selector: ReadonlyMap<string, Located<string>>,
): PodSource | undefined {
  const [first] = selector;
  if (first === undefined) return undefined;
  const candidates = sourcesOf(cluster).byLabelAnywhere.get(`${first[0]}\n${first[1].value}`) ?? [];
  return candidates.find(({ labels }) => carries(labels, selector));
}

/** Whether a pod of the namespace carries this label. */
export const isCarried = (cluster: Cluster, namespace: string, key: string, value: string): boolean =>
  sourcesOf(cluster).byLabel.has(labelKey(namespace, key, value));

/** The pods of a namespace that a LabelSelector matches; an empty one matches all of them. */
export function podsMatching(
  cluster: Cluster,
  namespace: string,
  selector: LabelSelector | undefined,
): readonly PodSource[] {
  if (selector === undefined) return [];
  const { matchLabels } = selector;
  const candidates =
    matchLabels.size > 0 ? podsSelectedBy(cluster, namespace, matchLabels) : podsIn(cluster, namespace);
  if (selector.matchExpressions.length === 0) return candidates;
  return candidates.filter(({ labels }) => matchesLabels(selector, (key) => labels.get(key)?.value));
}

export const carries = (
  labels: ReadonlyMap<string, Located<string>>,
  selector: ReadonlyMap<string, Located<string>>,
): boolean => [...selector].every(([key, { value }]) => labels.get(key)?.value === value);

/** `Deployment customer`, for a message. */
export const shownSource = ({ resource }: PodSource): string => `${resource.kind} ${nameOf(resource)}`;
