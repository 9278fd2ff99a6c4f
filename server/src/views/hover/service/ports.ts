import type { ClusterServicePort } from '../../../cluster/cluster.ts';
import { nftablesBehaviourOf } from '../../../dataplane/kubeProxy/nftables/versions.ts';
import { nearestKnown } from '../../../dataplane/kubeProxy/versions.ts';
import { isSimulated } from '../../../origin/origin.ts';
import { code, plain } from '../../links.ts';
import { count, listed } from '../../words.ts';
import { portChains } from './chains.ts';
import { insideTable, outsideTable } from './nodeTable.ts';
import { openNodePorts, servedPort } from './outcome.ts';
import type { AskedService } from './serviceHover.ts';

/** On an entry of `ports`, or on one field of it. */
export function hoverPort(asked: AskedService, index: number): string | undefined {
  const { service, resource, path } = asked;
  const written = resource.ports[index];
  const port = service.ports.find(({ because }) =>
    because.some((cause) => cause.kind === 'manifest' && cause.span.start === written?.at.start),
  );
  if (port === undefined) return undefined;
  return fields[path.keys[3] ?? '']?.(asked, port);
}

const fields: Readonly<
  Record<string, (asked: AskedService, port: ClusterServicePort) => string | undefined>
> = { port: portHover, nodePort: nodePortHover, targetPort: targetPortHover };

function portHover({ context: { cluster }, service }: AskedService, port: ClusterServicePort): string {
  if (service.headless || service.clusterIPs.length === 0) return 'No rules: the Service has no address.';
  const addresses = listed(service.clusterIPs.map(({ value }) => code(`${value}:${String(port.port)}`)));
  const targets = targetsOf(service, port);
  const to =
    targets.length === 0
      ? 'no endpoint'
      : `port ${listed(targets.map(({ number }) => String(number)))} of the endpoints`;
  return [
    `${addresses} (${port.protocol}) goes to ${to}.`,
    insideTable(cluster, service, port),
    portChains(cluster, service, port),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Where it is open, what takes it, and what each node does with it. */
function nodePortHover(
  { context: { cluster }, service }: AskedService,
  port: ClusterServicePort,
): string | undefined {
  const { nodePort } = port;
  if (nodePort === undefined) return 'Without effect: the Service is no NodePort and no LoadBalancer.';
  const number = String(nodePort.value);
  return [
    `${isSimulated(nodePort.because) ? 'Simulated. ' : ''}${openText({ cluster, service }, port, number)}`,
    outsideTable(cluster, service, port),
    portChains(cluster, service, port),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function openText(
  { cluster, service }: Pick<AskedService['context'], 'cluster'> & Pick<AskedService, 'service'>,
  port: ClusterServicePort,
  number: string,
): string {
  const opened = cluster.nodes.flatMap((node) => {
    const served = servedPort(cluster, node, service, port);
    return served === undefined ? [] : [openNodePorts(cluster, served)];
  });
  const addresses = opened.flatMap((open) => open.addresses.map((ip) => ip));
  const loopback = opened.some((open) => open.loopback);
  if (addresses.length === 0) return `Open nowhere: no node has an address in ${code('nodePortAddresses')}.`;
  const limited = limits(cluster);
  return `Opens ${port.protocol} port ${number} on ${listed(addresses.map(code), 6)}${limited}${loopback ? ', and on 127.0.0.1 for the node itself' : ''}.`;
}

/** Why not on every address. */
function limits({ kubeProxy, version }: AskedService['context']['cluster']): string {
  const { nodePortAddresses, mode } = kubeProxy;
  if (nodePortAddresses.length > 0)
    return ` (${code('nodePortAddresses')}: ${listed(nodePortAddresses.map(({ value }) => code(value)))})`;
  if (mode.value !== 'nftables') return '';
  return nftablesBehaviourOf(nearestKnown(version.value)).nodePortsOpenOn === 'everyAddress'
    ? ' (nftables mode: never on loopback)'
    : ' (nftables mode: the primary address of each node alone)';
}

function targetPortHover({ context: { cluster }, service }: AskedService, port: ClusterServicePort): string {
  const targets = targetsOf(service, port);
  if (targets.length > 0) {
    const lines = targets.map(({ number, pods }) => `- ${code(number)} on ${count(pods, 'endpoint')}`);
    return `Packets to port ${String(port.port)} arrive at:\n\n${lines.join('\n')}`;
  }
  const wanted = port.targetPort;
  const selected = cluster.pods.filter(({ namespace }) => namespace === service.namespace).length;
  return typeof wanted === 'string'
    ? `No selected pod names a ${port.protocol} port ${code(plain(wanted))}.`
    : selected === 0
      ? 'No endpoint yet.'
      : 'No endpoint: the selector finds no pod with an address.';
}

function targetsOf(
  { slices }: AskedService['service'],
  port: ClusterServicePort,
): readonly { readonly number: number; readonly pods: number }[] {
  const found = new Map<number, number>();
  for (const { ports, endpoints } of slices)
    for (const known of ports)
      if (known.name === port.name && known.protocol === port.protocol)
        found.set(known.port, (found.get(known.port) ?? 0) + endpoints.length);
  return [...found].map(([number, pods]) => ({ number, pods })).filter(({ pods }) => pods > 0);
}
