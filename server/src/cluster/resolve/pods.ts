import { familyOf, parseIp, type Ip } from '../../net/ip.ts';
import type { Protocol } from '../../net/port.ts';
import { memoByKey } from '../../memo/memo.ts';
import { assumed, fact, merge, written, type Fact } from '../../origin/origin.ts';
import type { ContainerPort, Pod, PodSpec, Workload } from '../../resources/k8s/workload.ts';
import { nameOf, namespaceOf, titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { floatingAddresses, requestedAddresses, type Annotations } from '../calico/ipam/addressRequest.ts';
import type { WrittenAddress } from '../calico/ipam/ledger.ts';
import type { ClusterNode, ClusterPod, Ipam } from '../cluster.ts';
import type { AddressRequest, PodAddresses } from '../podNetwork/addresses.ts';
import type { PodDraft } from './podDrafts.ts';
import { bytewise } from '../resourceIndex.ts';

/** Pods, and what handing out their addresses left behind. */
export interface ResolvedPods {
  readonly pods: readonly ClusterPod[];
  readonly ipam: Ipam;
}

/** Pod objects, and simulated pods of the workloads that have none. By namespace and name. */
export function resolvePods(
  drafts: readonly PodDraft[],
  openAddresses: (written: readonly WrittenAddress[]) => PodAddresses,
): ResolvedPods {
  const addresses = openAddresses(writtenAddresses(drafts));
  const simulated = simulatedByDraft(drafts, addresses);
  const pods = drafts.map((draft) => podOf(draft, simulated.get(draft)?.join(',') ?? ''));
  return { pods, ipam: addresses.ipam() };
}

function simulatedByDraft(
  drafts: readonly PodDraft[],
  addresses: PodAddresses,
): ReadonlyMap<PodDraft, readonly string[]> {
  const simulated = new Map<PodDraft, readonly string[]>();
  for (const { draft, request } of requestsOf(drafts)) simulated.set(draft, addresses.assign(request));
  return simulated;
}

interface DraftRequest {
  readonly draft: PodDraft;
  readonly request: AddressRequest;
}

/** Node by node, so that of two nodes that want one block the first by name has it, whatever their pods are called. */
const requestsOf = memoByKey((drafts: readonly PodDraft[]): readonly DraftRequest[] =>
  drafts
    .flatMap((draft): readonly DraftRequest[] => {
      const { namespace, name, node, source } = draft;
      if (node === undefined || !needsAddress(draft)) return [];
      const owner = `${namespace}/${name}`;
      return [{ draft, request: { owner, namespace, node, annotations: annotationsOf(source) } }];
    })
    .sort((a, b) => bytewise(a.request.node.name, b.request.node.name)),
);

const needsAddress = ({ source, replica }: PodDraft): boolean =>
  !isHostNetwork(source) && saidAddresses(source, replica) === undefined;

const writtenAddresses = memoByKey((drafts: readonly PodDraft[]): readonly WrittenAddress[] =>
  drafts.flatMap(
    ({ source, nodeName, replica }) =>
      saidAddresses(source, replica)?.map(({ value }) => ({ ip: value, node: nodeName })) ?? [],
  ),
);

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

const isHostNetwork = (source: Pod | Workload): boolean =>
  templateOf(source).spec.hostNetwork?.value === true;

/** The pod that a draft last became: edits of pools leave most drafts alone, and of those most addresses. */
const latestPods = new WeakMap<PodDraft, { readonly simulated: string; readonly pod: ClusterPod }>();

function podOf(draft: PodDraft, simulated: string): ClusterPod {
  const latest = latestPods.get(draft);
  if (latest?.simulated === simulated) return latest.pod;
  const pod = podOfSource(draft, simulated);
  latestPods.set(draft, { simulated, pod });
  return pod;
}

const podsOfSource = new WeakMap<Pod | Workload, Map<string, typeof buildPod>>();

/** A pod whose node and address stayed the same keeps its identity, and with it everything derived from it. */
function podOfSource({ source, name, nodeName, node, replica }: PodDraft, simulated: string): ClusterPod {
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
