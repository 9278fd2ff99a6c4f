import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import { readMeta, type Meta, type ResourceBase } from '../meta.ts';

export const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** An object that makes pods from a template. */
export interface Workload extends ResourceBase {
  readonly kind: WorkloadKind;
  readonly replicas: Located<number> | undefined;
  readonly matchLabels: ReadonlyMap<string, Located<string>>;
  readonly selectorAt: Span | undefined;
  readonly serviceName: Located<string> | undefined;
  readonly template: PodTemplate | undefined;
}

export interface PodTemplate {
  readonly labels: ReadonlyMap<string, Located<string>>;
  readonly labelsAt: Span | undefined;
  readonly annotations: ReadonlyMap<string, Located<string>>;
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly nodeName: Located<string> | undefined;
  readonly nodeSelector: ReadonlyMap<string, Located<string>>;
  readonly hostNetwork: Located<boolean> | undefined;
  readonly tolerations: readonly Toleration[];
  readonly serviceAccountName: Located<string> | undefined;
  readonly hostname: Located<string> | undefined;
  readonly subdomain: Located<string> | undefined;
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly at: Span;
  readonly name: Located<string> | undefined;
  readonly containerPort: Located<number> | undefined;
  readonly hostPort: Located<number> | undefined;
  readonly protocol: Located<'TCP' | 'UDP' | 'SCTP'> | undefined;
}

export interface Toleration {
  readonly key: string | undefined;
  readonly operator: string | undefined;
  readonly value: string | undefined;
  readonly effect: string | undefined;
}

/** v1 Pod, as written; `status` only in what a cluster printed. */
export interface Pod extends ResourceBase {
  readonly kind: 'Pod';
  readonly spec: PodSpec;
  readonly labelsAt: Span | undefined;
  readonly phase: Located<string> | undefined;
  readonly podIPs: readonly Located<string>[];
  readonly hostIP: Located<string> | undefined;
  /** The Ready condition; undefined where no status says it. */
  readonly ready: boolean | undefined;
  readonly terminating: boolean;
  /** `Kind/name` of the owner, so that a printed pod takes the place of a simulated one. */
  readonly owners: readonly string[];
}

export function readWorkload(root: Fields, base: ResourceBase, kind: WorkloadKind): Workload {
  const spec = root.map('spec');
  return {
    ...base,
    kind,
    replicas: spec?.integer(kind === 'Job' ? 'parallelism' : 'replicas'),
    matchLabels: spec?.map('selector')?.stringMap('matchLabels') ?? new Map(),
    selectorAt: spec?.entry('selector'),
    serviceName: spec?.text('serviceName'),
    template: readTemplate(spec?.map('template')),
  };
}

function readTemplate(template: Fields | undefined): PodTemplate | undefined {
  if (template === undefined) return undefined;
  const { labels, annotations }: Meta = readMeta(template);
  return {
    labels,
    labelsAt: template.map('metadata')?.entry('labels'),
    annotations,
    spec: readPodSpec(template.map('spec')),
  };
}

export function readPod(root: Fields, base: ResourceBase): Pod {
  const status = root.child('status');
  const metadata = root.child('metadata');
  const ready = status.maps('conditions').find((condition) => condition.text('type')?.value === 'Ready');
  const podIP = status.text('podIP');
  const podIPs = status.maps('podIPs').flatMap((entry) => entry.text('ip') ?? []);
  return {
    ...base,
    kind: 'Pod',
    spec: readPodSpec(root.map('spec')),
    labelsAt: metadata.entry('labels'),
    phase: status.text('phase'),
    podIPs: podIPs.length > 0 || podIP === undefined ? podIPs : [podIP],
    hostIP: status.text('hostIP'),
    ready: ready === undefined ? undefined : ready.text('status')?.value === 'True',
    terminating: metadata.has('deletionTimestamp'),
    owners: metadata.maps('ownerReferences').map(ownerOf),
  };
}

const ownerOf = (owner: Fields): string =>
  `${owner.text('kind')?.value ?? ''}/${owner.text('name')?.value ?? ''}`;

function readPodSpec(spec: Fields | undefined): PodSpec {
  return {
    nodeName: spec?.text('nodeName'),
    nodeSelector: spec?.stringMap('nodeSelector') ?? new Map(),
    hostNetwork: spec?.boolean('hostNetwork'),
    tolerations: spec?.maps('tolerations').map(readToleration) ?? [],
    serviceAccountName: spec?.text('serviceAccountName'),
    hostname: spec?.text('hostname'),
    subdomain: spec?.text('subdomain'),
    ports:
      spec?.maps('containers').flatMap((container) => container.maps('ports').map(readContainerPort)) ?? [],
  };
}

const readContainerPort = (port: Fields): ContainerPort => ({
  at: port.span,
  name: port.text('name'),
  containerPort: port.port('containerPort'),
  hostPort: port.port('hostPort'),
  protocol: port.oneOf('protocol', ['TCP', 'UDP', 'SCTP']),
});

const readToleration = (toleration: Fields): Toleration => ({
  key: toleration.text('key')?.value,
  operator: toleration.text('operator')?.value,
  value: toleration.text('value')?.value,
  effect: toleration.text('effect')?.value,
});
