import { parseCidr, type Cidr } from '../../net/cidr.ts';
import { familyOf, parseIp, type Ip } from '../../net/ip.ts';
import type { Protocol } from '../../net/port.ts';
import { memoByKey } from '../../memo/memo.ts';
import { assumed, fact, merge, written, type Fact } from '../../origin/origin.ts';
import type { ContainerPort, Pod, PodSpec, Workload, WorkloadKind } from '../../resources/k8s/workload.ts';
import { workloadKinds } from '../../resources/k8s/workload.ts';
import { nameOf, namespaceOf, titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { blockPlaces, podAddressPlaces, type Places } from '../assumptions.ts';
import type { ClusterNode, ClusterPod, ResourceIndex } from '../cluster.ts';
import { bytewise } from '../resourceIndex.ts';

/** A pod that is to be, before it has an address. */
interface Draft {
  readonly namespace: string;
  readonly name: string;
  readonly source: Pod | Workload;
  readonly node: ClusterNode | undefined;
  readonly nodeName: string | undefined;
}

/** Pod objects, and simulated pods of the workloads that have none. By namespace and name. */
export function resolvePods(
  resources: ResourceIndex,
  nodes: readonly ClusterNode[],
  podCIDRs: readonly Fact<Cidr>[],
): readonly ClusterPod[] {
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
  const addresses = podAddresses(nodes, podCIDRs, objects);
  return drafts.map((draft) => resolvePod(draft, addresses));
}

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
  return { namespace, name: nameOf(pod), source: pod, node, nodeName: nodeName ?? node?.name };
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
    return { namespace, name: `${base}-${String(replica)}`, source: workload, node, nodeName: node?.name };
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
    .map((node): Draft => ({
      namespace,
      name: `${base}-${node.name}`,
      source: workload,
      node,
      nodeName: node.name,
    }));
}

type AddressOf = (pod: string, node: ClusterNode) => readonly string[];

/** Simulated addresses come from the node's own podCIDR, or from a block of the pool, a node's blocks one after the other. */
function podAddresses(
  nodes: readonly ClusterNode[],
  podCIDRs: readonly Fact<Cidr>[],
  pods: readonly Pod[],
): AddressOf {
  const pools = onePerFamily(podCIDRs.map(({ value }) => value));
  const written = pods.flatMap(({ podIPs }) => podIPs.map(({ value }) => value));
  const blocks = pools.map((pool) => blockPlaces(pool));
  const own = new Map(
    nodes.map((node) => [
      node.name,
      blocks.map((places, i) => nodeAddresses(node, places, pools[i], written)),
    ]),
  );
  return (pod, node) => (own.get(node.name) ?? []).flatMap((assign) => assign(pod) ?? []);
}

const onePerFamily = (pools: readonly Cidr[]): readonly Cidr[] =>
  pools.filter((pool, i) => pools.findIndex((other) => other.includes(':') === pool.includes(':')) === i);

function nodeAddresses(
  node: ClusterNode,
  blocks: Places<string>,
  pool: Cidr | undefined,
  written: readonly string[],
): (pod: string) => string | undefined {
  const filled: Places<string>[] = [];
  const open = (range: string | undefined): void => {
    const cidr = range === undefined ? undefined : parseCidr(range)?.network;
    if (cidr === undefined) return;
    const places = podAddressPlaces(cidr);
    for (const address of written) places.take(address);
    filled.push(places);
  };
  open(
    node.podCIDRs.find(({ value }) => value.includes(':') === pool?.includes(':'))?.value ??
      blocks.assign(`block of ${node.name}`),
  );
  return (pod) => {
    const address = filled.at(-1)?.assign(pod);
    if (address !== undefined) return address;
    open(blocks.assign(`block ${String(filled.length)} of ${node.name}`));
    return filled.at(-1)?.assign(pod);
  };
}

function resolvePod(draft: Draft, addressOf: AddressOf): ClusterPod {
  const { source, node, namespace, name } = draft;
  const known = source.kind === 'Pod' && source.podIPs.length > 0;
  const simulated =
    known || node === undefined || isHostNetwork(source) ? [] : addressOf(`${namespace}/${name}`, node);
  return podOf(source, name, draft.nodeName, node, simulated.join(','));
}

const isHostNetwork = (source: Pod | Workload): boolean =>
  templateOf(source).spec.hostNetwork?.value === true;

const podsOfSource = new WeakMap<Pod | Workload, Map<string, typeof buildPod>>();

/** A pod whose node and address stayed the same keeps its identity, and with it everything derived from it. */
function podOf(
  source: Pod | Workload,
  name: string,
  nodeName: string | undefined,
  node: ClusterNode | undefined,
  simulated: string,
): ClusterPod {
  const known = podsOfSource.get(source) ?? new Map<string, typeof buildPod>();
  podsOfSource.set(source, known);
  const build = known.get(name) ?? memoByKey(buildPod);
  known.set(name, build);
  return build(source, name, nodeName, node?.addresses, simulated);
}

function buildPod(
  source: Pod | Workload,
  name: string,
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
    ips: hostNetwork && nodeAddresses !== undefined ? nodeAddresses : podIps(source, name, simulated),
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

function podIps(source: Pod | Workload, name: string, simulated: string): readonly Fact<Ip>[] {
  if (source.kind === 'Pod' && source.podIPs.length > 0) {
    return source.podIPs.flatMap(({ value, span }) => {
      const ip = parseIp(value);
      return ip === undefined ? [] : [fact(ip, written(span))];
    });
  }
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
