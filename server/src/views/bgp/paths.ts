import type { Cluster } from '../../cluster/cluster.ts';
import type { Path } from '../../dataplane/routing/path.ts';
import type { Route } from '../../dataplane/routing/route.ts';
import type { PanelPath } from '../../protocol/panel.ts';
import { announcerOf, whyPath } from './why.ts';

/** The BGP paths behind a route, in the order of its next hops. */
export const pathsOf = ({ nextHops }: Route): readonly Path[] => nextHops.flatMap(({ paths }) => paths ?? []);

/** A path as data. */
export interface ToldPath {
  readonly announcedBy: string;
  readonly why: string;
  readonly nextHop: string;
  readonly asPath: readonly number[];
  readonly communities: readonly string[];
  readonly localPreference: number;
  /** The speakers that passed it on, the announcing one's neighbour first. */
  readonly passedOnBy: readonly string[];
}

/** The paths behind a route, each by itself. */
export const toldPaths = (cluster: Cluster, route: Route): readonly ToldPath[] =>
  pathsOf(route).map((path) => ({
    announcedBy: announcerOf(path).name,
    why: whyPath(cluster, path),
    nextHop: path.nextHop,
    asPath: path.asPath,
    communities: path.communities,
    localPreference: path.localPref,
    passedOnBy: path.sessions.slice(1).map(({ local }) => local.name),
  }));

/** What everybody starts with says nothing. */
const usualPreference = 100;

/** Who announced a route and why; ways that differ in the announcing node only are told together. */
export function panelPaths(cluster: Cluster, route: Route): readonly PanelPath[] {
  const vias = new Set(route.nextHops.map(({ via }) => via));
  const groups = new Map<string, PanelPath>();
  for (const path of pathsOf(route)) {
    const { name } = announcerOf(path);
    const why = whyPath(cluster, path);
    const attributes = attributesOf(path).filter(
      (attribute) => attribute.name !== 'next hop' || !vias.has(path.nextHop),
    );
    const key = JSON.stringify([why, attributes]);
    const known = groups.get(key);
    if (known?.announcedBy.includes(name) === true) continue;
    groups.set(key, { announcedBy: [...(known?.announcedBy ?? []), name], why, attributes });
  }
  return [...groups.values()];
}

/** Next hop, AS path, communities, local preference and the speakers that passed it on, as far as there are any. */
export function attributesOf(path: Path): PanelPath['attributes'] {
  const { nextHop, asPath, communities, localPref, sessions } = path;
  const through = sessions.slice(1).map(({ local }) => local.name);
  return [
    { name: 'next hop', value: nextHop },
    { name: 'AS path', value: asPath.join(' ') },
    { name: 'communities', value: communities.join(', ') },
    { name: 'local preference', value: localPref === usualPreference ? '' : String(localPref) },
    { name: 'passed on by', value: through.join(', ') },
  ].filter(({ value }) => value !== '');
}
