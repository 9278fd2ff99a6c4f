import type { Cluster, ClusterPod, ClusterService, ClusterServicePort } from '../cluster/cluster.ts';
import { findHost, type HostRef } from '../dataplane/routing/host.ts';
import { familyOf, parseIp, type Ip, type IpFamily } from '../net/ip.ts';
import { isPort, type Protocol } from '../net/port.ts';
import { stationAddresses, stationName, stationWithAddress, type Station } from './station.ts';

/** Where a packet is sent, and the words that asked for it. */
export interface Destination {
  readonly ip: Ip;
  readonly port: number;
  readonly protocol: Protocol;
  readonly written: string;
}

/** A question that has no answer: why, and what there is instead. */
export interface NoAnswer {
  readonly problem: string;
  readonly choices: readonly string[];
}

/** Who sends a packet; `address` where one of several was asked for. */
export interface Sender {
  readonly at: Station;
  readonly address: Ip | undefined;
}

/** `bastion`, `worker1`, `yaobank/customer-1`, `pod/yaobank/customer-1`, or an address that somebody has. */
export function findSender(cluster: Cluster, written: string): Sender | NoAnswer {
  const text = written.trim();
  const name = text.replace(/^(pod|node|host)\//, '');
  const address = parseIp(name);
  const host: Station | undefined =
    findHost(cluster, name) ?? (address === undefined ? undefined : stationWithAddress(cluster, address));
  if (host !== undefined) return { at: host, address };
  const [only, ...more] = cluster.pods.filter((pod) => pod.name === name);
  const pod = only === undefined || more.length > 0 ? undefined : findHost(cluster, podName(only));
  if (pod !== undefined) return { at: pod, address: undefined };
  return {
    problem:
      text === ''
        ? 'Nobody is named who sends the packet.'
        : `There is no host, node or pod ${text} to send the packet.`,
    choices: senders(cluster),
  };
}

const podName = ({ namespace, name }: ClusterPod): string => `${namespace}/${name}`;

const senders = ({ externalHosts, nodes, pods }: Cluster): readonly string[] => [
  ...externalHosts.map(({ name }) => name),
  ...nodes.map(({ name }) => name),
  ...pods.map(podName),
];

interface Asked {
  readonly cluster: Cluster;
  readonly from: Station;
  /** Undefined: whatever the destination has. */
  readonly family: IpFamily | undefined;
  readonly written: string;
}

/**
 * Where DEST is: `HOST:PORT`, `service/NAME:PORT`, `pod/NS/NAME:PORT`, a DNS name of the cluster or a URL, each with
 * `/tcp`, `/udp` or `/sctp` after it (tcp if not said). Ports of services may be names, and be left out where there is one.
 */
export function findDestination(
  cluster: Cluster,
  written: string,
  from: Station,
  family?: IpFamily,
): Destination | NoAnswer {
  const asked: Asked = { cluster, from, family, written };
  const { text, scheme } = withoutUrl(written.trim());
  const [, rest = text, suffix] = /^(.*)\/(tcp|udp|sctp)$/i.exec(text) ?? [];
  const protocol =
    suffix === undefined ? undefined : protocols.find((known) => known === suffix.toLowerCase());
  const { host, port } = splitPort(rest);
  return hostDestination(asked, host, port ?? scheme, protocol);
}

const protocols: readonly Protocol[] = ['tcp', 'udp', 'sctp'];

function withoutUrl(text: string): { readonly text: string; readonly scheme: string | undefined } {
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text);
  if (url === null) return { text, scheme: undefined };
  const [, scheme = '', authority = ''] = url;
  return {
    text: authority.slice(authority.lastIndexOf('@') + 1),
    scheme: schemePorts.get(scheme.toLowerCase()),
  };
}

const schemePorts: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
]);

