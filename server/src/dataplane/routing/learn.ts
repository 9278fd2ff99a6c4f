import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { familyOfCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { resolveNextHop } from './connected.ts';
import { routerId, sentOver, type Learned, type Wanted } from './exports.ts';
import { rankPaths, type Path } from './path.ts';
import { askFilters, filterRules, type FilterVerdict } from './sessionFilters.ts';
import {
  inMesh,
  meshSessions,
  peerSessions,
  sessionsWithHost,
  type Session,
  type Speaker,
} from './sessions.ts';

/**
 * What the speaker knows once BGP has settled, of the prefixes that are wanted. Nodes that pass on what they learn
 * (route reflectors, and every node towards an eBGP peer) are settled first, round by round until nothing changes;
 * outsiders announce nothing.
 */
export const learnedBy = (cluster: Cluster, at: Speaker, family: IpFamily, wanted: Wanted): Learned =>
  received(cluster, at, family, settledRelays(cluster, at, family, wanted), wanted);

/** What the nodes know that pass routes on towards the speaker. */
export function settledRelays(
  cluster: Cluster,
  at: Speaker,
  family: IpFamily,
  wanted: Wanted,
): ReadonlyMap<BgpNode, Learned> {
  const { relays, chained } = relaysTowards(cluster, at, family);
  const rounds = chained ? mostRounds : 1;
  let known: ReadonlyMap<BgpNode, Learned> = new Map();
  for (let round = 0; round < rounds && relays.size > 0; round += 1) {
    const before = countPaths(known);
    const settled = known;
    known = new Map(
      [...relays].map((node) => [node, received(cluster, { kind: 'node', node }, family, settled, wanted)]),
    );
    if (round > 0 && countPaths(known) === before) break;
  }
  return known;
}

/** A path crosses each relay once, and no real cluster puts more than a few in a row. */
const mostRounds = 12;

function countPaths(known: ReadonlyMap<BgpNode, Learned>): number {
  let count = 0;
  for (const learned of known.values()) for (const paths of learned.values()) count += paths.length;
  return count;
}

interface Relays {
  readonly relays: ReadonlySet<BgpNode>;
  /** Whether one of them may pass on to another what it learnt from a third. */
  readonly chained: boolean;
}

/** The nodes whose learnt paths may reach the speaker, directly or through others. */
function relaysTowards(cluster: Cluster, at: Speaker, family: IpFamily): Relays {
  const relays = new Set<BgpNode>();
  const pending: Speaker[] = [at];
  let chained = false;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { session } of inbound(cluster, next, family)) {
      if (!isRelay(cluster, session)) continue;
      chained ||= next !== at;
      if (relays.has(session.local)) continue;
      relays.add(session.local);
      pending.push({ kind: 'node', node: session.local });
    }
  }
  return { relays, chained };
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

/** A session that brings routes to the speaker: the sender's side of it, and the speaker's own where that is known. */
export interface Inbound {
  readonly session: Session;
  readonly receiving: Session | undefined;
}

export function inbound(cluster: Cluster, at: Speaker, family: IpFamily): readonly Inbound[] {
  if (at.kind === 'external')
    return sessionsWithHost(cluster, at.host, family)
      .filter(({ down }) => down === undefined)
      .map((session) => ({ session, receiving: undefined }));
  const { node } = at;
  const mesh = meshSessions(cluster, node, family).map((own) => ({
    session: turnedAround(own),
    receiving: own,
  }));
  const peers = peerSessions(cluster, node, family).flatMap((receiving) => {
    const { remote, down, localIp } = receiving;
    if (remote?.kind !== 'node' || down !== undefined) return [];
    const session = peerSessions(cluster, remote.node, family).find(({ remoteIp }) => remoteIp === localIp);
    return session === undefined || session.down !== undefined ? [] : [{ session, receiving }];
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
  for (const { session, receiving } of inbound(cluster, at, family)) {
    for (const path of sentOver(cluster, session, known.get(session.local), isWanted)) {
      const taken = accepts(at, session, receiving, path) ? imported(cluster, receiving, path) : undefined;
      if (taken !== undefined) paths.push(taken);
    }
  }
  return rankPaths(paths);
}

/** What no rule of an import filter speaks of is taken. */
function imported(cluster: Cluster, receiving: Session | undefined, path: Path): Path | undefined {
  const asked = askImport(cluster, receiving, path);
  return asked?.verdict === 'reject' ? undefined : (asked?.path ?? path);
}

/** What the import filters of the receiving end say; undefined where it has none. */
export function askImport(
  cluster: Cluster,
  receiving: Session | undefined,
  path: Path,
): FilterVerdict | undefined {
  const rules = receiving === undefined ? [] : filterRules(cluster, receiving, 'import');
  if (receiving === undefined || rules.length === 0) return undefined;
  const device = resolveNextHop(receiving.local.node, path.nextHop)?.device;
  return askFilters(rules, receiving, path, { fromPeers: true, device });
}

/** Whether the receiver's own AS number is in the path more often than it accepts. */
export const isAsLoop = ({ remoteAs }: Session, receiving: Session | undefined, { asPath }: Path): boolean =>
  asPath.filter((asNumber) => asNumber === remoteAs).length > (receiving?.peering?.peer.allowedLocalAs ?? 0);

/** Loops end here: the receiver's own AS in the path, itself as originator, its own cluster in the list. */
function accepts(at: Speaker, session: Session, receiving: Session | undefined, path: Path): boolean {
  if (isAsLoop(session, receiving, path)) return false;
  const { internal, remoteIp } = session;
  if (at.kind === 'external' || !internal) return true;
  const cluster = at.node.clusterId?.value;
  return (
    path.originator !== routerId(at.node, remoteIp) &&
    (cluster === undefined || !path.clusters.includes(cluster))
  );
}
