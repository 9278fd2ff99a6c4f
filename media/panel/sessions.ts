import type { PanelCause, PanelSession } from '../../server/src/protocol/panel.ts';

/** One row of the table of sessions. */
export interface SessionRow {
  readonly node: string;
  readonly nodeAddress: string;
  readonly with: string;
  readonly withAddress: string;
  readonly protocol: string;
  readonly announces: readonly string[];
  readonly because: readonly PanelCause[];
}

/** One row for each session with a peer; the mesh of the nodes, n² sessions that say one thing, is one row. */
export function gatherMesh(sessions: readonly PanelSession[]): readonly SessionRow[] {
  const peers = sessions.filter(({ kind }) => kind === 'peer').map(peerRow);
  const mesh = sessions.filter(({ kind }) => kind === 'mesh');
  const [first] = mesh;
  if (first === undefined) return peers;
  const row: SessionRow = {
    node: membersOf(mesh).join(', '),
    nodeAddress: '',
    with: 'each other',
    withAddress: '',
    protocol: first.protocol,
    announces: [...new Set(mesh.flatMap(({ announces }) => announces))],
    because: first.because,
  };
  return [...peers, row];
}

const peerRow = (session: PanelSession): SessionRow => ({
  node: session.node,
  nodeAddress: session.nodeAddress,
  with: session.peer,
  withAddress: session.peerAddress,
  protocol: session.protocol,
  announces: session.announces,
  because: session.because,
});

const membersOf = (mesh: readonly PanelSession[]): readonly string[] => [
  ...new Set(mesh.flatMap(({ node, peer }) => [node, peer])),
];

/** A host in the picture. */
export interface Dot {
  readonly name: string;
  readonly address: string;
  /** What it tells its peers; empty for a host that only listens. */
  readonly announces: readonly string[];
}

/** Who speaks BGP with whom, as two columns: hosts outside on the left, nodes on the right. */
export interface SessionGraph {
  readonly outside: readonly Dot[];
  readonly nodes: readonly Dot[];
  /** Pairs of indexes: outside, node. */
  readonly peerings: readonly (readonly [number, number])[];
  /** What set up the peerings of each host outside, if it is one thing: `BGPPeer bastion`. */
  readonly setUpBy: readonly (string | undefined)[];
  /** Pairs of indexes of nodes, the smaller first. */
  readonly mesh: readonly (readonly [number, number])[];
}

export function graphOf(sessions: readonly PanelSession[]): SessionGraph {
  const nodes = new Map<string, Dot>();
  const outside = new Map<string, Dot>();
  for (const { node, nodeAddress, announces } of sessions) {
    const known = nodes.get(node)?.announces ?? [];
    nodes.set(node, { name: node, address: nodeAddress, announces: [...new Set([...known, ...announces])] });
  }
  for (const { peer, peerAddress, kind } of sessions) {
    if (nodes.has(peer)) continue;
    const dot = { name: peer, address: peerAddress, announces: [] };
    if (kind === 'mesh') nodes.set(peer, dot);
    else outside.set(peer, dot);
  }
  const nodeNames = [...nodes.keys()];
  const outsideNames = [...outside.keys()];
  const meshPairs = sessions
    .filter(({ peer }) => nodes.has(peer))
    .map(({ node, peer }) => [nodeNames.indexOf(node), nodeNames.indexOf(peer)] as const)
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
  const mesh = new Map(meshPairs.map((pair) => [pair.join(' '), pair]));
  return {
    outside: [...outside.values()],
    nodes: [...nodes.values()],
    peerings: sessions
      .filter(({ peer }) => outside.has(peer))
      .map(({ node, peer }) => [outsideNames.indexOf(peer), nodeNames.indexOf(node)] as const),
    setUpBy: outsideNames.map((name) => onlyNote(sessions.filter(({ peer }) => peer === name))),
    mesh: [...mesh.values()],
  };
}

function onlyNote(sessions: readonly PanelSession[]): string | undefined {
  const notes = sessions.map(({ because: [first] }) => (first?.kind === 'manifest' ? first.note : ''));
  const [note, ...others] = new Set(notes);
  return others.length === 0 && note !== '' ? note : undefined;
}

/** More hosts than these make a picture that says less than the table. */
export const isDrawable = ({ nodes, outside }: SessionGraph): boolean =>
  nodes.length <= 12 && outside.length <= 6;

/** The picture in words, for who cannot see it. */
export function describeGraph({ outside, nodes, peerings, mesh }: SessionGraph): string {
  const spoken = outside.map((host, index) => {
    const with_ = peerings.filter(([one]) => one === index).map(([, node]) => nodes[node]?.name ?? '');
    return `${host.name} with ${with_.join(', ')}`;
  });
  if (mesh.length > 0) spoken.push(`a mesh between ${nodes.map(({ name }) => name).join(', ')}`);
  return `BGP sessions: ${spoken.join('; ')}`;
}
