import type { FilterRule } from '../../cluster/calico/bgpFilters.ts';
import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { Ip, IpFamily } from '../../net/ip.ts';
import { announcements } from './announcements.ts';
import { resolveNextHop } from './connected.ts';
import { kernelRoutes, type KernelRoute } from './kernelRoutes.ts';
import { exportedByItself, mayRelay } from './exportPolicy.ts';
import type { Path } from './path.ts';
import { askFilters, communityMarker, filterRules } from './sessionFilters.ts';
import type { Session } from './sessions.ts';

/** Every path that a speaker receives and accepts, by prefix, the best first. */
export type Learned = ReadonlyMap<Cidr, readonly Path[]>;

export type Wanted = (prefix: Cidr) => boolean;

/** What a node sends over a session: its own announcements, and what it passes on of what it learnt. */
export function sentOver(
  cluster: Cluster,
  session: Session,
  learned: Learned | undefined,
  wanted: Wanted,
): readonly Path[] {
  const rules = filterRules(cluster, session, 'export');
  const own = sentOfOwn(cluster, session, rules, wanted);
  return learned === undefined ? own : [...own, ...relayed(cluster, session, rules, learned)];
}

function sentOfOwn(
  cluster: Cluster,
  session: Session,
  rules: readonly FilterRule[],
  wanted: Wanted,
): readonly Path[] {
  const { local } = session;
  const usual = exportedByItself(cluster, local);
  const mark = communityMarker(cluster, local);
  if (rules.length === 0)
    return usual
      .filter(({ prefix }) => wanted(prefix))
      .map((announcement) => mark(ownPath(session, announcement)));
  const exported = new Set(usual);
  const own = announcements(cluster, local.name).map((announcement): Candidate => ({
    path: ownPath(session, announcement),
    fromPeers: false,
    device: undefined,
    usually: () => exported.has(announcement),
  }));
  return [...own, ...kernelRoutes(cluster, local).map((route) => kernelCandidate(cluster, session, route))]
    .filter(({ path }) => wanted(path.prefix))
    .flatMap((candidate) => exportedPath(mark, session, rules, candidate) ?? []);
}

/** BIRD hands the gateway of a kernel route on to iBGP peers, and puts itself in front of all others. */
function kernelCandidate(cluster: Cluster, session: Session, route: KernelRoute): Candidate {
  const path = ownPath(session, route);
  return {
    path: session.internal && route.via !== undefined ? { ...path, nextHop: route.via } : path,
    fromPeers: false,
    device: route.device,
    usually: () => mayRelay(cluster, session.local, route.prefix),
  };
}

/** A route that a node would send over a session, and does not. */
export interface KeptBack {
  readonly path: Path;
  /** The rule of a BGPFilter that rejects it; undefined where a pool with disableBGPExport does. */
  readonly rule: FilterRule | undefined;
}

/** What a BGPFilter or a pool keeps back of what the node announces, and a BGPFilter of what it would pass on. */
export function keptBack(
  cluster: Cluster,
  session: Session,
  learned: Learned | undefined,
  family: IpFamily,
): readonly KeptBack[] {
  const rules = filterRules(cluster, session, 'export');
  const exported = new Set(exportedByItself(cluster, session.local));
  const own = announcements(cluster, session.local.name, family).flatMap((announcement) => {
    const path = ownPath(session, announcement);
    const asked = askFilters(rules, session, path, { fromPeers: false, device: undefined });
    if (asked.verdict === 'reject') return { path, rule: asked.rule };
    return asked.verdict === 'no rule' && !exported.has(announcement) ? { path, rule: undefined } : [];
  });
  if (rules.length === 0 || learned === undefined) return own;
  const passedOnUsually = relayCandidates(cluster, session, rules, learned).flatMap((candidate) => {
    const asked = askFilters(rules, session, candidate.path, candidate);
    return asked.verdict === 'reject' && candidate.usually()
      ? { path: candidate.path, rule: asked.rule }
      : [];
  });
  return [...own, ...passedOnUsually];
}

function relayed(
  cluster: Cluster,
  session: Session,
  rules: readonly FilterRule[],
  learned: Learned,
): readonly Path[] {
  const mark = communityMarker(cluster, session.local);
  return relayCandidates(cluster, session, rules, learned).flatMap(
    (candidate) => exportedPath(mark, session, rules, candidate) ?? [],
  );
}

/** The best path of each prefix; between nodes all, for they have `add paths on`. */
function relayCandidates(
  cluster: Cluster,
  session: Session,
  rules: readonly FilterRule[],
  learned: Learned,
): readonly Candidate[] {
  const { local, remote } = session;
  const announced = new Set(announcements(cluster, local.name).map(({ prefix }) => prefix));
  const candidates: Candidate[] = [];
  for (const [prefix, ranked] of askedFor(session, learned)) {
    if (announced.has(prefix)) continue;
    for (const path of remote?.kind === 'node' ? ranked : ranked.slice(0, 1)) {
      if (!mayPassOn(session, path)) continue;
      candidates.push({
        path: passedOn(session, path),
        fromPeers: true,
        device: rules.length === 0 ? undefined : resolveNextHop(local.node, path.nextHop)?.device,
        usually: () => mayRelay(cluster, local, prefix),
      });
    }
  }
  return candidates;
}

const askedFor = ({ remote, internal, reflects }: Session, learned: Learned): Learned =>
  remote?.kind === 'node' && internal && reflects === undefined ? passableInside(learned) : learned;

/** The few paths that may go on over iBGP: in a large mesh nearly all are from iBGP, and are asked for every neighbour. */
const passableInside = memoByKey((learned: Learned): Learned => {
  const passable = new Map<Cidr, readonly Path[]>();
  for (const [prefix, ranked] of learned) {
    const paths = ranked.filter(({ internal, fromClient }) => !internal || fromClient);
    if (paths.length > 0) passable.set(prefix, paths);
  }
  return passable;
});

interface Candidate {
  readonly path: Path;
  readonly fromPeers: boolean;
  /** The interface that the route leads to. */
  readonly device: string | undefined;
  /** What Calico's own export policy says. */
  readonly usually: () => boolean;
}

/** BGPFilters are asked first and have the last word; then communities are put on, and Calico's own policy decides. */
function exportedPath(
  mark: (path: Path) => Path,
  session: Session,
  rules: readonly FilterRule[],
  { path, fromPeers, device, usually }: Candidate,
): Path | undefined {
  if (rules.length > 0) {
    const asked = askFilters(rules, session, path, { fromPeers, device });
    if (asked.verdict !== 'no rule') return asked.verdict === 'accept' ? asked.path : undefined;
  }
  return usually() ? mark(path) : undefined;
}

function ownPath(session: Session, announcement: Path['announcement']): Path {
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

export const routerId = (node: BgpNode, fallback: Ip): Ip => node.addresses[4]?.ip ?? fallback;

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
