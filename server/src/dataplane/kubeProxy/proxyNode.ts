import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import type { KubeProxySettings } from '../../cluster/kubeProxySettings.ts';
import type { KubernetesVersion } from '../../cluster/kubernetesVersion.ts';
import { familyOf, parseIp, type Ip, type IpFamily } from '../../net/ip.ts';
import { byDefault, fact, machinery, type Fact, type Origin } from '../../origin/origin.ts';
import { featureGates, gateEnabled, type FeatureGate } from './featureGates.ts';
import { localDetectorOf, type LocalDetector } from './localDetector.ts';
import {
  isLoopback,
  localAddressesOf,
  nodePortAddressesOf,
  type NodePortAddresses,
} from './nodePortAddresses.ts';
import { behaviourOf, nearestKnown, type Behaviour } from './versions.ts';

/** kube-proxy on one node for one address family, all its settings resolved. */
export interface ProxyNode {
  readonly family: IpFamily;
  /** The known version whose behaviour is shown: 18 for 1.18. */
  readonly minor: number;
  readonly behaviour: Behaviour;
  readonly enabled: (gate: FeatureGate) => boolean;
  readonly settings: KubeProxySettings;
  /** What kube-proxy takes for the node's name, and so which endpoints are local. */
  readonly hostname: string;
  readonly zone: string | undefined;
  /** Addresses of the node by which load-balancer source ranges and `primary` are judged. */
  readonly nodeIP: Fact<Ip>;
  readonly localAddresses: readonly Fact<Ip>[];
  readonly detector: LocalDetector | undefined;
  readonly nodePortAddresses: NodePortAddresses;
  /** Node ports answer on 127.0.0.1: iptables mode, IPv4. */
  readonly localhostNodePorts: boolean;
  readonly masqueradeAll: Fact<boolean>;
  readonly masqueradeMark: Fact<number>;
}

/**
 * The same settings give the same object, so that what is remembered for it outlives a rebuilt cluster. A few are kept:
 * every node of a small cluster in both families.
 */
