import type { Cluster, ClusterNode, ClusterService, ClusterServicePort } from '../../../cluster/cluster.ts';
import { code, plain, table } from '../../links.ts';
import { count, listed } from '../../words.ts';
import { fromInside, fromOutside, servedPort, type Outcome, type ServedPort } from './outcome.ts';

/** Nodes of which each is asked; those of a larger cluster are not. */
const mostNodes = 100;

/** What each node does with connections from outside to one port; nodes that do the same share a line. */
export const outsideTable = (cluster: Cluster, service: ClusterService, port: ClusterServicePort): string =>
  nodeTable(cluster, service, port, ['node', 'connections from outside', 'the pod sees'], (served) => {
    const outcome = fromOutside(served);
    const missing = whatIsMissing(served, served.info.externalPolicyLocal);
    return [told(outcome, missing), outcome.kind === 'delivers' ? seen(outcome) : ''];
  });

/** The same for connections from pods and nodes to the cluster IP. */
export const insideTable = (cluster: Cluster, service: ClusterService, port: ClusterServicePort): string =>
  nodeTable(cluster, service, port, ['node', 'connections from it to the cluster IP'], (served) => [
    told(fromInside(served), whatIsMissing(served, served.info.internalPolicyLocal)),
  ]);

function whatIsMissing({ info: { endpoints } }: ServedPort, keepsLocal: boolean): string {
  if (endpoints.length === 0) return 'no endpoint';
  return keepsLocal ? 'no endpoint on this node' : 'no ready endpoint';
}

/** A table for every port; one for all where they are alike. */
export function forEachPort(
  service: ClusterService,
  tableOf: (port: ClusterServicePort) => string,
): string | undefined {
  const tables = new Map<string, string[]>();
  for (const port of service.ports) {
    const text = tableOf(port);
    const name = code(port.name === '' ? port.port : port.name);
    if (text !== '') tables.set(text, [...(tables.get(text) ?? []), name]);
  }
  if (tables.size <= 1) return [...tables.keys()][0];
  return [...tables].map(([text, ports]) => `${listed(ports)}:\n\n${text}`).join('\n\n');
}

function nodeTable(
  cluster: Cluster,
  service: ClusterService,
  port: ClusterServicePort,
  head: readonly string[],
  cellsOf: (served: ServedPort) => readonly string[],
): string {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly nodes: string[] }>();
  for (const node of cluster.nodes.slice(0, mostNodes)) {
    const cells = cellsOn(cluster, node, service, port, cellsOf);
    if (cells === undefined) continue;
    const key = cells.join('|');
    const row = rows.get(key) ?? { cells, nodes: [] };
    rows.set(key, row);
    row.nodes.push(plain(node.name));
  }
  if (rows.size === 0) return '';
  return table(
    head,
    [...rows.values()].map(({ nodes, cells }) => [listed(nodes), ...cells]),
  );
}

function cellsOn(
  cluster: Cluster,
  node: ClusterNode,
  service: ClusterService,
  port: ClusterServicePort,
  cellsOf: (served: ServedPort) => readonly string[],
): readonly string[] | undefined {
  const served = servedPort(cluster, node, service, port);
  return served === undefined ? undefined : cellsOf(served);
}

function told(outcome: Outcome, missing: string): string {
  switch (outcome.kind) {
    case 'delivers':
      return toEndpoints(outcome);
    case 'losesAnswer':
      return 'to an endpoint elsewhere, whose answer is lost: it does not come back this way (timeout)';
    case 'drops':
      return `dropped: ${missing} (timeout)`;
    case 'refuses':
      return `refused: ${missing}`;
    case 'passes':
      return `not taken: ${missing}`;
  }
}

function toEndpoints({ endpoints, local }: Extract<Outcome, { readonly kind: 'delivers' }>): string {
  if (endpoints === local)
    return endpoints === 1 ? 'to its own endpoint' : `to its own ${count(endpoints, 'endpoint')}`;
  if (endpoints === 1) return 'to the endpoint on another node';
  return `to any of ${count(endpoints, 'endpoint')}, ${local === 0 ? 'all on other nodes' : `${String(local)} of them its own`}`;
}

const seen = ({ keepsSource }: Extract<Outcome, { readonly kind: 'delivers' }>): string =>
  keepsSource ? 'the client’s address' : 'the node’s address';
