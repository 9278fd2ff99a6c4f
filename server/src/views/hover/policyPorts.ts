import type { Cluster } from '../../cluster/cluster.ts';
import { code, plain } from '../links.ts';
import { listed } from '../words.ts';
import type { PathAt } from './path.ts';

/**
 * What a port number of a rule is, as the rule sees it: normal policy meets packets after DNAT, with the port of the pod;
 * policy before DNAT meets them as the client sent them.
 */
export function portsBefore(
  cluster: Cluster,
  { scalar }: PathAt,
  sees: 'pod' | 'client',
): string | undefined {
  const number = Number(scalar?.value);
  if (!Number.isInteger(number)) return undefined;
  const shown = (namespace: string, name: string): string => plain(`${namespace}/${name}`);
  const uses = cluster.services.flatMap(({ namespace, name, ports, slices }) => [
    ...ports
      .filter(({ nodePort }) => nodePort?.value === number)
      .map(() => `the node port of Service ${shown(namespace, name)}`),
    ...ports.filter(({ port }) => port === number).map(() => `the port of Service ${shown(namespace, name)}`),
    ...(slices.some(({ ports: known }) => known.some(({ port }) => port === number))
      ? [`the port of the pods of Service ${shown(namespace, name)}`]
      : []),
  ]);
  const unique = [...new Set(uses)];
  const known = unique.length === 0 ? '' : `\n\n${code(number)} is ${listed(unique)}.`;
  return sees === 'pod'
    ? `Seen after DNAT: the port of the pod, not that of the Service, nor a node port.${known}`
    : `Seen before DNAT: the port that the client asked for, a node port or the port of a Service, not that of the pod.${known}`;
}
