import { memoByKey } from '../../memo/memo.ts';
import { familyOfCidr, type Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { PortRange } from '../../net/port.ts';
import type { Service, ServicePort } from '../../resources/k8s/service.ts';
import { nameOf } from '../../resources/meta.ts';
import { clusterIpPlaces, nodePortPlaces } from '../assumptions.ts';
import { idOf } from '../resourceIndex.ts';
import { familiesOf, isHeadless, typeOf, writtenClusterIPs } from './serviceFields.ts';

/** What a service gets from the common ranges; empty where it needs nothing. */
export interface Allocated {
  /** Simulated addresses with commas between them, for a service that writes none. */
  readonly clusterIPs: string;
  /** Simulated node ports by port position; 0 where none is needed; the last is the health check's. */
  readonly nodePorts: string;
  /** The families of its addresses, in order, with commas between them. */
  readonly families: string;
}

/** What a service takes from the common ranges, or wants from them. */
export interface Wants {
  readonly id: string;
  /** An object without a name is none yet, and gets nothing. */
  readonly named: boolean;
  readonly families: readonly IpFamily[];
  readonly writtenIPs: readonly string[];
  readonly writtenPorts: readonly number[];
  readonly needsAddress: boolean;
  /** By port position, the health check's last; empty where no port is wanted. */
  readonly portIds: readonly string[];
  readonly needsPorts: boolean;
  /** All of it: services that want the same have the same text. */
  readonly text: string;
}

/** Read off the object once. `available` are the families of the service ranges, in order. */
export const wantsOf = memoByKey((service: Service, available: string): Wants => {
  const id = idOf(service);
  const named = nameOf(service) !== '';
  const families = familiesOf(service, available);
  const writtenIPs = writtenClusterIPs(service).map(({ value }) => value);
  const writtenPorts = [
    ...service.ports.map(({ nodePort }) => nodePort),
    service.healthCheckNodePort,
  ].flatMap((port) => port?.value ?? []);
  const needsAddress = writtenIPs.length === 0 && typeOf(service) !== 'ExternalName' && !isHeadless(service);
  const portIds = [
    ...service.ports.map((port, i) =>
      needsNodePort(service, port) ? `${id}:${port.name?.value ?? String(i)}` : '',
    ),
    needsHealthCheckPort(service) ? `${id} health check` : '',
  ];
  const needsPorts = portIds.some((portId) => portId !== '');
  const wants = { id, named, families, writtenIPs, writtenPorts, needsAddress, portIds, needsPorts };
  return { ...wants, text: JSON.stringify(wants) };
});

export const availableFamilies = (ranges: readonly Cidr[]): string =>
  [...new Set(ranges.map(familyOfCidr))].join(',');

/** For each service in turn: what is written is taken first; the rest is simulated, service by service. */
export function allocate(
  wants: readonly Wants[],
  ranges: readonly Cidr[],
  portRange: PortRange,
): readonly Allocated[] {
  const clusterIPs = addressesFor(wants, ranges);
  const nodePorts = portsFor(wants, portRange);
  return wants.map((wanting) => ({
    clusterIPs: wanting.named && wanting.needsAddress ? clusterIPs(wanting) : '',
    nodePorts: wanting.named && wanting.needsPorts ? nodePorts(wanting) : '',
    families: wanting.families.join(','),
  }));
}

const hasNodePorts = (service: Service): boolean =>
  typeOf(service) === 'NodePort' ||
  (typeOf(service) === 'LoadBalancer' && service.allocateLoadBalancerNodePorts?.value !== false);

const needsNodePort = (service: Service, { nodePort, port }: ServicePort): boolean =>
  port !== undefined && nodePort === undefined && hasNodePorts(service);

const needsHealthCheckPort = (service: Service): boolean =>
  typeOf(service) === 'LoadBalancer' &&
  service.externalTrafficPolicy?.value === 'Local' &&
  service.healthCheckNodePort === undefined;

function addressesFor(wants: readonly Wants[], ranges: readonly Cidr[]): (wanting: Wants) => string {
  const sources = ranges.map((range) => ({ family: familyOfCidr(range), places: clusterIpPlaces(range) }));
  for (const { named, writtenIPs } of wants)
    if (named) for (const ip of writtenIPs) for (const { places } of sources) places.take(ip);
  return ({ id, families }) =>
    sources
      .filter(({ family }) => families.includes(family))
      .flatMap(({ places }) => places.assign(id) ?? [])
      .join(',');
}

function portsFor(wants: readonly Wants[], portRange: PortRange): (wanting: Wants) => string {
  const places = nodePortPlaces(portRange);
  for (const { named, writtenPorts } of wants) if (named) for (const port of writtenPorts) places.take(port);
  return ({ portIds }) =>
    portIds.map((portId) => (portId === '' ? 0 : (places.assign(portId) ?? 0))).join(',');
}
