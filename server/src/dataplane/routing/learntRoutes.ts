import type { Cidr } from '../../net/cidr.ts';
import { compareIp, type Ip } from '../../net/ip.ts';
import { merge } from '../../origin/origin.ts';
import { explained } from './explained.ts';
import { resolveNextHop, type Machine, type ResolvedHop } from './connected.ts';
import type { Learned } from './exports.ts';
import { compareCost, pathOrigin, type Path } from './path.ts';
import type { NextHop, Route } from './route.ts';

/** BIRD joins at most this many paths (`merge paths on`, nest/proto.c: default limit). */
const mostNextHops = 16;

/** How a learnt prefix gets into the kernel; undefined keeps it out. */
export type Program = (path: Path, hop: NextHop) => Programmed | undefined;

export interface Programmed {
  readonly hop: NextHop;
  readonly metric: number | undefined;
  readonly options: readonly string[];
}

/** One route a prefix: the best paths, joined where they cost the same, in the order of their next hops. */
export function learntRoutes(machine: Machine, learned: Learned, program: Program): readonly Route[] {
  const routes: Route[] = [];
  const resolve = resolver(machine);
  for (const [prefix, ranked] of learned) {
    const route = learntRoute(prefix, ranked, resolve, program);
    if (route !== undefined) routes.push(route);
  }
  return routes;
}

type Resolve = (nextHop: Ip) => ResolvedHop | undefined;

/** The same few next hops carry all prefixes. */
function resolver(machine: Machine): Resolve {
  const known = new Map<Ip, ResolvedHop | undefined>();
  return (nextHop) => {
    if (!known.has(nextHop)) known.set(nextHop, resolveNextHop(machine, nextHop));
    return known.get(nextHop);
  };
}

function learntRoute(
  destination: Cidr,
  ranked: readonly Path[],
  resolve: Resolve,
  program: Program,
): Route | undefined {
  const programmed = reachable(ranked, resolve).flatMap(
    (reached) => program(reached.path, hopOf(reached)) ?? [],
  );
  const [first] = programmed;
  if (first === undefined) return undefined;
  const nextHops = onePerHop(programmed.map(({ hop }) => hop)).slice(0, mostNextHops);
  const [head = first.hop, ...more] = nextHops;
  return explained<Omit<Route, 'because'>>(
    {
      destination,
      kind: 'unicast',
      nextHops,
      protocol: 'bird',
      scope: 'global',
      source: undefined,
      metric: first.metric,
      options: first.options,
    },
    () => merge(head.because, ...more.map(({ because }) => because)),
  );
}

const hopOf = ({ path, hop }: Reached): NextHop =>
  explained({ via: hop.via, device: hop.device, weight: 1, paths: [path] }, () =>
    hop.because === undefined ? pathOrigin(path) : merge(pathOrigin(path), hop.because),
  );

interface Reached {
  readonly path: Path;
  readonly hop: ResolvedHop;
}

/**
 * Of the equally good paths those whose next hop is on a subnet of the machine, else those through its gateway. Only as
 * many as one route can have: the rest would be left out after all.
 */
function reachable(ranked: readonly Path[], resolve: Resolve): readonly Reached[] {
  const equal: Reached[] = [];
  for (const path of ranked) {
    const hop = resolve(path.nextHop);
    if (hop === undefined) continue;
    const best = equal[0]?.path ?? path;
    if (compareCost(best, path) === 0) equal.push({ path, hop });
  }
  const direct = equal.filter(({ hop }) => hop.direct);
  return lowestNextHops(direct.length > 0 ? direct : equal);
}

function lowestNextHops(reached: readonly Reached[]): readonly Reached[] {
  if (reached.length <= mostNextHops) return reached;
  const lowest = [...new Set(reached.map(({ path }) => path.nextHop))].sort(compareIp).slice(0, mostNextHops);
  const kept = new Set(lowest);
  return reached.filter(({ path }) => kept.has(path.nextHop));
}

/** By address, as BIRD keeps them; two paths through one neighbour are one hop. */
function onePerHop(hops: readonly NextHop[]): readonly NextHop[] {
  if (hops.length < 2) return hops;
  const byAddress = new Map<string, NextHop>();
  for (const hop of hops) {
    const key = `${hop.via ?? ''} ${hop.device}`;
    const known = byAddress.get(key);
    byAddress.set(
      key,
      known === undefined
        ? hop
        : explained(
            {
              via: hop.via,
              device: hop.device,
              weight: 1,
              paths: [...(known.paths ?? []), ...(hop.paths ?? [])],
            },
            () => merge(known.because, hop.because),
          ),
    );
  }
  return [...byAddress.values()].sort((a, b) =>
    a.via === undefined || b.via === undefined ? 0 : compareIp(a.via, b.via),
  );
}
