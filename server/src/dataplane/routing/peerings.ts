import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpPeers, type ClusterPeer, type PeerRemote } from '../../cluster/calico/bgpPeers.ts';
import { bgpSettings, speaksBgp } from '../../cluster/calico/bgpSettings.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { merge, type Fact, type Origin } from '../../origin/origin.ts';

/** A neighbour that a BGPPeer puts into a node's BIRD configuration. */
export interface Peering {
  readonly peer: ClusterPeer;
  /** How BIRD names the protocol: `Global_10_0_1_10`, `Node_10_0_1_20`. */
  readonly scope: 'Global' | 'Node';
  readonly ip: Ip;
  /** Undefined is 179. */
  readonly port: number | undefined;
  /** Undefined when the BGPPeer forgot it; such a session never comes up. */
  readonly asNumber: Fact<number> | undefined;
  /** Whether the BGPPeer names the address of a Calico node; confd leaves it unsaid for neighbours found by selector. */
  readonly calicoNode: boolean;
  /** The neighbour's route-reflector cluster, known only for a neighbour taken from its Node object. */
  readonly clusterId: string | undefined;
  /** Generated for the nodes at the far end of somebody else's BGPPeer. */
  readonly reverse: boolean;
  readonly because: Origin;
}

interface Peerings {
  /** On every node. */
  readonly global: ReadonlyMap<string, Peering>;
  readonly byNode: ReadonlyMap<string, ReadonlyMap<string, Peering>>;
}

/** The BGPPeers' neighbours of one node, by protocol name; never the node itself. */
export function peeringsOf(cluster: Cluster, node: BgpNode, family: IpFamily): readonly Peering[] {
  if (!speaksBgp(cluster)) return [];
  const own = node.addresses[family]?.ip;
  const { global, byNode } = allPeerings(cluster);
  return [...global.values(), ...(byNode.get(node.name)?.values() ?? [])].filter(
    ({ ip }) => familyOf(ip) === family && ip !== own,
  );
}

/**
 * Global peers first, so that a node's own peer at the same address and port yields to them; then those of single
 * nodes; then what is missing in the other direction (confd/pkg/backends/calico/client.go: updatePeersV1). Of two
 * BGPPeers for one neighbour the first by name holds; Calico takes either.
 */
const allPeerings = memoByKey((cluster: Cluster): Peerings => {
  const nodes = bgpNodes(cluster);
  const ports = portsOf(cluster);
  const peers = bgpPeers(cluster);
  const global = new Map<string, Peering>();
  const byNode = new Map<string, Map<string, Peering>>();
  const add = (node: string, peering: Peering): void => {
    const key = keyOf(peering);
    if (global.has(key)) return;
    const known = byNode.get(node) ?? new Map<string, Peering>();
    byNode.set(node, known);
    if (!known.has(key)) known.set(key, peering);
  };
  for (const peer of peers.filter((candidate) => candidate.global))
    for (const peering of forward(peer, nodes, ports)) {
      if (!global.has(keyOf(peering))) global.set(keyOf(peering), peering);
    }
  for (const peer of peers.filter((candidate) => !candidate.global))
    for (const peering of forward(peer, nodes, ports)) for (const node of peer.locals) add(node, peering);
  for (const peer of peers) for (const { node, peering } of backward(peer, nodes, ports)) add(node, peering);
  return { global, byNode };
});

const keyOf = ({ ip, port }: Peering): string => `${ip} ${String(port ?? 0)}`;

/** The port of each node's BIRD, when it was set. */
type Ports = (node: BgpNode) => number | undefined;

function portsOf(cluster: Cluster): Ports {
  const { listenPort } = bgpSettings(cluster);
  return (node) => (node.listenPort ?? listenPort)?.value;
}

function forward(peer: ClusterPeer, nodes: readonly BgpNode[], ports: Ports): readonly Peering[] {
  const { remote } = peer;
  const scope = peer.global ? 'Global' : 'Node';
  if (remote.kind === 'nodes')
    return named(nodes, remote.names).flatMap((node) =>
      asNeighbours(peer, scope, node, [4, 6], ports, false),
    );
  if (remote.kind !== 'address') return [];
  const { ip, asNumber } = remote;
  const [match] = nodesAt(remote, nodes, ports);
  return [
    {
      peer,
      scope,
      ip,
      port: remote.port ?? (match === undefined ? undefined : ports(match)),
      asNumber,
      calicoNode: nodes.some((node) => node.addresses[familyOf(ip)]?.ip === ip),
      clusterId: undefined,
      reverse: false,
      because: merge(peer.because, remote.because),
    },
  ];
}

function backward(
  peer: ClusterPeer,
  nodes: readonly BgpNode[],
  ports: Ports,
): readonly { readonly node: string; readonly peering: Peering }[] {
  const { remote } = peer;
  if (!peer.reversed || (remote.kind !== 'nodes' && remote.kind !== 'address')) return [];
  const far = remote.kind === 'nodes' ? named(nodes, remote.names) : nodesAt(remote, nodes, ports);
  const families: readonly IpFamily[] = remote.kind === 'nodes' ? [4, 6] : [familyOf(remote.ip)];
  const back = named(nodes, peer.locals).flatMap((node) =>
    far.length === 0 ? [] : asNeighbours(peer, 'Node', node, families, ports, true),
  );
  return far.flatMap(({ name }) => back.map((peering) => ({ node: name, peering })));
}

const named = (nodes: readonly BgpNode[], names: readonly string[]): readonly BgpNode[] => {
  const wanted = new Set(names);
  return nodes.filter(({ name }) => wanted.has(name));
};

/** client.go: nodeAsBGPPeers. */
const asNeighbours = (
  peer: ClusterPeer,
  scope: Peering['scope'],
  node: BgpNode,
  families: readonly IpFamily[],
  ports: Ports,
  reverse: boolean,
): readonly Peering[] =>
  families.flatMap((family) => {
    const address = node.addresses[family];
    if (address === undefined) return [];
    return {
      peer,
      scope,
      ip: address.ip,
      port: ports(node),
      asNumber: node.asNumber,
      calicoNode: false,
      clusterId: node.clusterId?.value,
      reverse,
      because: merge(peer.because, node.node.because),
    };
  });

/** client.go: nodesWithIPPortAndAS. */
const nodesAt = (
  { ip, port, asNumber }: Extract<PeerRemote, { readonly kind: 'address' }>,
  nodes: readonly BgpNode[],
  ports: Ports,
): readonly BgpNode[] =>
  nodes.filter(
    (node) =>
      node.addresses[familyOf(ip)]?.ip === ip &&
      (asNumber === undefined || asNumber.value === node.asNumber.value) &&
      (port === undefined || port === (ports(node) ?? port)),
  );
