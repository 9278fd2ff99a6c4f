import { memoByKey } from '../../memo/memo.ts';
import { prefixTree, type PrefixTree } from '../../net/prefixTree.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import type { NextHop, Route } from './route.ts';

/** The route a packet takes, and the hops it may take (several when paths cost the same). */
export interface RouteChoice {
  readonly route: Route;
  /** Empty for a blackhole. */
  readonly nextHops: readonly NextHop[];
}

interface Trees {
  readonly before: PrefixTree<Route>;
  readonly main: PrefixTree<Route>;
}

/**
 * The answer for a destination: longest prefix, then lowest metric (RFC 1812, 5.2.4.3; Linux net/ipv4/fib_trie.c). The
 * tables that rules put before the main one are asked first. Undefined is `Network is unreachable`. The host's own
 * addresses are not in these tables.
 */
export function lookupRoute(routes: readonly Route[], destination: Ip): RouteChoice | undefined {
  const { before, main } = treesOf(routes);
  const early = before.longestMatch(destination);
  const route = early === undefined || early.kind === 'throw' ? main.longestMatch(destination) : early;
  return route === undefined ? undefined : { route, nextHops: route.nextHops };
}

const treesOf = memoByKey((routes: readonly Route[]): Trees => ({
  before: treeOf(routes.filter(({ table }) => table !== undefined)),
  main: treeOf(routes.filter(({ table }) => table === undefined)),
}));

const treeOf = (routes: readonly Route[]): PrefixTree<Route> => {
  const best = new Map<Cidr, Route>();
  for (const route of routes) {
    const known = best.get(route.destination);
    if (known === undefined || (route.metric ?? 0) < (known.metric ?? 0)) best.set(route.destination, route);
  }
  return prefixTree(best);
};
