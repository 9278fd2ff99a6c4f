import type { Cluster } from '../../cluster/cluster.ts';
import { containsCidr, familyOfCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { isWithin } from '../../net/prefixTree.ts';
import { machinery, merge, type Origin } from '../../origin/origin.ts';
import { keptBack, sentOver, type KeptBack } from './exports.ts';
import { askImport, inbound, isAsLoop, settledRelays, type Inbound } from './learn.ts';
import { pathOrigin, type Path } from './path.ts';
import type { Session, Speaker } from './sessions.ts';

/** A route that does not get over a session into the table of the speaker at its end, and who refuses it. */
export interface Refusal {
  readonly prefix: Cidr;
  /** As the sender has it configured. */
  readonly session: Session;
  readonly by: RefusedBy;
  readonly because: Origin;
}

export type RefusedBy =
  /** A rule of the sender's, or of the receiver's, BGPFilter. */
  | { readonly kind: 'export filter' | 'import filter' }
  /** A pool with disableBGPExport. */
  | { readonly kind: 'pool'; readonly pool: string }
  /** What a machine outside takes: `importPrefixes` of the profile. */
  | { readonly kind: 'host'; readonly takes: readonly Cidr[] }
  /** The receiver's own AS number is in the path. */
  | { readonly kind: 'loop'; readonly asPath: readonly number[] };

/** What is on its way to a speaker and refused, by session and prefix; sessions that are down bring nothing at all. */
export function refusedTo(cluster: Cluster, at: Speaker, family: IpFamily): readonly Refusal[] {
  const everything = (prefix: Cidr): boolean => familyOfCidr(prefix) === family;
  const relays = settledRelays(cluster, at, family, everything);
  return inbound(cluster, at, family).flatMap((way) => {
    const learned = relays.get(way.session.local);
    const unsent = keptBack(cluster, way.session, learned, family).map((kept) =>
      keptRefusal(cluster, way.session, kept),
    );
    const sent = sentOver(cluster, way.session, learned, everything);
    return [...unsent, ...sent.flatMap((path) => refusedPath(cluster, at, way, path) ?? [])];
  });
}

function keptRefusal(cluster: Cluster, session: Session, { path, rule }: KeptBack): Refusal {
  const { prefix } = path;
  if (rule !== undefined)
    return refusal(path, session, { kind: 'export filter' }, merge(rule.because, pathOrigin(path)));
  const pool = cluster.pools.find(
    (candidate) => candidate.disableBGPExport.value && containsCidr(candidate.cidr, prefix),
  );
  const because =
    pool === undefined ? pathOrigin(path) : merge(pool.disableBGPExport.because, pathOrigin(path));
  return refusal(path, session, { kind: 'pool', pool: pool?.name ?? '' }, because);
}

function refusedPath(
  cluster: Cluster,
  at: Speaker,
  { session, receiving }: Inbound,
  path: Path,
): Refusal | undefined {
  const takes = at.kind === 'external' ? at.host.bgp?.importPrefixes : undefined;
  if (at.kind === 'external' && takes !== undefined && !isWithin(takes, path.prefix))
    return refusal(path, session, { kind: 'host', takes }, merge(at.host.because, pathOrigin(path)));
  if (isAsLoop(session, receiving, path)) {
    const note = machinery('bird', 'a path with the own AS number in it is taken for a loop');
    return refusal(path, session, { kind: 'loop', asPath: path.asPath }, merge(note, pathOrigin(path)));
  }
  const asked = askImport(cluster, receiving, path);
  return asked?.verdict === 'reject' && asked.rule !== undefined
    ? refusal(path, session, { kind: 'import filter' }, merge(asked.rule.because, pathOrigin(path)))
    : undefined;
}

const refusal = ({ prefix }: Path, session: Session, by: RefusedBy, because: Origin): Refusal => ({
  prefix,
  session,
  by,
  because,
});
