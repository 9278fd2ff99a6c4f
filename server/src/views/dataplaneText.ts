import type { Cluster } from '../cluster/cluster.ts';
import { deriveNode } from '../dataplane/derive.ts';
import { tableOf, type Ruleset, type TableName } from '../dataplane/netfilter/ruleset.ts';
import { renderIptablesList } from '../dataplane/render/iptablesList.ts';
import { renderBird } from '../dataplane/render/bird.ts';
import { renderIptablesSave, renderTable } from '../dataplane/render/iptablesSave.ts';
import { renderIpRoute } from '../dataplane/render/ipRoute.ts';
import { renderIpvsState } from '../dataplane/render/ipvsState.ts';
import { renderNftList } from '../dataplane/render/nftList.ts';
import { renderNftScript } from '../dataplane/render/nftScript.ts';
import type { RenderedLine } from '../dataplane/render/rendered.ts';
import { birdConfiguration } from '../dataplane/routing/bird.ts';
import { findHost } from '../dataplane/routing/host.ts';
import type { Route } from '../dataplane/routing/route.ts';
import { deriveRoutes } from '../dataplane/routing/routes.ts';
import type { IpFamily } from '../net/ip.ts';
import { pathsOf, toldPaths, type ToldPath } from './bgp/paths.ts';

/** Which text of which machine. */
export type TextQuestion =
  | IptablesQuestion
  | { readonly view: 'ipvs'; readonly at: string; readonly family: IpFamily }
  | { readonly view: 'nftables'; readonly at: string; readonly family: IpFamily; readonly script?: boolean }
  | { readonly view: 'bird'; readonly at: string; readonly family: IpFamily }
  | { readonly view: 'routes'; readonly at: string; readonly family: IpFamily };

interface IptablesQuestion {
  readonly view: 'iptables';
  readonly at: string;
  readonly family: IpFamily;
  /** All tables if not said; a listing has one, `filter` if not said, as `iptables -L` has it. */
  readonly table?: TableName;
  /** As `iptables -L [CHAIN] -v -n` lists instead of as iptables-save prints. */
  readonly list?: { readonly chain: string | undefined };
}

/** Lines as the real tool prints them, or why there are none: a question with no answer names what there is. */
export type TextAnswer =
  | { readonly kind: 'lines'; readonly lines: Iterable<TextLine> }
  | { readonly kind: 'none'; readonly why: string };

export interface TextLine extends RenderedLine {
  /** On the first line of a route that BGP brought: who announced it, why, and by which way. */
  readonly paths?: () => readonly ToldPath[];
}

/** The cluster must be resolved for the mode that is asked for: `ipvs` and `nftables` with that proxy mode. */
export function dataplaneText(cluster: Cluster, question: TextQuestion): TextAnswer {
  if (question.view === 'routes') return routesText(cluster, question);
  return question.view === 'bird' ? birdText(cluster, question) : rulesText(cluster, question);
}

function routesText(cluster: Cluster, { at, family }: TextQuestion): TextAnswer {
  const host = findHost(cluster, at);
  if (host === undefined) return none(`no host ${at}: there are ${hostNames(cluster)}`);
  const routes = deriveRoutes(cluster, host, family);
  return { kind: 'lines', lines: routes.flatMap((route) => routeLines(cluster, route)) };
}

const routeLines = (cluster: Cluster, route: Route): readonly TextLine[] =>
  renderIpRoute([route]).map((line, index) =>
    index > 0 || pathsOf(route).length === 0 ? line : { ...line, paths: () => toldPaths(cluster, route) },
  );

const hostNames = ({ nodes, externalHosts, pods }: Cluster): string =>
  [...nodes, ...externalHosts]
    .map(({ name }) => name)
    .concat(pods.slice(0, 5).map(({ namespace, name }) => `${namespace}/${name}`))
    .join(', ');

/** The three files one after the other, each under a comment with its name. */
function birdText(cluster: Cluster, { at, family }: TextQuestion): TextAnswer {
  const node = cluster.nodes.find(({ name }) => name === at);
  const bird = node && birdConfiguration(cluster, node, family);
  if (bird === undefined)
    return none(`no node ${at}: there are ${cluster.nodes.map(({ name }) => name).join(', ')}`);
  const base = family === 4 ? 'bird' : 'bird6';
  const { main, aggregation, ipam } = renderBird(bird);
  const file = (name: string, lines: readonly RenderedLine[]): readonly RenderedLine[] => [
    { text: `# ${name}`, because: undefined },
    ...lines,
  ];
  return {
    kind: 'lines',
    lines: [
      ...file(`${base}.cfg`, main),
      ...file(`${base}_aggr.cfg`, aggregation),
      ...file(`${base}_ipam.cfg`, ipam),
    ],
  };
}

const none = (why: string): TextAnswer => ({ kind: 'none', why });

function rulesText(
  cluster: Cluster,
  question: Exclude<TextQuestion, { readonly view: 'routes' | 'bird' }>,
): TextAnswer {
  const proxy = deriveNode(cluster, question.at, question.family)?.proxy;
  if (proxy === undefined)
    return none(`no node ${question.at}: there are ${cluster.nodes.map(({ name }) => name).join(', ')}`);
  switch (question.view) {
    case 'iptables':
      if (proxy.mode === 'nftables')
        return none('kube-proxy runs in nftables mode and writes no iptables rules');
      return iptablesText(proxy.ruleset, question);
    case 'ipvs':
      return proxy.mode === 'ipvs'
        ? { kind: 'lines', lines: renderIpvsState(proxy.ipvs, proxy.ruleset) }
        : none(`kube-proxy runs in ${proxy.mode} mode`);
    case 'nftables':
      if (proxy.mode !== 'nftables') return none(`kube-proxy runs in ${proxy.mode} mode`);
      return {
        kind: 'lines',
        lines: question.script === true ? renderNftScript(proxy.table) : renderNftList(proxy.table),
      };
  }
}

function iptablesText(ruleset: Ruleset, { table, list }: IptablesQuestion): TextAnswer {
  if (list !== undefined) return listText(ruleset, table ?? 'filter', list.chain);
  if (table === undefined) return { kind: 'lines', lines: renderIptablesSave(ruleset) };
  const found = tableOf(ruleset, table);
  return { kind: 'lines', lines: found === undefined ? [] : renderTable(found) };
}

function listText(ruleset: Ruleset, table: TableName, asked: string | undefined): TextAnswer {
  if (asked === undefined) return { kind: 'lines', lines: renderIptablesList(ruleset, table) };
  const names = [...(tableOf(ruleset, table)?.chains.keys() ?? [])];
  const chain = names.find((name) => name === asked);
  return chain === undefined
    ? none(`no chain ${asked} in table ${table}`)
    : { kind: 'lines', lines: renderIptablesList(ruleset, table, chain) };
}
