import { contains, parseCidr, type Cidr } from '../../net/cidr.ts';
import { familyOf, parseIp, type Ip } from '../../net/ip.ts';
import { assumed, byDefault, fact, merge, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { CalicoNode } from '../../resources/calico/node.ts';
import type { Node } from '../../resources/k8s/node.ts';
import type { ProfileHost, ProfileInterface } from '../../resources/lens/clusterProfile.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import { builtInLab, hostPlaces } from '../assumptions.ts';
import type {
  ClusterNode,
  ExternalHost,
  InterfaceAddress,
  NetworkInterface,
  ResourceIndex,
} from '../cluster.ts';
import { bytewise } from '../resourceIndex.ts';

const zoneLabel = 'topology.kubernetes.io/zone';
const controlPlaneLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

const loopback: NetworkInterface = {
  name: 'lo',
  addresses: [
    { ip: '127.0.0.1' as Ip, subnet: '127.0.0.0/8' as Cidr, because: byDefault('lo', '127.0.0.1/8') },
  ],
};

const ethernet = (ip: Ip, subnet: Cidr, because: Origin): NetworkInterface => ({
  name: 'eth0',
  addresses: [{ ip, subnet, because }],
});

/** Node objects and the profile's nodes, matched by name; the built-in lab's when there is neither. */
export function resolveNodes(resources: ResourceIndex): readonly ClusterNode[] {
  const objects = new Map(resources.ofKind('Node').map((node) => [nameOf(node), node]));
  const profiles = new Map(
    resources.ofKind('ClusterProfile')[0]?.nodes.map((host) => [host.name.value, host]) ?? [],
  );
  const calico = new Map(resources.ofKind('CalicoNode').map((node) => [nameOf(node), node]));
  const names = [...new Set([...objects.keys(), ...profiles.keys(), ...calico.keys()])]
    .filter((name) => name !== '')
    .sort(bytewise);
  if (names.length === 0) return labNodes;
  const free = hostPlaces(builtInLab.nodeSubnet);
  free.take(builtInLab.gateway);
  free.take(builtInLab.bastion.ip);
  for (const node of objects.values()) for (const { address } of node.addresses) free.take(address.value);
  return names.map((name) =>
    resolveNode(name, objects.get(name), profiles.get(name), calico.get(name), () =>
      free.assign(`node ${name}`),
    ),
  );
}

const labNodes: readonly ClusterNode[] = builtInLab.nodes.map(({ name, ip, controlPlane }) => {
  const because = assumed(`the built-in lab has a node ${name} at ${ip}`);
  return {
    name,
    because,
    labels: new Map(controlPlane ? [['node-role.kubernetes.io/control-plane', '']] : []),
    zone: undefined,
    schedulable: !controlPlane,
    addresses: [fact(ip, because)],
    interfaces: [loopback, ethernet(ip, builtInLab.nodeSubnet, because)],
    gateway: fact(builtInLab.gateway, because),
    podCIDRs: [],
    annotations: new Map(),
  };
});

function resolveNode(
  name: string,
  node: Node | undefined,
  profile: ProfileHost | undefined,
  calico: CalicoNode | undefined,
  simulate: () => string | undefined,
): ClusterNode {
  const labels = new Map([...((node ?? calico)?.meta.labels ?? [])].map(([key, { value }]) => [key, value]));
  const because = originOf(node ?? calico, profile, name);
  const written = profile?.interfaces.map(toInterface) ?? calicoInterfaces(calico);
  const addresses = nodeAddresses(node, written, () =>
    fact(simulate() as Ip, assumed(`nobody says the address of node ${name}`)),
  );
  return {
    name,
    because,
    labels,
    zone: labels.get(zoneLabel),
    schedulable: isSchedulable(node, labels),
    addresses,
    interfaces:
      written.length > 0
        ? written
        : [loopback, ...addresses.map((address) => guessedInterface(name, address))],
    gateway: gatewayOf(profile, addresses),
    podCIDRs: node?.podCIDRs.flatMap(({ value, span }) => toFact(parseCidr(value)?.network, span)) ?? [],
    annotations: new Map([...(node?.meta.annotations ?? [])].map(([key, { value }]) => [key, value])),
  };
}

const toFact = <T>(value: T | undefined, span: Parameters<typeof written>[0]): readonly Fact<T>[] =>
  value === undefined ? [] : [fact(value, written(span))];

function originOf(
  node: Node | CalicoNode | undefined,
  profile: ProfileHost | undefined,
  name: string,
): Origin {
  const causes = [node === undefined ? undefined : titleSpan(node), profile?.name.span].flatMap((at) =>
    at === undefined ? [] : [written(at)],
  );
  const [first, ...more] = causes;
  return first === undefined ? assumed(`a node ${name}`) : merge(first, ...more);
}

function isSchedulable(node: Node | undefined, labels: ReadonlyMap<string, string>): boolean {
  if (node?.unschedulable?.value === true) return false;
  if (node?.taints.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute') === true)
    return false;
  return !controlPlaneLabels.some((label) => labels.has(label));
}

/** InternalIP of each family, else the first address of an interface that is not loopback, else a simulated one. */
function nodeAddresses(
  node: Node | undefined,
  interfaces: readonly NetworkInterface[],
  simulate: () => Fact<Ip>,
): readonly Fact<Ip>[] {
  const internal = (node?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP')
    .flatMap(({ address }) => toFact(parseIp(address.value), address.span));
  const ofInterfaces = interfaces
    .filter(({ name }) => name !== 'lo')
    .flatMap(({ addresses }) => addresses.map(({ ip, because }) => fact(ip, because)));
  const known = internal.length > 0 ? internal : ofInterfaces;
  const onePerFamily = known.filter(
    ({ value }, i) => known.findIndex((other) => familyOf(other.value) === familyOf(value)) === i,
  );
  return onePerFamily.length > 0 ? onePerFamily : [simulate()];
}

function gatewayOf(profile: ProfileHost | undefined, addresses: readonly Fact<Ip>[]): Fact<Ip> | undefined {
  if (profile?.gateway !== undefined) return fact(profile.gateway.value, written(profile.gateway.span));
  const inLab = addresses.some(({ value }) => contains(builtInLab.nodeSubnet, value));
  return inLab
    ? fact(builtInLab.gateway, assumed(`the gateway of ${builtInLab.nodeSubnet} is ${builtInLab.gateway}`))
    : undefined;
}

function guessedInterface(node: string, { value, because }: Fact<Ip>): NetworkInterface {
  const length = familyOf(value) === 4 ? '24' : '64';
  const subnet = parseCidr(`${value}/${length}`)?.network ?? builtInLab.nodeSubnet;
  return ethernet(
    value,
    subnet,
    merge(because, assumed(`${node} has ${value} on eth0, prefix length ${length}`)),
  );
}

function toInterface(entry: ProfileInterface): NetworkInterface {
  const addresses = entry.addresses.flatMap(({ value, span }): readonly InterfaceAddress[] => {
    const parsed = parseCidr(value);
    return parsed === undefined
      ? []
      : [{ ip: parsed.address, subnet: parsed.network, because: written(span) }];
  });
  const { dhcp, mtu } = entry;
  return {
    name: entry.name.value,
    addresses,
    ...(dhcp?.value === true ? { dhcp: written(dhcp.span, 'an address by DHCP') } : {}),
    ...(mtu === undefined ? {} : { mtu: fact(mtu.value, written(mtu.span)) }),
  };
}

/** Calico's own Node says the address with the length of its subnet, but not on which interface. */
function calicoInterfaces(calico: CalicoNode | undefined): readonly NetworkInterface[] {
  const addresses = [calico?.ipv4Address, calico?.ipv6Address].flatMap((field) => {
    const parsed = field === undefined ? undefined : parseCidr(field.value);
    return field === undefined || parsed === undefined
      ? []
      : [{ ip: parsed.address, subnet: parsed.network, because: written(field.span) }];
  });
  return addresses.length === 0 ? [] : [loopback, { name: 'eth0', addresses }];
}

/** The profile's external hosts; a simulated bastion beside the nodes when it names none. */
export function resolveExternalHosts(
  resources: ResourceIndex,
  nodes: readonly ClusterNode[],
): readonly ExternalHost[] {
  const hosts = resources.ofKind('ClusterProfile')[0]?.externalHosts ?? [];
  if (hosts.length === 0) return [simulatedBastion(nodes)];
  return hosts.map(toExternalHost).sort((a, b) => bytewise(a.name, b.name));
}

function toExternalHost(host: ProfileHost): ExternalHost {
  const { bgp } = host;
  const asNumber =
    bgp?.asNumber === undefined
      ? fact(64512, byDefault('bgp.asNumber', '64512'))
      : fact(bgp.asNumber.value, written(bgp.asNumber.span));
  return {
    name: host.name.value,
    because: written(host.name.span),
    interfaces: host.interfaces.map(toInterface),
    gateway: host.gateway === undefined ? undefined : fact(host.gateway.value, written(host.gateway.span)),
    bgp:
      bgp === undefined
        ? undefined
        : { asNumber, importPrefixes: bgp.importPrefixes?.map(({ value }) => value) },
  };
}

function simulatedBastion(nodes: readonly ClusterNode[]): ExternalHost {
  const beside = nodes[0]?.interfaces.find(({ name }) => name !== 'lo')?.addresses[0];
  const subnet = beside?.subnet ?? builtInLab.nodeSubnet;
  const free = hostPlaces(subnet);
  for (const node of nodes)
    for (const { addresses } of node.interfaces) for (const { ip } of addresses) free.take(ip);
  const ip = contains(subnet, builtInLab.bastion.ip) ? builtInLab.bastion.ip : (free.assign('bastion') as Ip);
  const because = assumed(`a bastion host at ${ip}, on the subnet of the nodes: no external host is given`);
  return {
    name: builtInLab.bastion.name,
    because,
    interfaces: [ethernet(ip, subnet, because)],
    gateway: subnet === builtInLab.nodeSubnet ? fact(builtInLab.gateway, because) : undefined,
    bgp: { asNumber: fact(64512, because), importPrefixes: undefined },
  };
}