/** `10.0.1.30:80`, `[fd00::1]:80`, and without a port `fd00::1`. */
function splitPort(text: string): { readonly host: string; readonly port: string | undefined } {
  const bracketed = /^\[(.*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] };
  if (parseIp(text) !== undefined) return { host: text, port: undefined };
  const colon = text.lastIndexOf(':');
  return colon === -1
    ? { host: text, port: undefined }
    : { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function hostDestination(
  asked: Asked,
  host: string,
  port: string | undefined,
  protocol: Protocol | undefined,
): Destination | NoAnswer {
  const [, kind, name] = /^(service|svc|pod|node|host)\/(.+)$/.exec(host) ?? [];
  if (name !== undefined) {
    if (kind === 'service' || kind === 'svc') return namedService(asked, name, port, protocol);
    if (kind === 'pod') return namedPod(asked, name, port, protocol);
    return address(asked, addressNamed(asked, name), port, protocol);
  }
  const ip = addressNamed(asked, host);
  if (ip !== undefined) return address(asked, ip, port, protocol);
  const service = serviceByDns(asked, host);
  if (service !== undefined) return serviceDestination(asked, service, port, protocol);
  if (asked.cluster.pods.some((pod) => podName(pod) === host)) return namedPod(asked, host, port, protocol);
  return {
    problem:
      host === ''
        ? 'Nothing says where the packet goes.'
        : `There is no host, service or address ${host} to send a packet to.`,
    choices: destinations(asked.cluster),
  };
}

/** An address, `localhost`, a machine's name, or the DNS name of a pod (`10-48-0-43.yaobank.pod.cluster.local`). */
function addressNamed({ cluster, family }: Asked, host: string): Ip | undefined {
  const ip = parseIp(host);
  if (ip !== undefined) return ip;
  if (host === 'localhost') return (family === 6 ? '::1' : '127.0.0.1') as Ip;
  const machine = findHost(cluster, host);
  if (machine !== undefined && machine.kind !== 'pod') return addressOf(machine, family);
  const [, dashed] = /^([0-9a-f-]+)\.[^.]+\.pod(?:\..*)?$/.exec(host) ?? [];
  return dashed === undefined
    ? undefined
    : (parseIp(dashed.replaceAll('-', '.')) ?? parseIp(dashed.replaceAll('-', ':')));
}

const addressOf = (host: HostRef, family: IpFamily | undefined): Ip | undefined =>
  stationAddresses(host)
    .filter((ip) => ip !== '::1' && !ip.startsWith('127.'))
    .find((ip) => family === undefined || familyOf(ip) === family);

function address(
  { cluster, written }: Asked,
  ip: Ip | undefined,
  port: string | undefined,
  protocol: Protocol | undefined,
): Destination | NoAnswer {
  if (ip === undefined)
    return { problem: `${written} has no address of this family.`, choices: destinations(cluster) };
  const number = Number(port);
  if (port === undefined || !isPort(number))
    return {
      problem: `${written} names no port from 1 to 65535: write it as ${shownAddress(ip)}:PORT.`,
      choices: portsAt(cluster, ip),
    };
  return { ip, port: number, protocol: protocol ?? 'tcp', written };
}

const shownAddress = (ip: Ip): string => (ip.includes(':') ? `[${ip}]` : ip);

/** What the cluster serves at an address. */
const portsAt = (cluster: Cluster, ip: Ip): readonly string[] =>
  cluster.services.flatMap((service) =>
    service.ports.flatMap(({ port, protocol, nodePort }) => {
      const isCluster = service.clusterIPs.some(({ value }) => value === ip);
      const isNode = stationWithAddress(cluster, ip)?.kind === 'node';
      const at = isCluster ? port : isNode ? nodePort?.value : undefined;
      return at === undefined ? [] : [`${shownAddress(ip)}:${String(at)}/${protocol}`];
    }),
  );

function namedService(
  asked: Asked,
  name: string,
  port: string | undefined,
  protocol: Protocol | undefined,
): Destination | NoAnswer {
  const { services } = asked.cluster;
  const found = services.filter(
    (service) => name === service.name || name === `${service.namespace}/${service.name}`,
  );
  const own = found.find(
    ({ namespace }) => asked.from.kind === 'pod' && namespace === asked.from.pod.namespace,
  );
  const [first, ...more] = found;
  const chosen = more.length === 0 ? first : own;
  if (chosen !== undefined) return serviceDestination(asked, chosen, port, protocol);
  return {
    problem:
      first === undefined
        ? `There is no Service ${name}.`
        : `There are ${String(found.length)} Services ${name}.`,
    choices: (first === undefined ? services : found).map(serviceName),
  };
}

const serviceName = ({ namespace, name }: ClusterService): string => `service/${namespace}/${name}`;

/** `customer.yaobank.svc.cluster.local`, `customer.yaobank`, and inside a pod the name alone. */
function serviceByDns({ cluster, from }: Asked, host: string): ClusterService | undefined {
  const [name = '', namespace, svc, ...domain] = host.replace(/\.$/, '').split('.');
  if (svc !== undefined && svc !== 'svc') return undefined;
  if (domain.length > 0 && domain.join('.') !== cluster.clusterDomain.value) return undefined;
  const within = namespace ?? (from.kind === 'pod' ? from.pod.namespace : undefined);
  return cluster.services.find((service) => service.name === name && service.namespace === within);
}

function serviceDestination(
  asked: Asked,
  service: ClusterService,
  port: string | undefined,
  protocol: Protocol | undefined,
): Destination | NoAnswer {
  const name = `${service.namespace}/${service.name}`;
  if (service.type === 'ExternalName')
    return { problem: `${name} is an ExternalName: an alias, without an address of its own.`, choices: [] };
  if (service.headless)
    return {
      problem: `${name} is headless: its name stands for its pods.`,
      choices: service.slices.flatMap(({ endpoints }) => endpoints.map((endpoint) => endpointName(endpoint))),
    };
  const ip = service.clusterIPs
    .flatMap(({ value }) => parseIp(value) ?? [])
    .find((candidate) => asked.family === undefined || familyOf(candidate) === asked.family);
  if (ip === undefined)
    return {
      problem: `${name} has no cluster IP of this family.`,
      choices: service.clusterIPs.map(({ value }) => value),
    };
  const found = portOf(service, port, protocol);
  if (found !== undefined) return { ip, port: found.port, protocol: found.protocol, written: asked.written };
  // A packet to a port that the service does not have may be asked for all the same.
  const number = Number(port);
  if (port !== undefined && isPort(number))
    return { ip, port: number, protocol: protocol ?? 'tcp', written: asked.written };
  return {
    problem: port === undefined ? `${name} has several ports: say which.` : `${name} has no port ${port}.`,
    choices: service.ports.map(
      (each) => `${serviceName(service)}:${each.name === '' ? String(each.port) : each.name}`,
    ),
  };
}

const endpointName = ({
  pod,
  address: ip,
}: {
  readonly pod: string | undefined;
  readonly address: string;
}): string => (pod === undefined ? ip : `pod/${pod}`);

const portOf = (
  { ports }: ClusterService,
  port: string | undefined,
  protocol: Protocol | undefined,
): ClusterServicePort | undefined => {
  const fitting = ports.filter((each) => protocol === undefined || each.protocol === protocol);
  if (port === undefined) return fitting.length === 1 ? fitting[0] : undefined;
  return fitting.find((each) => each.name === port) ?? fitting.find((each) => String(each.port) === port);
};

function namedPod(
  asked: Asked,
  name: string,
  port: string | undefined,
  protocol: Protocol | undefined,
): Destination | NoAnswer {
  const { pods } = asked.cluster;
  const found = pods.filter((pod) => name === podName(pod) || name === pod.name);
  const [pod, ...more] = found;
  if (pod === undefined || more.length > 0)
    return {
      problem:
        pod === undefined ? `There is no pod ${name}.` : `There are ${String(found.length)} pods ${name}.`,
      choices: (pod === undefined ? pods : found).map((each) => `pod/${podName(each)}`),
    };
  const ip = pod.ips.find(({ value }) => asked.family === undefined || familyOf(value) === asked.family);
  const fitting = pod.ports.filter((each) => protocol === undefined || each.protocol === protocol);
  const named = fitting.find((each) => each.name !== undefined && each.name === port);
  const first = port === undefined ? fitting[0] : named;
  return address(
    asked,
    ip?.value,
    first === undefined ? port : String(first.port),
    first?.protocol ?? protocol,
  );
}

function destinations(cluster: Cluster): readonly string[] {
  const services = cluster.services.filter(({ headless, type }) => !headless && type !== 'ExternalName');
  return [
    ...services.map(serviceName),
    ...[
      ...cluster.nodes.map((node): HostRef => ({ kind: 'node', node })),
      ...cluster.externalHosts.map((host): HostRef => ({ kind: 'external', host })),
    ].map((host) => `${stationName(host)}:PORT`),
    ...cluster.pods.map((pod) => `pod/${podName(pod)}:PORT`),
  ];
}