export function proxyNodeOf(cluster: Cluster, node: ClusterNode, family: IpFamily): ProxyNode {
  const made = makeProxyNode(cluster, node, family);
  const key = keyOf(made);
  const known = recent.find((entry) => sameItems(entry.key, key));
  if (known !== undefined) return known.proxy;
  recent = [{ key, proxy: made }, ...recent.slice(0, 31)];
  return made;
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

let recent: readonly { readonly key: readonly unknown[]; readonly proxy: ProxyNode }[] = [];

function makeProxyNode(cluster: Cluster, node: ClusterNode, family: IpFamily): ProxyNode {
  const { kubeProxy: settings, version } = cluster;
  const behaviour = behaviourOf(version.value);
  const hostname = settings.hostnameOverride?.trim().toLowerCase() ?? node.name;
  // kube-proxy knows the node object by that name only; its interfaces are those of the machine it runs on.
  const known = cluster.nodes.find(({ name }) => name === hostname);
  const nodeIP = nodeIPOf(settings, known, family);
  const localAddresses = localAddressesOf(node, family);
  const nodePortAddresses = nodePortAddressesOf(
    writtenNodePortAddresses(settings, known, behaviour),
    family,
    localAddresses,
  );
  return {
    family,
    minor: nearestKnown(version.value),
    behaviour,
    enabled: gates(version.value, settings),
    settings,
    hostname,
    zone: known?.zone,
    nodeIP,
    localAddresses,
    detector: localDetectorOf(settings, known, family, behaviour),
    nodePortAddresses,
    localhostNodePorts:
      family === 4 &&
      nodePortAddresses.containsLoopback &&
      (!behaviour.localhostNodePortsOptional || settings.localhostNodePorts.value),
    masqueradeAll: settings.masqueradeAll,
    masqueradeMark: fact(2 ** settings.masqueradeBit.value, settings.masqueradeBit.because),
  };
}

function gates(
  version: KubernetesVersion,
  { featureGates: written }: KubeProxySettings,
): (gate: FeatureGate) => boolean {
  const nearest = { minor: nearestKnown(version) };
  const known = new Map(featureGates.map((gate) => [gate, gateEnabled(gate, nearest, written)]));
  return (gate) => known.get(gate) === true;
}

/** bindAddress, else the node's address, else loopback (cmd/kube-proxy/app/server.go: detectNodeIPs). */
function nodeIPOf(settings: KubeProxySettings, node: ClusterNode | undefined, family: IpFamily): Fact<Ip> {
  const bound = settings.bindAddress === undefined ? undefined : parseIp(settings.bindAddress);
  if (bound !== undefined && familyOf(bound) === family && bound !== '0.0.0.0' && bound !== '::')
    return fact(bound, byDefault('bindAddress', bound));
  const own = node?.addresses.find(({ value }) => familyOf(value) === family);
  const loopback = (family === 4 ? '127.0.0.1' : '::1') as Ip;
  return (
    own ??
    fact(loopback, machinery('kube-proxy', 'a node without an address of the family counts as loopback'))
  );
}

/** The setting with the word `primary` resolved to the node's own addresses (from 1.31; before, it is refused). */
function writtenNodePortAddresses(
  settings: KubeProxySettings,
  node: ClusterNode | undefined,
  { primaryNodePortAddresses }: Behaviour,
): readonly Fact<string>[] {
  const { nodePortAddresses } = settings;
  const [only] = nodePortAddresses;
  if (!primaryNodePortAddresses || nodePortAddresses.length !== 1 || only?.value !== 'primary')
    return nodePortAddresses;
  return ([4, 6] as const)
    .map((family) => nodeIPOf(settings, node, family).value)
    .filter((ip) => !isLoopback(ip))
    .map((ip) => fact(`${ip}/${familyOf(ip) === 4 ? '32' : '128'}`, only.because));
}

/** Everything a decider can read from it, and where each of it was said. */
function keyOf(proxy: ProxyNode): readonly unknown[] {
  const { settings, detector, nodePortAddresses } = proxy;
  return [
    proxy.family,
    proxy.minor,
    settings.mode.value,
    proxy.hostname,
    proxy.zone,
    proxy.localhostNodePorts,
    ...factKey(settings.mode),
    ...factKey(proxy.nodeIP),
    ...factKey(proxy.masqueradeAll),
    ...factKey(proxy.masqueradeMark),
    ...factKey(settings.localhostNodePorts),
    ...factKey(settings.tcpBeLiberal),
    ...factKey(settings.ipvsScheduler),
    ...factKey(settings.ipvsStrictARP),
    ...[...settings.featureGates].flat(),
    settings.bindAddress,
    'excluded',
    ...settings.ipvsExcludeCIDRs.flatMap(factKey),
    'detector',
    detector?.kind,
    detector?.kind === 'source' ? detector.net : detector?.name,
    ...(detector === undefined ? [] : originKey(detector.because)),
    'node port addresses',
    nodePortAddresses.matchAll,
    ...originKey(nodePortAddresses.because),
    ...settings.nodePortAddresses.flatMap(factKey),
    ...nodePortAddresses.addresses.flatMap(factKey),
    'local addresses',
    ...proxy.localAddresses.flatMap(factKey),
  ];
}

const factKey = (known: Fact<unknown>): readonly unknown[] => [known.value, ...originKey(known.because)];

const originKey = (because: Origin): readonly unknown[] =>
  because.flatMap((cause): readonly unknown[] => {
    switch (cause.kind) {
      case 'manifest':
        return [cause.span.section, cause.span.start, cause.span.end, cause.note];
      case 'default':
        return [cause.field, cause.value];
      case 'assumption':
        return [cause.what];
      case 'machinery':
        return [cause.component, cause.note];
    }
  });
