import { renderIpRoute } from '../../dataplane/render/ipRoute.ts';
import { addressesOf, findHost, hostName, type HostRef } from '../../dataplane/routing/host.ts';
import type { Route } from '../../dataplane/routing/route.ts';
import { deriveRoutes } from '../../dataplane/routing/routes.ts';
import { merge } from '../../origin/origin.ts';
import type { PanelModel, PanelRequest, PanelRoute } from '../../protocol/panel.ts';
import { panelPaths, pathsOf } from '../bgp/paths.ts';
import { findSpeaker } from '../bgp/speakers.ts';
import { panelCauses } from '../causes.ts';
import type { ViewContext } from '../viewContext.ts';
import { shownPodNetwork } from '../podNetworkWords.ts';
import { count } from '../words.ts';
import { refusedTable } from './bgp/refused.ts';
import { compare } from './changes.ts';
import { interfaceTable } from './interfaceTable.ts';
import type { InScope } from './scope.ts';
import { costlyTable, panelTable } from './tables.ts';

type RoutesModel = Pick<
  Extract<PanelModel, { readonly kind: 'routes' }>,
  'kind' | 'heading' | 'routes' | 'tables' | 'summary'
>;

/** A host's routing table and the BGP sessions that fill it. */
export function panelRoutes(
  context: ViewContext,
  request: PanelRequest,
  at: HostRef,
  saved: ViewContext | undefined,
  inScope: InScope,
): RoutesModel {
  const now = deriveRoutes(context.cluster, at, request.ipFamily);
  const compared = compare(savedRoutes(saved, at, request) ?? now, now, textOf);
  const filter = request.filter.trim().toLowerCase();
  const shown = compared.filter(
    ({ item }) => inScope(originOf(item)) && textOf(item).toLowerCase().includes(filter),
  );
  const learnt = now.filter((route) => pathsOf(route).length > 0).length;
  const name = hostName(at);
  const speaker = findSpeaker(context.cluster, name);
  const input = { request, inScope, locate: context.locate };
  const notGot = `BGP routes that ${name} does not get`;
  const refused =
    speaker &&
    costlyTable(input, context.cluster, {
      id: 'refused',
      name: notGot,
      draft: () => refusedTable(context.cluster, speaker, request.ipFamily, notGot),
    });
  return {
    kind: 'routes',
    heading: `${name} ${addressesOf(at)
      .filter((ip) => !ip.startsWith('127.'))
      .join(', ')}`,
    routes: shown.map(({ item, change }) => ({ ...panelRoute(item, context), change })),
    tables: [
      ...(refused === undefined ? [] : [refused]),
      panelTable(input, interfaceTable(context.cluster, at), undefined),
    ],
    summary: [
      `${count(now.length, 'route')} on ${name}`,
      `pod network: ${shownPodNetwork(context.cluster)}`,
      `${String(learnt)} learnt by BGP`,
      ...(refused === undefined || refused.rows.length === 0 ? [] : [`${refused.meta} refused`]),
      ...(shown.length < compared.length ? [`${String(shown.length)} in view`] : []),
    ],
  };
}

function savedRoutes(
  saved: ViewContext | undefined,
  at: HostRef,
  request: PanelRequest,
): readonly Route[] | undefined {
  const host = saved === undefined ? undefined : findHost(saved.cluster, hostName(at));
  return saved === undefined || host === undefined
    ? undefined
    : deriveRoutes(saved.cluster, host, request.ipFamily);
}

const linesOf = (route: Route): readonly string[] => renderIpRoute([route]).map(({ text }) => text);

const textOf = (route: Route): string => linesOf(route).join('\n');

/** A route is there because of itself and of every next hop. */
const originOf = ({ because, nextHops }: Route): Route['because'] =>
  merge(because, ...nextHops.map((hop) => hop.because));

function panelRoute(route: Route, { cluster, locate }: ViewContext): Omit<PanelRoute, 'change'> {
  return {
    lines: linesOf(route),
    paths: panelPaths(cluster, route),
    note: noteOf(route),
    because: panelCauses(originOf(route), locate),
  };
}

/** What the line alone does not tell: that flows are spread, or what a blackhole is for. */
function noteOf({ kind, nextHops, because }: Route): string | undefined {
  if (kind === 'blackhole') return because.find((cause) => cause.kind === 'machinery')?.note;
  return nextHops.length > 1
    ? `Equal-cost paths: each flow takes one of ${String(nextHops.length)} next hops`
    : undefined;
}
