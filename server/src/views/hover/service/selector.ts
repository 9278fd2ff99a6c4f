import type { ClusterEndpoint, ClusterService } from '../../../cluster/cluster.ts';
import { podsIn } from '../../../diagnostics/workloads.ts';
import { parseIp } from '../../../net/ip.ts';
import { isSimulated } from '../../../origin/origin.ts';
import { code, linkToCause, plain, table } from '../../links.ts';
import { ownersOf } from '../../owners.ts';
import type { ViewContext } from '../../viewContext.ts';
import { count, listed } from '../../words.ts';
import type { AskedService } from './serviceHover.ts';

export function hoverName({ context, service }: AskedService): string {
  const { namespace, name } = service;
  const addresses = service.clusterIPs.map(
    ({ value, because }) => `${code(value)}${isSimulated(because) ? ' (simulated)' : ''}`,
  );
  const what =
    service.type === 'ExternalName'
      ? `Another name for ${code(service.resource.externalName?.value ?? '?')}; kube-proxy has no rules for it.`
      : service.headless
        ? 'Headless: no address and no rules; its DNS name answers with the endpoints.'
        : `Cluster IP ${listed(addresses)}.`;
  const dns = `${code(`${name}.${namespace}.svc.${context.cluster.clusterDomain.value}`)} in DNS.`;
  return [`${what} ${dns}`, endpointTable(context, service)].filter((part) => part !== '').join('\n\n');
}

/** The endpoints, by node; on a single label how many pods carry it. */
export function hoverSelector(asked: AskedService): string {
  const { context, service, path } = asked;
  const [, , label] = path.keys;
  if (label !== undefined) return hoverLabel(asked, label);
  const endpoints = endpointsOf(service);
  const { source } = service.slices[0] ?? { source: 'selector' as const };
  if (source !== 'selector')
    return `The workspace has ${source === 'Endpoints' ? 'Endpoints' : 'EndpointSlices'} of this Service, which win over its selector.\n\n${endpointTable(context, service)}`;
  if (endpoints.length === 0) return ['Selects no pod.', ...whyNone(asked)].join('\n\n');
  return `Selects ${count(endpoints.length, 'endpoint')}.\n\n${endpointTable(context, service)}`;
}

/** Which of the labels keeps pods out. */
function whyNone({ context, service, resource }: AskedService): readonly string[] {
  if (resource.selector.size < 2) return [];
  const lines = [...resource.selector].map(
    ([key, { value }]) => `- ${code(`${key}=${value}`)}: ${carriers(context, service.namespace, key, value)}`,
  );
  return [`No pod in namespace ${plain(service.namespace)} has all of:\n\n${lines.join('\n')}`];
}

function hoverLabel({ context, service, resource }: AskedService, key: string): string {
  const value = resource.selector.get(key)?.value ?? '';
  return `In namespace ${plain(service.namespace)}, ${carriers(context, service.namespace, key, value)} ${code(`${key}=${value}`)}.`;
}

/** `2 of 5 pods and templates have`. */
function carriers({ cluster }: ViewContext, namespace: string, key: string, value: string): string {
  const all = podsIn(cluster, namespace);
  const having = all.filter(({ labels }) => labels.get(key)?.value === value).length;
  return `${having === 0 ? 'none' : String(having)} of ${count(all.length, 'pod')} or pod templates ${having === 1 ? 'has' : 'have'}`;
}

export const endpointsOf = ({ slices }: ClusterService): readonly ClusterEndpoint[] =>
  slices.flatMap(({ endpoints }) => endpoints);

/** Rows of the table of endpoints. */
const mostRows = 10;

export function endpointTable(context: ViewContext, service: ClusterService): string {
  const endpoints = endpointsOf(service);
  if (endpoints.length === 0) return '';
  const rows = endpoints.slice(0, mostRows).map((endpoint) => endpointRow(context, endpoint));
  const more = endpoints.length > mostRows ? `\n\nand ${String(endpoints.length - mostRows)} more` : '';
  return `${table(['node', 'pod', 'address', ''], rows)}${more}`;
}

function endpointRow({ cluster, locate }: ViewContext, endpoint: ClusterEndpoint): readonly string[] {
  const { nodeName, pod, address, ready, serving, terminating } = endpoint;
  const ip = parseIp(address);
  const owner = ip === undefined ? undefined : ownersOf(cluster, ip).find(({ what }) => what === 'pod');
  return [
    nodeName === undefined ? 'unknown' : plain(nodeName),
    pod === undefined ? '' : linkToCause(locate, pod, owner?.because ?? endpoint.because),
    `${code(address)}${owner?.simulated === true ? ' (simulated)' : ''}`,
    ready ? 'ready' : terminating && serving ? 'terminating, still serving' : 'not ready',
  ];
}
