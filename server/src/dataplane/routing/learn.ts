import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { familyOfCidr, type Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import type { Announcement } from './announcements.ts';
import { exportedByItself, mayRelay } from './exportPolicy.ts';
import { rankPaths, type Path } from './path.ts';
import {
  inMesh,
  meshSessions,
  peerSessions,
  sessionsWithHost,
  type Session,
  type Speaker,
} from './sessions.ts';

/** Every path that a speaker receives and accepts, by prefix, the best first. */
export type Learned = ReadonlyMap<Cidr, readonly Path[]>;

type Wanted = (prefix: Cidr) => boolean;

/**
 * What the speaker knows once BGP has settled, of the prefixes that are wanted. Nodes that pass on what they learn
 * (route reflectors, and every node towards an eBGP peer) are settled first, round by round until nothing changes;
 * outsiders announce nothing.
 */
export function learnedBy(cluster: Cluster, at: Speaker, family: IpFamily, wanted: Wanted): Learned {
  const relays = relaysTowards(cluster, at, family);
  let known: ReadonlyMap<BgpNode, Learned> = new Map();
  for (let round = 0; round < mostRounds && relays.size > 0; round += 1) {
    const before = countPaths(known);
    const settled = known;
    known = new Map(
      [...relays].map((node) => [node, received(cluster, { kind: 'node', node }, family, settled, wanted)]),
    );
    if (round > 0 && countPaths(known) === before) break;
  }
  return received(cluster, at, family, known, wanted);
}

/** A path crosses each relay once, and no real cluster puts more than a few in a row. */
const mostRounds = 12;

function countPaths(known: ReadonlyMap<BgpNode, Learned>): number {
  let count = 0;
  for (const learned of known.values()) for (const paths of learned.values()) count += paths.length;
  return count;
}

/** The nodes whose learnt paths may reach the speaker, directly or through others. */
function relaysTowards(cluster: Cluster, at: Speaker, family: IpFamily): ReadonlySet<BgpNode> {
  const relays = new Set<BgpNode>();
  const pending: Speaker[] = [at];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const session of inbound(cluster, next, family)) {
      if (relays.has(session.local) || !isRelay(cluster, session)) continue;
      relays.add(session.local);
      pending.push({ kind: 'node', node: session.local });
    }
  }
  return relays;
}

/** iBGP passes on only what came by eBGP, unless the node reflects routes. */
const isRelay = (cluster: Cluster, { internal, local, family }: Session): boolean =>
  !internal || local.clusterId !== undefined || hasOtherAsNode(cluster, local, family);

/** An outsider announces nothing, so only a node of another AS counts. */
const hasOtherAsNode = (cluster: Cluster, node: BgpNode, family: IpFamily): boolean =>
  (inMesh(cluster, node) && asNumbersOfMesh(cluster).size > 1) ||
  peerSessions(cluster, node, family).some(({ internal, remote }) => !internal && remote?.kind === 'node');

const asNumbersOfMesh = memoByKey(
  (cluster: Cluster): ReadonlySet<number> =>
    new Set(bgpNodes(cluster).flatMap((node) => (inMesh(cluster, node) ? [node.asNumber.value] : []))),
);

/** The sessions that bring routes to the speaker, each from the sender's side. */
function inbound(cluster: Cluster, at: Speaker, family: IpFamily): readonly Session[] {
  if (at.kind === 'external')
    return sessionsWithHost(cluster, at.host, family).filter(({ down }) => down === undefined);
  const { node } = at;
  const mesh = meshSessions(cluster, node, family).map(turnedAround);
  const peers = peerSessions(cluster, node, family).flatMap(({ remote, down, localIp }) => {
    if (remote?.kind !== 'node' || down !== undefined) return [];
    const back = peerSessions(cluster, remote.node, family).find(({ remoteIp }) => remoteIp === localIp);
    return back === undefined || back.down !== undefined ? [] : [back];
  });
  return [...peers, ...mesh];
}

/** A mesh session as the other node has it. */
function turnedAround(session: Session): Session {
  const { remote, remoteIp, remoteAs, local, localIp, localAs } = session;
  if (remote?.kind !== 'node' || remoteAs === undefined) return session;
  return {
    ...session,
    local: remote.node,
    localIp: remoteIp,
    localAs: remoteAs,
    remote: { kind: 'node', node: local },
    remoteIp: localIp,
    remoteAs: localAs,
  };
}

