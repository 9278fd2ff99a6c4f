import type { Section } from '../text/span.ts';
import { fieldsOf, type FieldProblem, type Fields } from '../yaml/fields.ts';
import { entryOf, spanOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { parseSection } from '../yaml/parse.ts';
import type { SyntaxProblem } from '../yaml/problem.ts';
import { readBgpConfiguration, type BgpConfiguration } from './calico/bgp.ts';
import { readBgpFilter, type BgpFilter } from './calico/bgpFilter.ts';
import { readBgpPeer, type BgpPeer } from './calico/bgpPeer.ts';
import { readBlockAffinity, type BlockAffinity } from './calico/blockAffinity.ts';
import { readClusterInformation, type ClusterInformation } from './calico/clusterInformation.ts';
import { readFelixConfiguration, type FelixConfiguration } from './calico/felixConfiguration.ts';
import {
  readKubeControllersConfiguration,
  type KubeControllersConfiguration,
} from './calico/kubeControllersConfiguration.ts';
import { readHostEndpoint, type HostEndpoint } from './calico/hostEndpoint.ts';
import { readInstallation, type Installation } from './calico/installation.ts';
import { readIpamConfiguration, type IpamConfiguration } from './calico/ipamConfiguration.ts';
import { readIpPool, type IpPool } from './calico/ipPool.ts';
import { readIpReservation, type IpReservation } from './calico/ipReservation.ts';
import { readCalicoNode, type CalicoNode } from './calico/node.ts';
import {
  readCalicoNetworkPolicy,
  readGlobalNetworkPolicy,
  type CalicoNetworkPolicy,
  type GlobalNetworkPolicy,
} from './calico/policy.ts';
import { readCiliumNode, type CiliumNode } from './cni/ciliumNode.ts';
import { readNetworkConfigMap, type NetworkConfigMap } from './cni/networkConfigMap.ts';
import { embeddedDocuments } from './embedded.ts';
import { readClusterConfiguration, type ClusterConfiguration } from './k8s/clusterConfiguration.ts';
import { readEndpoints, readEndpointSlice, type Endpoints, type EndpointSlice } from './k8s/endpoints.ts';
import { readKubeProxyConfiguration, type KubeProxyConfiguration } from './k8s/kubeProxyConfiguration.ts';
import { readNetworkPolicy, type NetworkPolicy } from './k8s/networkPolicy.ts';
import { readNamespace, readNode, type Namespace, type Node } from './k8s/node.ts';
import { readService, type Service } from './k8s/service.ts';
import { readPod, readWorkload, workloadKinds, type Pod, type Workload } from './k8s/workload.ts';
import { readClusterProfile, type ClusterProfile } from './lens/clusterProfile.ts';
import { readMeta, type ResourceBase } from './meta.ts';

/** Everything the engine knows how to read. Objects of other kinds are left alone. */
export type Resource =
  | Service
  | EndpointSlice
  | Endpoints
  | Node
  | Namespace
  | Pod
  | Workload
  | KubeProxyConfiguration
  | ClusterConfiguration
  | ClusterProfile
  | BgpConfiguration
  | BgpFilter
  | BgpPeer
  | BlockAffinity
  | CalicoNode
  | ClusterInformation
  | FelixConfiguration
  | KubeControllersConfiguration
  | Installation
  | IpamConfiguration
  | IpPool
  | IpReservation
  | CiliumNode
  | NetworkConfigMap
  | HostEndpoint
  | GlobalNetworkPolicy
  | CalicoNetworkPolicy
  | NetworkPolicy;

/** The objects of a kind; a workload stands for several kinds. */
export type ResourceOf<K extends Resource['kind'], R = Resource> = R extends Resource
  ? K extends R['kind']
    ? R
    : never
  : never;

/** Kinds of one name in two groups go by a name of ours; this is the one that is written. */
export const writtenKind = (kind: Resource['kind']): string => ownNames.get(kind) ?? kind;

const ownNames: ReadonlyMap<Resource['kind'], string> = new Map([
  ['CalicoNode', 'Node'],
  ['CalicoNetworkPolicy', 'NetworkPolicy'],
  ['NetworkConfigMap', 'ConfigMap'],
]);

export interface SectionContents {
  readonly resources: readonly Resource[];
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** A Helm template: not YAML yet, so nothing is read from it and nothing said about it. */
  readonly isTemplate: boolean;
}

/** Reads one section's objects, those inside `kind: List` and inside known ConfigMap keys too. Never throws. */
export function readSection(section: Section): SectionContents {
  if (section.text.includes('{{')) return { resources: [], syntaxProblems: [], isTemplate: true };
  const { root, problems } = parseSection(section);
  const resources = root === undefined ? [] : readObjects(section, root);
  return { resources, syntaxProblems: problems, isTemplate: false };
}

/** Lists are opened once: a list inside a list is nothing that Kubernetes knows. */
function readObjects(section: Section, root: YamlNode): readonly Resource[] {
  const objects = root.kind === 'sequence' ? root.items : [root];
  return objects.flatMap(openList).flatMap((object) => readOne(section, object));
}

function openList(node: YamlNode): readonly YamlNode[] {
  const kind = node.kind === 'map' ? kindOf(node) : '';
  const items = node.kind === 'map' ? entryOf(node, 'items')?.value : undefined;
  const isList = kind === 'List' || (kind.endsWith('List') && items !== undefined);
  if (!isList) return [node];
  return items?.kind === 'sequence' ? items.items : [];
}

function readOne(section: Section, node: YamlNode): readonly Resource[] {
  if (node.kind !== 'map') return [];
  const kind = kindOf(node);
  if (kind !== 'ConfigMap') return readObject(section, node, kind);
  const embedded = embeddedDocuments(section, node).flatMap((document) =>
    document.kind === 'map' ? readObject(section, document, kindOf(document)) : [],
  );
  return [...embedded, ...readConfigMap(section, node)];
}

function readConfigMap(section: Section, node: YamlMap): readonly Resource[] {
  const { root, base } = opened(section, node);
  const found = readNetworkConfigMap(root, base);
  return found === undefined ? [] : [found];
}

function kindOf(node: YamlMap): string {
  const kind = entryOf(node, 'kind')?.value;
  return kind?.kind === 'scalar' ? kind.source : '';
}

type Reader = (root: Fields, base: ResourceBase) => Resource;

const core = /^v1$/;
const apps = /^(apps|extensions)\//;
const calico = /^(crd\.)?projectcalico\.org\//;

interface KnownKind {
  readonly kind: string;
  /** Which apiVersions are meant; the same kind exists in several groups. */
  readonly apiVersion: RegExp;
  readonly read: Reader;
}

const knownKinds: readonly KnownKind[] = [
  { kind: 'Service', apiVersion: core, read: readService },
  { kind: 'Endpoints', apiVersion: core, read: readEndpoints },
  { kind: 'EndpointSlice', apiVersion: /^discovery\.k8s\.io\//, read: readEndpointSlice },
  { kind: 'Node', apiVersion: core, read: readNode },
  { kind: 'Namespace', apiVersion: core, read: readNamespace },
  { kind: 'Pod', apiVersion: core, read: readPod },
  ...workloadKinds.map((kind): KnownKind => ({
    kind,
    apiVersion: kind === 'Job' ? /^batch\// : apps,
    read: (root, base) => readWorkload(root, base, kind),
  })),
  {
    kind: 'KubeProxyConfiguration',
    apiVersion: /^kubeproxy\.config\.k8s\.io\//,
    read: readKubeProxyConfiguration,
  },
  { kind: 'ClusterConfiguration', apiVersion: /^kubeadm\.k8s\.io\//, read: readClusterConfiguration },
  { kind: 'ClusterProfile', apiVersion: /^dataplanelens\.dev\//, read: readClusterProfile },
  { kind: 'BGPConfiguration', apiVersion: calico, read: readBgpConfiguration },
  { kind: 'BGPPeer', apiVersion: calico, read: readBgpPeer },
  { kind: 'BGPFilter', apiVersion: calico, read: readBgpFilter },
  { kind: 'IPPool', apiVersion: calico, read: readIpPool },
  { kind: 'IPReservation', apiVersion: calico, read: readIpReservation },
  { kind: 'IPAMConfiguration', apiVersion: calico, read: readIpamConfiguration },
  { kind: 'IPAMConfig', apiVersion: calico, read: readIpamConfiguration },
  { kind: 'FelixConfiguration', apiVersion: calico, read: readFelixConfiguration },
  { kind: 'KubeControllersConfiguration', apiVersion: calico, read: readKubeControllersConfiguration },
  { kind: 'Installation', apiVersion: /^operator\.tigera\.io\//, read: readInstallation },
  { kind: 'CiliumNode', apiVersion: /^cilium\.io\//, read: readCiliumNode },
  { kind: 'Node', apiVersion: calico, read: readCalicoNode },
  { kind: 'BlockAffinity', apiVersion: calico, read: readBlockAffinity },
  { kind: 'ClusterInformation', apiVersion: calico, read: readClusterInformation },
  { kind: 'HostEndpoint', apiVersion: calico, read: readHostEndpoint },
  { kind: 'GlobalNetworkPolicy', apiVersion: calico, read: readGlobalNetworkPolicy },
  { kind: 'NetworkPolicy', apiVersion: calico, read: readCalicoNetworkPolicy },
  { kind: 'NetworkPolicy', apiVersion: /^(networking\.k8s\.io|extensions)\//, read: readNetworkPolicy },
];

function readObject(section: Section, node: YamlMap, kind: string): readonly Resource[] {
  const { root, base } = opened(section, node);
  const apiVersion = base.meta.apiVersion?.value ?? '';
  const known = knownKinds.find((entry) => entry.kind === kind && entry.apiVersion.test(apiVersion));
  return known === undefined ? [] : [known.read(root, base)];
}

/** The object's fields; each that cannot be read is noted once. */
function opened(section: Section, node: YamlMap): { readonly root: Fields; readonly base: ResourceBase } {
  const problems: FieldProblem[] = [];
  const root = fieldsOf(section, node, (problem) => {
    if (!problems.some((known) => known.span.start === problem.span.start && known.kind === problem.kind))
      problems.push(problem);
  });
  return { root, base: { meta: readMeta(root), section, span: spanOf(section, node), problems } };
}
