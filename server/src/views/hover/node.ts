import { blocksOfNode, calicoBlocks } from '../../cluster/calico/blocks.ts';
import { bgpNodes, exclusionLabel, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { tunnelAddress, tunnelDevices, tunnelInterface } from '../../cluster/calico/tunnels.ts';
import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import { inMesh, sessionsOfNode, type Session } from '../../dataplane/routing/sessions.ts';
import { contains } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { CalicoNode } from '../../resources/calico/node.ts';
import type { Node } from '../../resources/k8s/node.ts';
import { nameOf } from '../../resources/meta.ts';
import { peerName } from '../bgp/facts.ts';
import { code, plain } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** What Calico's annotations of a Kubernetes Node, or the fields of its own Node, come to. */
export function hoverNode(
  { cluster }: ViewContext,
  resource: Node | CalicoNode,
  path: PathAt,
): string | undefined {
  const node = bgpNodes(cluster).find(({ name }) => name === nameOf(resource));
  return node === undefined ? undefined : meanings[keyOf(path)]?.(cluster, node);
}

/** Of an annotation or a label its own name, which has dots; of a field its path. */
const keyOf = (path: PathAt): string => {
  const [top, map, key] = path.keys;
  return top === 'metadata' && key !== undefined && (map === 'annotations' || map === 'labels')
    ? key
    : fieldName(path);
};

type Meaning = (cluster: Cluster, node: BgpNode) => string | undefined;

const address4: Meaning = (cluster, node) => address(cluster, node, 4);
const address6: Meaning = (cluster, node) => address(cluster, node, 6);

const meanings: Readonly<Record<string, Meaning>> = {
  'projectcalico.org/IPv4Address': address4,
  'spec.bgp.ipv4Address': address4,
  'projectcalico.org/IPv6Address': address6,
  'spec.bgp.ipv6Address': address6,
  'projectcalico.org/ASNumber': asNumber,
  'spec.bgp.asNumber': asNumber,
  'projectcalico.org/RouteReflectorClusterID': reflector,
  'spec.bgp.routeReflectorClusterID': reflector,
  'projectcalico.org/IPv4IPIPTunnelAddr': tunnels,
  'spec.bgp.ipv4IPIPTunnelAddr': tunnels,
  'projectcalico.org/IPv4VXLANTunnelAddr': tunnels,
  'spec.ipv4VXLANTunnelAddr': tunnels,
  'projectcalico.org/IPv6VXLANTunnelAddr': tunnels,
  'spec.ipv6VXLANTunnelAddr': tunnels,
  'spec.wireguard.interfaceIPv4Address': tunnels,
  'spec.wireguard.interfaceIPv6Address': tunnels,
  'projectcalico.org/IPv4WireguardInterfaceAddr': tunnels,
  'projectcalico.org/IPv6WireguardInterfaceAddr': tunnels,
  [exclusionLabel]: (_cluster, { name, excludedFromServices }) =>
    excludedFromServices === undefined
      ? `Calico looks for the value ${code('true')}: ${plain(name)} announces service routes like any other node.`
      : `${plain(name)} announces no service routes. Blocks of its pods stay announced.`,
};

function address(cluster: Cluster, node: BgpNode, family: IpFamily): string | undefined {
  const own = node.addresses[family];
  if (own === undefined) return undefined;
  const all = sessionsOfNode(cluster, node, family);
  return `BGP sessions of ${plain(node.name)} start from ${code(own.ip)}, and it is the next hop of what the node announces: ${count(all.length, 'session')}. Nodes outside of ${code(own.subnet)} are another subnet for ${code('CrossSubnet')}.`;
}

function asNumber(cluster: Cluster, node: BgpNode): string {
  const all = bothFamilies(cluster, node);
  const kinds = (['iBGP', 'eBGP'] as const).flatMap((kind) => {
    const peers = new Set(all.filter(({ internal }) => internal === (kind === 'iBGP')).map(peerName));
    return peers.size === 0 ? [] : [`${kind} with ${listed([...peers].map(plain))}`];
  });
  return `${plain(node.name)} is AS ${String(node.asNumber.value)}: ${kinds.length === 0 ? 'it has no session' : kinds.join(', ')}.`;
}

const bothFamilies = (cluster: Cluster, node: BgpNode): readonly Session[] =>
  ([4, 6] as const).flatMap((family) => sessionsOfNode(cluster, node, family));

function reflector(cluster: Cluster, node: BgpNode): string {
  const clients = new Set(
    bothFamilies(cluster, node)
      .filter(({ reflects }) => reflects !== undefined)
      .map(peerName),
  );
  const serves =
    clients.size === 0
      ? 'It has no clients yet: they need a BGPPeer that selects it.'
      : `It passes on routes between its clients ${listed([...clients].map(plain))}.`;
  const members = bgpNodes(cluster).filter((other) => inMesh(cluster, other)).length;
  const mesh = members > 1 ? ` The mesh of the ${count(members, 'other node')} goes on beside it.` : '';
  return `${plain(node.name)} is a route reflector of cluster ${code(node.clusterId?.value ?? '')}, and keeps out of the node-to-node mesh. ${serves}${mesh}`;
}

/** The node's tunnel devices with their addresses, and the blocks that these are out of. */
function tunnels(cluster: Cluster, { node }: BgpNode): string {
  const said = tunnelDevices(cluster.resources, cluster.pools, node).flatMap((device) => {
    const own = tunnelAddress(cluster, node, device);
    if (own === undefined) return [];
    const block = calicoBlocks(cluster).find(({ cidr }) => contains(cidr, own.value));
    const from =
      block === undefined
        ? ''
        : `, of ${block.node === node.name ? 'its' : `${plain(block.node)}’s`} block ${code(block.cidr)}`;
    return [`${code(tunnelInterface(device))} has ${code(own.value)}${from}`];
  });
  return said.length === 0
    ? `No pool needs a tunnel on ${plain(node.name)}: the address is not used${ownBlocks(cluster, node)}.`
    : `${listed(said)}. Packets that the node itself sends into the tunnel carry this source.`;
}

const ownBlocks = (cluster: Cluster, { name }: ClusterNode): string => {
  const own = blocksOfNode(cluster, name).map(({ cidr }) => code(cidr));
  return own.length === 0 ? '' : `; its blocks are ${listed(own)}`;
};