function received(
  cluster: Cluster,
  at: Speaker,
  family: IpFamily,
  known: ReadonlyMap<BgpNode, Learned>,
  wanted: Wanted,
): Learned {
  const verdicts = new Map<Cidr, boolean>();
  const isWanted = (prefix: Cidr): boolean => {
    const verdict = verdicts.get(prefix) ?? (familyOfCidr(prefix) === family && wanted(prefix));
    verdicts.set(prefix, verdict);
    return verdict;
  };
  const paths: Path[] = [];
  for (const session of inbound(cluster, at, family)) {
    for (const path of sent(cluster, session, known.get(session.local), isWanted))
      if (accepts(at, session, path)) paths.push(path);
  }
  return rankPaths(paths);
}

/** Own announcements, and of what was learnt the best path; all paths between nodes, which have `add paths on`. */
function* sent(
  cluster: Cluster,
  session: Session,
  learned: Learned | undefined,
  wanted: Wanted,
): Generator<Path> {
  const { local } = session;
  const own = exportedByItself(cluster, local);
  for (const announcement of own) if (wanted(announcement.prefix)) yield ownPath(session, announcement);
  if (learned === undefined) return;
  const announced = new Set(own.map(({ prefix }) => prefix));
  for (const [prefix, ranked] of learned) {
    if (announced.has(prefix) || !mayRelay(cluster, local, prefix)) continue;
    const passed = ranked.filter((path) => mayPassOn(session, path));
    for (const path of session.remote?.kind === 'node' ? passed : passed.slice(0, 1))
      yield passedOn(session, path);
  }
}

function ownPath(session: Session, announcement: Announcement): Path {
  const { local, localIp, internal, localAs } = session;
  return {
    prefix: announcement.prefix,
    nextHop: localIp,
    asPath: internal ? [] : [localAs],
    localPref: 100,
    internal,
    fromClient: receivesFromClient(session),
    from: localIp,
    originator: routerId(local, localIp),
    clusters: [],
    communities: [],
    announcement,
    sessions: [session],
  };
}

const routerId = (node: BgpNode, fallback: Ip): Ip => node.addresses[4]?.ip ?? fallback;

/** Whether the receiving node is a reflector and takes the sender for a client. */
function receivesFromClient({ remote, internal, local }: Session): boolean {
  if (remote?.kind !== 'node' || !internal) return false;
  const cluster = remote.node.clusterId?.value;
  return cluster !== undefined && cluster !== local.clusterId?.value;
}

/** RFC 4456: from a client to everybody, from others to clients only; RFC 4271: iBGP routes go to no iBGP peer else. */
function mayPassOn({ internal, reflects, remoteIp }: Session, path: Path): boolean {
  if (path.from === remoteIp) return false;
  if (!internal || !path.internal) return true;
  return path.fromClient || reflects !== undefined;
}

function passedOn(session: Session, path: Path): Path {
  const { internal, local, localIp, localAs } = session;
  const reflecting = internal && path.internal ? local.clusterId : undefined;
  return {
    ...path,
    nextHop: keepsNextHop(session) ? path.nextHop : localIp,
    asPath: internal ? path.asPath : [localAs, ...path.asPath],
    internal,
    fromClient: receivesFromClient(session),
    from: localIp,
    clusters: reflecting === undefined ? path.clusters : [reflecting.value, ...path.clusters],
    sessions: [...path.sessions, session],
  };
}

/** proto/bgp/attrs.c, bgp_update_attrs: iBGP keeps the next hop, eBGP over several hops puts the sender's address. */
function keepsNextHop({ internal, peering }: Session): boolean {
  const mode = peering?.peer.nextHop?.value;
  if (mode !== undefined) return mode === 'Keep';
  return internal || (peering?.peer.keepOriginalNextHop ?? false);
}

/** Loops end here: the receiver's own AS in the path, itself as originator, its own cluster in the list. */
function accepts(at: Speaker, { internal, remoteAs, remoteIp }: Session, path: Path): boolean {
  if (at.kind === 'external') return remoteAs === undefined || internal || !path.asPath.includes(remoteAs);
  const { node } = at;
  const cluster = node.clusterId?.value;
  if (internal)
    return (
      path.originator !== routerId(node, remoteIp) &&
      (cluster === undefined || !path.clusters.includes(cluster))
    );
  return !path.asPath.includes(node.asNumber.value);
}
