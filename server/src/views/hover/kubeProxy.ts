import type { Cluster } from '../../cluster/cluster.ts';
import type { ProxyMode } from '../../cluster/kubeProxySettings.ts';
import { shownVersion } from '../../cluster/kubernetesVersion.ts';
import { behaviourOf, nearestKnown } from '../../dataplane/kubeProxy/versions.ts';
import { nftablesBehaviourOf } from '../../dataplane/kubeProxy/nftables/versions.ts';
import type { KubeProxyConfiguration } from '../../resources/k8s/kubeProxyConfiguration.ts';
import { code } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** What kube-proxy's own settings change, in the mode and version in force. */
export function hoverKubeProxy(
  { cluster }: ViewContext,
  _resource: KubeProxyConfiguration,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  const known = fields[field];
  if (known === undefined) return undefined;
  const { mode } = cluster.kubeProxy;
  const [section] = field.split('.');
  const only = modes.find((each) => each === section);
  // IPVS mode takes the masquerade settings from the iptables section.
  const isRead =
    only === undefined ||
    only === mode.value ||
    (only === 'iptables' && mode.value === 'ipvs' && field.includes('masquerade'));
  return isRead ? known(cluster) : `Without effect: kube-proxy runs in ${mode.value} mode.`;
}

const modes: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables'];

type SettingHover = (cluster: Cluster) => string;

const fields: Readonly<Record<string, SettingHover>> = {
  mode: modeHover,
  clusterCIDR: localTraffic,
  detectLocalMode: localTraffic,
  'detectLocal.bridgeInterface': localTraffic,
  'detectLocal.interfaceNamePrefix': localTraffic,
  'iptables.masqueradeAll': masqueradeAll,
  'nftables.masqueradeAll': masqueradeAll,
  'iptables.masqueradeBit': masqueradeBit,
  'nftables.masqueradeBit': masqueradeBit,
  'iptables.localhostNodePorts': localhostNodePorts,
  nodePortAddresses,
  'ipvs.scheduler': scheduler,
  'ipvs.strictARP': ({ kubeProxy }) =>
    kubeProxy.ipvsStrictARP.value
      ? `The node answers ARP for an address only on the interface that has it, so not for those on ${code('kube-ipvs0')}: what MetalLB in layer 2 mode needs.`
      : `The node answers ARP for every address it has, those of Services on ${code('kube-ipvs0')} too.`,
  'ipvs.excludeCIDRs': () =>
    'Virtual servers in these ranges are left alone when kube-proxy cleans up: somebody else keeps them.',
  'conntrack.tcpBeLiberal': tcpBeLiberal,
  hostnameOverride: ({ kubeProxy }) =>
    `kube-proxy takes itself for node ${code(kubeProxy.hostnameOverride ?? '')}: endpoints of that node are local, on whatever machine it runs.`,
};

function modeHover({ kubeProxy: { mode }, version }: Cluster): string {
  const minor = nearestKnown(version.value);
  const shown = shownVersion(version.value);
  switch (mode.value) {
    case 'iptables':
      return 'In force: **iptables**. Each Service and endpoint has chains of its own in the nat table; the first packet of a connection walks them.';
    case 'ipvs':
      return `In force: **ipvs**. The kernel’s load balancer chooses the endpoint; service addresses are bound to ${code('kube-ipvs0')}, and a few iptables rules with ip sets masquerade.${minor >= 35 ? ` Deprecated since 1.35; nftables mode takes its place.` : ''}`;
    case 'nftables':
      return `In force: **nftables**. A packet finds its Service by one look into a map.${minor < 31 ? ` In ${shown} it needs the feature gate ${code('NFTablesProxyMode')}.` : ''}`;
  }
}

