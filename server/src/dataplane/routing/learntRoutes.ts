import type { Cidr } from '../../net/cidr.ts';
import { compareIp } from '../../net/ip.ts';
import { merge } from '../../origin/origin.ts';
import { resolveNextHop, type Machine } from './connected.ts';
import type { Learned } from './learn.ts';
import { equalBest, type Path } from './path.ts';
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
  for (const [prefix, ranked] of learned) {
    const route = learntRoute(machine, prefix, ranked, program);
    if (route !== undefined) routes.push(route);
  }
  return routes;
}

function learntRoute(
  machine: Machine,
  destination: Cidr,
  ranked: readonly Path[],
  program: Program,
): Route | undefined {
  const programmed = reachable(machine, ranked).flatMap(({ path, hop }) => program(path, hop) ?? []);
  const [first] = programmed;
  if (first === undefined) return undefined;
  const nextHops = onePerHop(programmed.map(({ hop }) => hop)).slice(0, mostNextHops);
  const [head = first.hop, ...more] = nextHops;
  return {
    destination,
    kind: 'unicast',
    nextHops,
    protocol: 'bird',
    scope: 'global',
    source: undefined,
    metric: first.metric,
    options: first.options,
    because: merge(head.because, ...more.map(({ because }) => because)),
  };
}

interface Reached {
  readonly path: Path;
  readonly hop: NextHop;
}

/** Of the equally good paths those whose next hop is on a subnet of the machine, else those through its gateway. */
function reachable(machine: Machine, ranked: readonly Path[]): readonly Reached[] {
  const resolved = ranked.flatMap((path) => {
    const found = resolveNextHop(machine, path.nextHop, path.because);
    return found === undefined ? [] : [{ path, ...found }];
  });
  const best = new Set(equalBest(resolved.map(({ path }) => path)));
  const equal = resolved.filter(({ path }) => best.has(path));
  const direct = equal.filter((candidate) => candidate.direct);
  return direct.length > 0 ? direct : equal;
}

/** By address, as BIRD keeps them; two paths through one neighbour are one hop. */
function onePerHop(hops: readonly NextHop[]): readonly NextHop[] {
  if (hops.length < 2) return hops;
  const byAddress = new Map<string, NextHop>();
  for (const hop of hops) {
    const key = `${hop.via ?? ''} ${hop.device}`;
    const known = byAddress.get(key);
    byAddress.set(key, known === undefined ? hop : { ...known, because: merge(known.because, hop.because) });
  }
  return [...byAddress.values()].sort((a, b) =>
    a.via === undefined || b.via === undefined ? 0 : compareIp(a.via, b.via),
  );
}
