import { shownVersion } from '../../cluster/kubernetesVersion.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { versionProof } from '../../dataplane/kubeProxy/versions.ts';
import { sessionsWithHost } from '../../dataplane/routing/sessions.ts';
import type { ClusterProfile, ProfileHost } from '../../resources/lens/clusterProfile.ts';
import { code, plain } from '../links.ts';
import { shownPodNetwork } from '../podNetworkWords.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { fieldName, listIndex, type PathAt } from './path.ts';

/** What the facts of a ClusterProfile are used for: no schema describes them. */
export function hoverClusterProfile(
  context: ViewContext,
  profile: ClusterProfile,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  const { cluster } = context;
  const isValue = path.scalar !== undefined && !path.onKey;
  const byField = fields[field];
  if (byField !== undefined && !(isValue && ranges.has(field))) return byField(context, path);
  return field === 'spec.externalHosts.name'
    ? externalHost(cluster, profile.externalHosts[listIndex(path)])
    : undefined;
}

/** Fields whose values are ranges, on which the hover says who is inside. */
const ranges: ReadonlySet<string> = new Set([
  'spec.podCIDRs',
  'spec.serviceCIDRs',
  'spec.externalHosts.bgp.importPrefixes',
]);

const fields: Readonly<Record<string, (context: ViewContext, path: PathAt) => string | undefined>> = {
  'spec.kubernetesVersion': ({ cluster }) => version(cluster),
  'spec.podCIDRs': () =>
    'Where pods get their addresses from. Of pods without an address in the workspace one is simulated in it.',
  'spec.serviceCIDRs': () =>
    'Where Services get their cluster IPs from. Of Services without one an address in it is simulated.',
  'spec.nodePortRange': ({ cluster }) => {
    const { from, to } = cluster.nodePortRange.value;
    return `Node ports are from ${String(from)} to ${String(to)}: those that are not written are simulated in it, others are refused.`;
  },
  'spec.clusterDomain': ({ cluster }) =>
    `Services are ${code(`NAME.NAMESPACE.svc.${cluster.clusterDomain.value}`)} in DNS.`,
  'spec.podNetwork': ({ cluster }) =>
    `Who gives pods their addresses and carries packets between nodes: ${shownPodNetwork(cluster)}. Without the field it is found by the objects of the workspace.`,
  'spec.nodes': ({ cluster }) =>
    `${count(cluster.nodes.length, 'node')}: ${listed(
      cluster.nodes.map(({ name }) => plain(name)),
      8,
    )}. Node objects of the same name add to what is said here.`,
  'spec.nodes.interfaces': () =>
    'The machine’s interfaces with their addresses: node ports, routes and host endpoints use them.',
  'spec.nodes.interfaces.mtu': () =>
    'The largest packet of the interface, in bytes. What tunnels take off it leaves the MTU of pods.',
  'spec.nodes.interfaces.dhcp': dhcp,
  'spec.externalHosts.interfaces.dhcp': dhcp,
  'spec.nodes.gateway': gateway,
  'spec.externalHosts.gateway': gateway,
  'spec.externalHosts': () => 'Machines outside the cluster that packets can be traced from and to.',
  'spec.externalHosts.bgp': () =>
    'The host speaks BGP: nodes whose BGPPeers name one of its addresses have a session with it.',
  'spec.externalHosts.bgp.importPrefixes': () =>
    'Of the routes that nodes announce, the host takes those inside these ranges; without the field, all.',
};

function dhcp(): string {
  return 'The address came by DHCP: the routes name the client, a metric of 100, and the way to the gateway.';
}

function gateway(): string {
  return 'Where the machine sends what no other route of it covers.';
}

function version({ version: { value } }: Cluster): string {
  const { shown, exact, proof, release } = versionProof(value);
  const rests =
    proof === 'golden'
      ? `compared line for line with what kube-proxy ${release} writes`
      : `read from the source of ${release}`;
  return exact
    ? `kube-proxy of Kubernetes ${shown}: ${rests}.`
    : `Kubernetes ${shownVersion(value)} is not known; the rules shown are those of ${shown}, ${rests}.`;
}

/** Whom it learns routes from. */
function externalHost(cluster: Cluster, written: ProfileHost | undefined): string | undefined {
  const host = cluster.externalHosts.find(({ name }) => name === written?.name.value);
  if (host === undefined) return undefined;
  const addresses = host.interfaces.flatMap((each) => each.addresses.map(({ ip }) => code(ip)));
  const what = `${plain(host.name)}, outside the cluster${addresses.length === 0 ? '' : `: ${listed(addresses)}`}.`;
  if (host.bgp === undefined) return `${what} It speaks no BGP: it knows its own subnets and its gateway.`;
  const up = ([4, 6] as const)
    .flatMap((family) => sessionsWithHost(cluster, host, family))
    .filter(({ down }) => down === undefined);
  const nodes = [...new Set(up.map(({ local }) => plain(local.name)))];
  return nodes.length === 0
    ? `${what} No BGPPeer names one of its addresses, so it learns nothing from nodes.`
    : `${what} It has BGP sessions with ${listed(nodes)}.`;
}
