import type { Cidr } from '../../net/cidr.ts';
import { compareIp, type Ip } from '../../net/ip.ts';
import { machinery, merge, type Origin } from '../../origin/origin.ts';
import type { Announcement } from './announcements.ts';
import type { Session } from './sessions.ts';

/** One way to a prefix, as a BGP speaker has received it. */
export interface Path {
  readonly prefix: Cidr;
  readonly nextHop: Ip;
  /** AS numbers, the nearest first; empty inside one AS. */
  readonly asPath: readonly number[];
  readonly localPref: number;
  /** Received over iBGP. */
  readonly internal: boolean;
  /** Received from a client of this route reflector. */
  readonly fromClient: boolean;
  /** The neighbour's address. */
  readonly from: Ip;
  /** The address of the node that announced it first: its router id. */
  readonly originator: Ip;
  /** Route-reflector clusters that it went through. */
  readonly clusters: readonly string[];
  /** `64512:100`, `64512:1:2`. */
  readonly communities: readonly string[];
  /** What the first node announced, or let out of its kernel. */
  readonly announcement: Pick<Announcement, 'prefix' | 'because'>;
  /** The sessions that it came over, from the node that announced it. */
  readonly sessions: readonly [Session, ...Session[]];
}

/**
 * BIRD's order of preference (proto/bgp/attrs.c: bgp_rte_better), the better first: local preference, length of the
 * AS path, eBGP before iBGP, router id of the originator, length of the cluster list, address of the neighbour.
 */
export const comparePaths = (a: Path, b: Path): number =>
  compareCost(a, b) ||
  compareIp(a.originator, b.originator) ||
  a.clusters.length - b.clusters.length ||
  compareIp(a.from, b.from);

/** Zero for paths that `merge paths on` may join into one route (attrs.c: bgp_rte_mergable). */
export const compareCost = (a: Path, b: Path): number =>
  b.localPref - a.localPref || a.asPath.length - b.asPath.length || Number(a.internal) - Number(b.internal);

/** Paths by prefix, the best first. */
export function rankPaths(paths: Iterable<Path>): ReadonlyMap<Cidr, readonly Path[]> {
  const byPrefix = new Map<Cidr, Path[]>();
  for (const path of paths) {
    const known = byPrefix.get(path.prefix);
    if (known === undefined) byPrefix.set(path.prefix, [path]);
    else known.push(path);
  }
  for (const list of byPrefix.values()) if (list.length > 1) list.sort(comparePaths);
  return byPrefix;
}

/** Why the path exists: what was announced, then every session it came over. */
export const pathOrigin = ({ announcement, sessions: [first, ...relayed] }: Path): Origin =>
  merge(
    announcement.because,
    first.because,
    ...relayed.flatMap(({ local, because }) => [
      machinery('bird', `${local.name} passes on what it learnt`),
      because,
    ]),
  );
