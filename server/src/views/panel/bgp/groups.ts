import type { BgpNode } from '../../../cluster/calico/bgpNodes.ts';
import type { Session } from '../../../dataplane/routing/sessions.ts';
import { peerName } from '../../bgp/facts.ts';

/** Whoever is drawn as one: a single speaker, or several that have the same sessions with the same others. */
export interface Group {
  readonly side: 'peer' | 'reflector' | 'node';
  readonly members: readonly Member[];
  readonly reflector: string | undefined;
  readonly inMesh: boolean;
}

export type Member =
  | { readonly kind: 'node'; readonly name: string; readonly node: BgpNode }
  /** A machine outside, or an address that nobody in the picture has. */
  | {
      readonly kind: 'outside';
      readonly name: string;
      readonly address: string;
      readonly asNumber: number | undefined;
      readonly known: boolean;
    };

/** A session with the state that both ends give it. */
export interface DrawnSession {
  readonly session: Session;
  readonly down: string | undefined;
}

interface Drawn {
  readonly nodes: readonly BgpNode[];
  readonly sessions: readonly DrawnSession[];
  readonly meshed: ReadonlySet<BgpNode>;
  /** Drawn by itself, whomever it is like. */
  readonly alone: string | undefined;
}

/** So many can be told apart by a reader; of more, those alike are one. */
const mostNodes = 8;
const mostReflectors = 4;
/** Rows of a column; what does not fit is told as a number. */
export const mostGroups = 10;

/** Peers first, then route reflectors, then nodes, those of the mesh before the others; in each the order of names. */
export function groupsOf(drawn: Drawn): readonly Group[] {
  const nodes = groupNodes(drawn);
  return [
    ...capped(groupOutside(drawn)),
    ...capped(nodes.filter(isReflector)),
    ...capped(nodes.filter((group) => !isReflector(group))),
  ];
}

const isReflector = ({ side }: Group): boolean => side === 'reflector';

/** The last group of a column that is too long stands for all that are left. */
function capped(groups: readonly Group[]): readonly Group[] {
  if (groups.length <= mostGroups) return groups;
  const shown = groups.slice(0, mostGroups - 1);
  const rest = groups.slice(mostGroups - 1);
  const [first] = rest;
  return first === undefined
    ? shown
    : [...shown, { ...first, reflector: undefined, members: rest.flatMap(({ members }) => members) }];
}

function groupOutside({ sessions }: Drawn): readonly Group[] {
  const members = new Map<string, Member>();
  for (const { session } of sessions) {
    const { remote, remoteIp, remoteAs } = session;
    if (remote?.kind === 'node') continue;
    const name = peerName(session);
    if (!members.has(name))
      members.set(name, {
        kind: 'outside',
        name,
        address: remoteIp,
        asNumber: remoteAs,
        known: remote !== undefined,
      });
  }
  return [...members.values()].map((member) => ({
    side: 'peer',
    members: [member],
    reflector: undefined,
    inMesh: false,
  }));
}

function groupNodes(drawn: Drawn): readonly Group[] {
  const { nodes, meshed, alone } = drawn;
  const reflectors = nodes.filter(({ clusterId }) => clusterId !== undefined).length;
  const isSingle = ({ name, clusterId }: BgpNode): boolean =>
    name === alone || (clusterId === undefined ? nodes.length <= mostNodes : reflectors <= mostReflectors);
  const classOf = (node: BgpNode): string =>
    [
      isSingle(node) ? node.name : '',
      String(node.asNumber.value),
      node.clusterId?.value ?? '',
      String(meshed.has(node)),
    ].join(' ');
  const signatures = signaturesOf(drawn, classOf);
  const groups = new Map<string, BgpNode[]>();
  for (const node of nodes) {
    const key = `${classOf(node)} | ${[...(signatures.get(node) ?? [])].sort().join(', ')}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const found = [...groups.values()].map((members): Group => {
    const [first] = members;
    const reflector = first?.clusterId?.value;
    return {
      side: reflector === undefined ? 'node' : 'reflector',
      members: members.map((node) => ({ kind: 'node', name: node.name, node })),
      reflector,
      inMesh: first !== undefined && meshed.has(first),
    };
  });
  return found.sort((a, b) => Number(b.inMesh) - Number(a.inMesh));
}

/** With what kinds of speakers a node has sessions, and in which state: nodes alike have the same. */
function signaturesOf(
  { sessions }: Drawn,
  classOf: (node: BgpNode) => string,
): ReadonlyMap<BgpNode, ReadonlySet<string>> {
  const signatures = new Map<BgpNode, Set<string>>();
  for (const { session, down } of sessions) {
    const { remote, local, internal } = session;
    const other = remote?.kind === 'node' ? classOf(remote.node) : peerName(session);
    const word = `${other} ${String(internal)} ${down === undefined ? 'up' : 'down'}`;
    const known = signatures.get(local);
    if (known === undefined) signatures.set(local, new Set([word]));
    else known.add(word);
  }
  return signatures;
}