/** Who counts as inside: everybody else is masqueraded on the way to a cluster IP. */
function localTraffic({ kubeProxy, version }: Cluster): string {
  const { value } = kubeProxy.detectLocal;
  const rest = 'everything else to a cluster IP is masqueraded: pods see the node instead of the client';
  switch (value.kind) {
    case 'clusterCIDR':
      return `What comes from ${listed(value.cidrs.map(code))} counts as coming from pods; ${rest}.`;
    case 'nodeCIDR':
      return `On each node, what comes from the node’s own ${code('podCIDR')} counts as coming from pods; ${rest}.`;
    case 'bridgeInterface':
    case 'interfaceNamePrefix': {
      if (!behaviourOf(version.value).detectsByInterface)
        return `Not known in Kubernetes ${shownVersion(version.value)}: nothing is told apart.`;
      const name = value.kind === 'bridgeInterface' ? value.name : `${value.prefix}…`;
      return `What comes in on interface ${code(name)} counts as coming from pods; ${rest}.`;
    }
    case 'none':
      return 'Pods are not told from others: nothing to a cluster IP is masqueraded for coming from outside, and the answer to an outsider may not find back through the node.';
  }
}

function masqueradeAll({ kubeProxy }: Cluster): string {
  return kubeProxy.masqueradeAll.value
    ? 'Everything to cluster IPs is masqueraded: pods see nodes, never who calls them.'
    : 'Only what comes from outside the cluster is masqueraded on its way to a cluster IP.';
}

function masqueradeBit({ kubeProxy: { masqueradeBit: bit } }: Cluster): string {
  return `Bit ${String(bit.value)} of the packet mark, ${code(`0x${(2 ** bit.value).toString(16)}`)}, asks for masquerading. No other program may use it.`;
}

function localhostNodePorts({ kubeProxy, version }: Cluster): string {
  if (!behaviourOf(version.value).localhostNodePortsOptional)
    return `Not known in Kubernetes ${shownVersion(version.value)}: node ports are always open on 127.0.0.1.`;
  return kubeProxy.localhostNodePorts.value
    ? `Node ports answer on 127.0.0.1 of the node itself too (IPv4), for which kube-proxy sets ${code('route_localnet')}.`
    : 'Node ports do not answer on 127.0.0.1.';
}

function nodePortAddresses({ kubeProxy: { nodePortAddresses: ranges, mode }, version }: Cluster): string {
  const minor = nearestKnown(version.value);
  if (ranges.length > 0)
    return `Node ports are open only on addresses of nodes in ${listed(ranges.map(({ value }) => code(value)))}.`;
  if (mode.value !== 'nftables') return 'Node ports are open on every address of a node.';
  return nftablesBehaviourOf(minor).nodePortsOpenOn === 'everyAddress'
    ? 'Node ports are open on every address of a node but loopback.'
    : 'Node ports are open on the primary address of a node alone, as nftables mode has it since 1.30.';
}

const schedulers: Readonly<Record<string, string>> = {
  rr: 'each endpoint in turn',
  wrr: 'each endpoint in turn, by weight (all have weight 1)',
  lc: 'the endpoint with the fewest connections',
  wlc: 'the endpoint with the fewest connections for its weight (all have weight 1)',
  sh: 'by a hash of the client’s address, so a client stays with its endpoint',
  mh: 'by Maglev hashing, which moves few clients when endpoints change',
  dh: 'by a hash of the destination, which for one Service is always the same endpoint',
  sed: 'the endpoint with the shortest expected delay',
  nq: 'an idle endpoint if there is one, else the shortest expected delay',
};

function scheduler({ kubeProxy: { ipvsScheduler } }: Cluster): string {
  const meaning = schedulers[ipvsScheduler.value];
  return `New connections go to ${meaning ?? 'what this scheduler chooses'} (${code(ipvsScheduler.value)}).`;
}

function tcpBeLiberal({ kubeProxy, version }: Cluster): string {
  const minor = nearestKnown(version.value);
  if (minor < 29) return `Not known in Kubernetes ${shownVersion(version.value)}: it came with 1.29.`;
  return kubeProxy.tcpBeLiberal.value
    ? 'Connection tracking takes packets out of window as valid, so kube-proxy does not drop INVALID ones.'
    : 'Forwarded packets that connection tracking finds INVALID (out of window) are dropped in iptables mode; otherwise they would reset their connections.';
}
