import { familyOf, parseIp, type Ip } from '../../net/ip.ts';
import type { Protocol } from '../../net/port.ts';
import { memoByKey } from '../../memo/memo.ts';
import { assumed, fact, merge, written, type Fact } from '../../origin/origin.ts';
import type { ContainerPort, Pod, PodSpec, Workload, WorkloadKind } from '../../resources/k8s/workload.ts';
import { workloadKinds } from '../../resources/k8s/workload.ts';
import { nameOf, namespaceOf, titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { floatingAddresses, requestedAddresses, type Annotations } from '../calico/ipam/addressRequest.ts';
import type { WrittenAddress } from '../calico/ipam/ledger.ts';
import type { ClusterNode, ClusterPod, Ipam, ResourceIndex } from '../cluster.ts';
import type { PodAddresses } from '../podNetwork/addresses.ts';
import { bytewise } from '../resourceIndex.ts';

/** A pod that is to be, before it has an address. */
interface Draft {
  readonly namespace: string;
  readonly name: string;
  readonly source: Pod | Workload;
  readonly node: ClusterNode | undefined;
  readonly nodeName: string | undefined;
  /** Which of its workload's pods it is; 0 of a Pod object. */
  readonly replica: number;
}

/** Pods, and what handing out their addresses left behind. */
export interface ResolvedPods {
  readonly pods: readonly ClusterPod[];
  readonly ipam: Ipam;
}

/** Pod objects, and simulated pods of the workloads that have none. By namespace and name. */
export function resolvePods(
  resources: ResourceIndex,
  nodes: readonly ClusterNode[],
  openAddresses: (written: readonly WrittenAddress[]) => PodAddresses,
): ResolvedPods {
  const objects = resources.ofKind('Pod').filter(isAlive);
  const schedulable = nodes.some(({ schedulable }) => schedulable)
    ? nodes.filter((node) => node.schedulable)
    : nodes;
  const place = podPlacement(schedulable);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const drafts = [
    ...objects.map((pod) => draftOfObject(pod, byName, place)),
    ...workloadsWithoutPods(resources, objects).flatMap((workload) =>
      draftsOfWorkload(workload, nodes, place),
    ),
  ].sort((a, b) => bytewise(a.namespace, b.namespace) || bytewise(a.name, b.name));
  const addresses = openAddresses(drafts.flatMap(writtenAddresses));
  const simulated = simulatedByDraft(drafts, addresses);
  const pods = drafts.map((draft) => podOf(draft, simulated.get(draft)?.join(',') ?? ''));
  return { pods, ipam: addresses.ipam() };
}

/** Node by node, so that of two nodes that want one block the first by name has it, whatever their pods are called. */
function simulatedByDraft(
  drafts: readonly Draft[],
  addresses: PodAddresses,
): ReadonlyMap<Draft, readonly string[]> {
  const simulated = new Map<Draft, readonly string[]>();
  const needy = drafts.filter(needsAddress);
  needy.sort((a, b) => bytewise(a.node?.name ?? '', b.node?.name ?? ''));
  for (const draft of needy) {
    const { namespace, name, node, source } = draft;
    if (node === undefined) continue;
    const owner = `${namespace}/${name}`;
    simulated.set(draft, addresses.assign({ owner, namespace, node, annotations: annotationsOf(source) }));
  }
  return simulated;
}

const needsAddress = ({ source, replica }: Draft): boolean =>
  !isHostNetwork(source) && saidAddresses(source, replica) === undefined;

function writtenAddresses({ source, nodeName, replica }: Draft): readonly WrittenAddress[] {
  const ips = saidAddresses(source, replica);
  return ips === undefined ? [] : ips.map(({ value }) => ({ ip: value, node: nodeName }));
}

/**
 * What a status says, else what an annotation asks for; undefined when neither does. Only one pod can have an address
 * that a template asks for.
 */
function saidAddresses(source: Pod | Workload, replica: number): readonly Fact<Ip>[] | undefined {
  if (source.kind === 'Pod' && source.podIPs.length > 0) return statusAddresses(source);
  const asked = askedAddresses(source);
  return asked === undefined || replica === 0 ? asked : [];
}

const statusAddresses = memoByKey((pod: Pod): readonly Fact<Ip>[] =>
  pod.podIPs.flatMap(({ value, span }) => {
    const ip = parseIp(value);
    return ip === undefined ? [] : [fact(ip, written(span))];
  }),
);

const askedAddresses = memoByKey((source: Pod | Workload): readonly Fact<Ip>[] | undefined =>
  requestedAddresses(annotationsOf(source)),
);

const noAnnotations: Annotations = new Map();

const annotationsOf = (source: Pod | Workload): Annotations =>
  source.kind === 'Pod' ? source.meta.annotations : (source.template?.annotations ?? noAnnotations);

const isAlive = ({ phase }: Pod): boolean => phase?.value !== 'Succeeded' && phase?.value !== 'Failed';

type Placement = (
  namespace: string,
  replica: number,
  selector: ReadonlyMap<string, Located<string>>,
) => ClusterNode | undefined;

/** Replicas go round the schedulable nodes in name order; a nodeSelector narrows the round. */
function podPlacement(schedulable: readonly ClusterNode[]): Placement {
  return (_namespace, replica, selector) => {
    const fitting =
      selector.size === 0
        ? schedulable
        : schedulable.filter(({ labels }) => matchesLabels(selector, (key) => labels.get(key)));
    return fitting[replica % Math.max(fitting.length, 1)];
  };
}

const matchesLabels = (
  wanted: ReadonlyMap<string, Located<string>>,
  label: (key: string) => string | undefined,
): boolean => [...wanted].every(([key, { value }]) => label(key) === value);

function draftOfObject(pod: Pod, byName: ReadonlyMap<string, ClusterNode>, place: Placement): Draft {
  const namespace = namespaceOf(pod);
  const nodeName = pod.spec.nodeName?.value;
  const node = nodeName === undefined ? place(namespace, 0, pod.spec.nodeSelector) : byName.get(nodeName);
  return { namespace, name: nameOf(pod), source: pod, node, nodeName: nodeName ?? node?.name, replica: 0 };
}

/** A workload whose pods are in the workspace (by its labels, or by owner) has no simulated ones. */
function workloadsWithoutPods(resources: ResourceIndex, pods: readonly Pod[]): readonly Workload[] {
  const workloads = workloadKinds.flatMap((kind): readonly Workload[] =>
    resources.ofKind(kind satisfies WorkloadKind),
  );
  if (pods.length === 0) return workloads;
  const byNamespace = new Map<string, Pod[]>();
  for (const pod of pods)
    byNamespace.set(namespaceOf(pod), [...(byNamespace.get(namespaceOf(pod)) ?? []), pod]);
  return workloads.filter((workload) => {
    const wanted = selectorOf(workload);
    return !(byNamespace.get(namespaceOf(workload)) ?? []).some(
      (pod) => wanted.size > 0 && matchesLabels(wanted, (key) => pod.meta.labels.get(key)?.value),
    );
  });
}

const selectorOf = (workload: Workload): ReadonlyMap<string, Located<string>> =>
  workload.matchLabels.size > 0 ? workload.matchLabels : (workload.template?.labels ?? new Map());

/** A mistyped `replicas: 100000` is not worth a hundred thousand simulated pods. */
const mostReplicas = 1000;

function draftsOfWorkload(
  workload: Workload,
  nodes: readonly ClusterNode[],
  place: Placement,
): readonly Draft[] {
  const { template } = workload;
  if (template === undefined) return [];
  const namespace = namespaceOf(workload);
  const base = nameOf(workload);
  if (workload.kind === 'DaemonSet') return daemonDrafts(workload, namespace, base, nodes);
  const replicas = Math.max(0, Math.min(workload.replicas?.value ?? 1, mostReplicas));
  return Array.from({ length: replicas }, (_, replica): Draft => {
    const node = place(namespace, replica, template.spec.nodeSelector);
    return {
      namespace,
      name: `${base}-${String(replica)}`,
      source: workload,
      node,
      nodeName: node?.name,
      replica,
    };
  });
}

function daemonDrafts(
  workload: Workload,
  namespace: string,
  base: string,
  nodes: readonly ClusterNode[],
): readonly Draft[] {
  const spec = workload.template?.spec;
  const toleratesAll =
    spec?.tolerations.some(({ key, operator }) => key === undefined && operator === 'Exists') === true;
  return nodes
    .filter(
      (node) =>
        (node.schedulable || toleratesAll) &&
        matchesLabels(spec?.nodeSelector ?? new Map(), (key) => node.labels.get(key)),
    )
    .map((node, replica): Draft => ({
      namespace,
      name: `${base}-${node.name}`,
      source: workload,
      node,
      nodeName: node.name,
      replica,
    }));
}

const isHostNetwork = (source: Pod | Workload): boolean =>
  templateOf(source).spec.hostNetwork?.value === true;

const podsOfSource = new WeakMap<Pod | Workload, Map<string, typeof buildPod>>();

/** A pod whose node and address stayed the same keeps its identity, and with it everything derived from it. */
function podOf({ source, name, nodeName, node, replica }: Draft, simulated: string): ClusterPod {
  const known = podsOfSource.get(source) ?? new Map<string, typeof buildPod>();
  podsOfSource.set(source, known);
  const build = known.get(name) ?? memoByKey(buildPod);
  known.set(name, build);
  return build(source, name, replica, nodeName, node?.addresses, simulated);
}

function buildPod(
  source: Pod | Workload,
  name: string,
  replica: number,
  nodeName: string | undefined,
  nodeAddresses: ClusterNode['addresses'] | undefined,
  simulated: string,
): ClusterPod {
  const { labels, spec } = templateOf(source);
  const hostNetwork = spec.hostNetwork?.value === true;
  return {
    namespace: namespaceOf(source),
    name,
    labels: new Map([...labels].map(([key, { value }]) => [key, value])),
    node: nodeName === undefined ? undefined : fact(nodeName, nodeOrigin(spec.nodeName, name, nodeName)),
    ips:
      hostNetwork && nodeAddresses !== undefined
        ? nodeAddresses
        : (saidAddresses(source, replica) ?? simulatedAddresses(source, name, simulated)),
    floatingIPs: floatingAddresses(annotationsOf(source)),
    hostNetwork,
    ...stateOf(source),
    serviceAccount: spec.serviceAccountName?.value ?? 'default',
    ports: spec.ports.flatMap(containerPort),
    resource: source,
    because: written(
      titleSpan(source),
      source.kind === 'Pod' ? undefined : `a pod of ${source.kind} ${nameOf(source)}`,
    ),
  };
}

function templateOf(source: Pod | Workload): {
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly spec: PodSpec;
} {
  if (source.kind === 'Pod') return { labels: source.meta.labels, spec: source.spec };
  return {
    labels: source.template?.labels ?? new Map<string, Located<string>>(),
    spec: source.template?.spec ?? emptyPodSpec,
  };
}

const emptyPodSpec: PodSpec = {
  nodeName: undefined,
  nodeSelector: new Map(),
  hostNetwork: undefined,
  tolerations: [],
  serviceAccountName: undefined,
  hostname: undefined,
  subdomain: undefined,
  ports: [],
};

/** A pod that no status speaks of is taken as running well. */
const stateOf = (source: Pod | Workload): Pick<ClusterPod, 'ready' | 'terminating'> =>
  source.kind === 'Pod'
    ? { ready: source.ready ?? true, terminating: source.terminating }
    : { ready: true, terminating: false };

const nodeOrigin = (
  field: Located<string> | undefined,
  pod: string,
  node: string,
): Fact<string>['because'] => (field === undefined ? assumed(`${pod} runs on ${node}`) : written(field.span));

function simulatedAddresses(source: Pod | Workload, name: string, simulated: string): readonly Fact<Ip>[] {
  const because = merge(assumed(`nobody says the address of pod ${name}`), written(titleSpan(source)));
  return simulated === '' ? [] : simulated.split(',').map((ip) => fact(ip as Ip, because));
}

const protocols = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' } as const;

export const protocolOf = (field: Located<'TCP' | 'UDP' | 'SCTP'> | undefined): Protocol =>
  protocols[field?.value ?? 'TCP'];

function containerPort({ name, containerPort, protocol }: ContainerPort): ClusterPod['ports'] {
  return containerPort === undefined
    ? []
    : [{ name: name?.value, port: containerPort.value, protocol: protocolOf(protocol) }];
}

export const ipOfFamily = (pod: ClusterPod, family: 4 | 6): Fact<Ip> | undefined =>
  pod.ips.find(({ value }) => familyOf(value) === family);
