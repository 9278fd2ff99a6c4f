import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster, ExternalHost } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import type { Cidr } from '../../net/cidr.ts';
import { machinery, merge } from '../../origin/origin.ts';
import { announcements, type Announcement } from './announcements.ts';
import { mayExport } from './exportPolicy.ts';
import { rankPaths, type Path } from './path.ts';
import {
  inMesh,
  meshSessions,
  peerSessions,
  sessionsOfNode,
  sessionsWithHost,
  type Session,
  type Speaker,
} from './sessions.ts';

/** Every path that a speaker receives and accepts, by prefix, the best first. */
export type Learned = ReadonlyMap<Cidr, readonly Path[]>;

export const learnedByNode = (cluster: Cluster, node: BgpNode, family: IpFamily): Learned =>
  learnedBy(cluster, { kind: 'node', node }, family);

export const learnedByHost = (cluster: Cluster, host: ExternalHost, family: IpFamily): Learned =>
  learnedBy(cluster, { kind: 'external', host }, family);

/**
 * What the speaker knows once BGP has settled. Nodes that pass on what they learn (route reflectors, and every node
 * towards an eBGP peer) are settled first, round by round until nothing changes; outsiders announce nothing.
 */
function learnedBy(cluster: Cluster, at: Speaker, family: IpFamily): Learned {
  const relays = relaysTowards(cluster, at, family);
  let known: ReadonlyMap<BgpNode, Learned> = new Map();
  for (let round = 0; round < mostRounds; round += 1) {
    const before = sizeOf(known);
    const next = new Map(
      [...relays].map((node) => [node, received(cluster, { kind: 'node', node }, family, known)] as const),
    );
    known = next;
    if (round > 0 && sizeOf(known) === before) break;
    if (relays.size === 0) break;
  }
  return received(cluster, at, family, known);
}

/** A path crosses each relay once, and no real cluster puts more than a few in a row. */
const mostRounds = 12;

function sizeOf(known: ReadonlyMap<BgpNode, Learned>): number {
  let size = 0;
  for (const learned of known.values()) for (const paths of learned.values()) size += paths.length;
  return size;
}

/** The nodes whose learnt paths may reach the speaker, directly or through others. */
function relaysTowards(cluster: Cluster, at: Speaker, family: IpFamily): ReadonlySet<BgpNode> {
  const relays = new Set<BgpNode>();
  const pending: Speaker[] = [at];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const session of inbound(cluster, next, family)) {
      if (relays.has(session.local) || !mayRelay(cluster, session)) continue;
      relays.add(session.local);
      pending.push({ kind: 'node', node: session.local });
    }
  }
  return relays;
}

/** iBGP passes on only what came by eBGP, unless the node reflects routes. */
const mayRelay = (cluster: Cluster, { internal, local, family }: Session): boolean =>
  !internal || local.clusterId !== undefined || hasExternalNeighbour(cluster, local, family);

const hasExternalNeighbour = (cluster: Cluster, node: BgpNode, family: IpFamily): boolean =>
  (family === 4 ? externalNeighbour4 : externalNeighbour6)(node, cluster);

/** An outsider announces nothing, so only a node of another AS counts. */
const eBgpNode = (cluster: Cluster, node: BgpNode, family: IpFamily): boolean =>
  sessionsOfNode(cluster, node, family).some(({ internal, remote }) => !internal && remote?.kind === 'node');

const externalNeighbour4 = memoByKey((node: BgpNode, cluster: Cluster) => eBgpNode(cluster, node, 4));
const externalNeighbour6 = memoByKey((node: BgpNode, cluster: Cluster) => eBgpNode(cluster, node, 6));

/** The sessions that bring routes to the speaker, each from the sender's side. */
function inbound(cluster: Cluster, at: Speaker, family: IpFamily): readonly Session[] {
  if (at.kind === 'external')
    return sessionsWithHost(cluster, at.host, family).filter(({ down }) => down === undefined);
  const { node } = at;
  const mesh = inMesh(cluster, node) ? meshSessions(cluster, node, family).flatMap(turnedAround) : [];
  const peers = peerSessions(cluster, node, family).flatMap(({ remote, down, localIp }) => {
    if (remote?.kind !== 'node' || down !== undefined) return [];
    const back = peerSessions(cluster, remote.node, family).find(({ remoteIp }) => remoteIp === localIp);
    return back === undefined || back.down !== undefined ? [] : [back];
  });
  return [...peers, ...mesh];
}

/** A mesh session as the other node has it. */
function turnedAround(session: Session): readonly Session[] {
  const { remote, remoteIp, remoteAs, local, localIp, localAs } = session;
  if (remote?.kind !== 'node' || remoteAs === undefined) return [];
  return [
    {
      ...session,
      local: remote.node,
      localIp: remoteIp,
      localAs: remoteAs,
      remote: { kind: 'node', node: local },
      remoteIp: localIp,
      remoteAs: localAs,
    },
  ];
}

function received(
  cluster: Cluster,
  at: Speaker,
  family: IpFamily,
  known: ReadonlyMap<BgpNode, Learned>,
): Learned {
  const paths: Path[] = [];
  for (const session of inbound(cluster, at, family)) {
    for (const path of exported(cluster, session, known.get(session.local)))
      if (accepts(at, session, path)) paths.push(path);
  }
  return rankPaths(paths);
}

/** Own announcements, and of what was learnt the best path; all paths between nodes, which have `add paths on`. */
function exported(cluster: Cluster, session: Session, learned: Learned | undefined): readonly Path[] {
  const { local, family } = session;
  const own = announcements(cluster, local.name, family);
  const paths = own.flatMap((announcement) => exportOwn(cluster, session, announcement));
  if (learned === undefined) return paths;
  const announced = new Set(own.map(({ prefix }) => prefix));
  for (const [prefix, ranked] of learned) {
    if (announced.has(prefix) || !mayExport(cluster, local, family, prefix)) continue;
    const passed = ranked.filter((path) => mayPassOn(session, path));
    const sent = session.remote?.kind === 'node' ? passed : passed.slice(0, 1);
    for (const path of sent) paths.push(passOn(session, path));
  }
  return paths;
}

function exportOwn(cluster: Cluster, session: Session, announcement: Announcement): readonly Path[] {
  const { local, localIp, internal, localAs, family } = session;
  const { prefix } = announcement;
  if (!mayExport(cluster, local, family, prefix)) return [];
  return [
    {
      prefix,
      nextHop: localIp,
      asPath: internal ? [] : [localAs],
      localPref: 100,
      internal,
      fromClient: receivesFromClient(session),
      from: localIp,
      originator: routerId(local, localIp),
      clusters: [],
      communities: [],
      through: [local.name],
      announcement,
      because: merge(announcement.because, session.because),
    },
  ];
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

function passOn(session: Session, path: Path): Path {
  const { internal, local, localIp, localAs } = session;
  const reflected = internal && path.internal;
  return {
    ...path,
    nextHop: keepsNextHop(session) ? path.nextHop : localIp,
    asPath: internal ? path.asPath : [localAs, ...path.asPath],
    internal,
    fromClient: receivesFromClient(session),
    from: localIp,
    clusters:
      reflected && local.clusterId !== undefined ? [local.clusterId.value, ...path.clusters] : path.clusters,
    through: [...path.through, local.name],
    because: merge(
      path.because,
      machinery('bird', `${local.name} passes on what it learnt`),
      session.because,
    ),
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
