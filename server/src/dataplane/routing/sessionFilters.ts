import {
  bgpFilters,
  matchesNet,
  type FilterDirection,
  type FilterRule,
} from '../../cluster/calico/bgpFilters.ts';
import { prefixCommunities } from '../../cluster/calico/communities.ts';
import type { BgpNode } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isWithin } from '../../net/prefixTree.ts';
import type { Path } from './path.ts';
import type { Session } from './sessions.ts';

/** What the BGPFilters of a session say to a route, and the route as they leave it. */
export interface FilterVerdict {
  readonly verdict: 'accept' | 'reject' | 'no rule';
  readonly path: Path;
  /** The rule that decided. */
  readonly rule: FilterRule | undefined;
}

/** What a rule may ask about a route beyond what is in its path. */
export interface RouteFacts {
  /** It came over BGP; the node's own announcements did not. */
  readonly fromPeers: boolean;
  /** The interface that it leads to; undefined for the static routes behind announcements. */
  readonly device: string | undefined;
}

/** Calico counts priorities down from here (BIRD's largest local preference). */
const mostPreferred = 2 ** 31 - 1;

/** The rules of the session's filters, one after the other. */
export function filterRules(
  cluster: Cluster,
  { peering, family }: Session,
  direction: FilterDirection,
): readonly FilterRule[] {
  const names = peering?.peer.filters ?? [];
  if (names.length === 0) return [];
  const filters = bgpFilters(cluster);
  return names.flatMap((name) => filters.get(name)?.rules[direction][family] ?? []);
}

/** The first rule that holds decides. */
export function askFilters(
  rules: readonly FilterRule[],
  { internal }: Session,
  path: Path,
  facts: RouteFacts,
): FilterVerdict {
  const rule = rules.find((candidate) => holds(candidate, internal, path, facts));
  if (rule === undefined) return { verdict: 'no rule', path, rule };
  return rule.accepts
    ? { verdict: 'accept', path: operated(rule, path), rule }
    : { verdict: 'reject', path, rule };
}

function holds(rule: FilterRule, internal: boolean, path: Path, facts: RouteFacts): boolean {
  if (rule.peerType !== undefined && (rule.peerType === 'iBGP') !== internal) return false;
  if (rule.net !== undefined && !matchesNet(rule.net, path.prefix)) return false;
  if (rule.fromPeers && !facts.fromPeers) return false;
  if (rule.interface !== undefined && !isLike(facts.device, rule.interface)) return false;
  if (rule.priority !== undefined && path.localPref !== mostPreferred - rule.priority) return false;
  return (
    rule.communities.every((community) => path.communities.includes(community)) &&
    rule.asPathPrefix.every((asNumber, i) => path.asPath[i] === asNumber)
  );
}

/** BIRD's `~` on strings: `*` for any letters, `?` for one (lib/patmatch.c). */
function isLike(text: string | undefined, pattern: string): boolean {
  if (text === undefined) return false;
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`).test(text);
}

const operated = (rule: FilterRule, path: Path): Path =>
  rule.operations.reduce<Path>((done, operation) => {
    switch (operation.kind) {
      case 'addCommunity':
        return withCommunities(done, [operation.value]);
      case 'prependASPath':
        return { ...done, asPath: [...operation.prefix, ...done.asPath] };
      case 'setPriority':
        return { ...done, localPref: mostPreferred - operation.value };
    }
  }, path);

const withCommunities = (path: Path, more: readonly string[]): Path =>
  more.length === 0 ? path : { ...path, communities: [...new Set([...path.communities, ...more])].sort() };

/** Puts on a path the communities of the node's prefixAdvertisements; all that match are added. */
export function communityMarker(cluster: Cluster, node: BgpNode): (path: Path) => Path {
  const rules = prefixCommunities(cluster, node.name);
  if (rules.length === 0) return (path) => path;
  return (path) => {
    const matching = rules.filter(({ cidr }) => isWithin([cidr], path.prefix));
    return withCommunities(
      path,
      matching.flatMap(({ communities }) => communities),
    );
  };
}
