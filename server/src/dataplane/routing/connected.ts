import type { ClusterNode, ExternalHost, InterfaceAddress } from '../../cluster/cluster.ts';
import { contains, familyOfCidr, hostCidr, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import { bitsOf, familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { machinery, merge, type Fact, type Origin } from '../../origin/origin.ts';
import type { Route } from './route.ts';

/** What deciding needs of a machine: its interfaces and its way out. */
export type Machine = Pick<ClusterNode | ExternalHost, 'name' | 'interfaces' | 'gateway'>;

interface Attached {
  readonly device: string;
  readonly address: InterfaceAddress;
}

export const loopback = 'lo';

/** Metrics that the kernel gives IPv6 routes when nobody names one (net/ipv6: IP6_RT_PRIO_ADDRCONF, IP6_RT_PRIO_USER). */
export const metrics6 = { kernel: 256, user: 1024 } as const;

/** Addresses by interface, loopback left out: its routes are in the table `local`. */
function attached({ interfaces }: Machine, family: IpFamily): readonly Attached[] {
  return interfaces
    .filter(({ name }) => name !== loopback)
    .flatMap(({ name, addresses }) =>
      addresses.filter(({ ip }) => familyOf(ip) === family).map((address) => ({ device: name, address })),
    );
}

/** One route for the subnet of each address; an address alone (/32, /128) has none in the main table in IPv4. */
export function connectedRoutes(machine: Machine, family: IpFamily): readonly Route[] {
  const known = new Set<string>();
  return attached(machine, family).flatMap(({ device, address }) => {
    const key = `${address.subnet} ${device}`;
    if (isAlone(address.subnet) && family === 4) return [];
    if (known.has(key)) return [];
    known.add(key);
    return [connectedRoute(device, address, family)];
  });
}

const isAlone = (subnet: Cidr): boolean => prefixLengthOf(subnet) === bitsOf(familyOfCidr(subnet));

function connectedRoute(device: string, { ip, subnet, because }: InterfaceAddress, family: IpFamily): Route {
  const origin = merge(because, machinery('kernel', `${device} has an address of ${subnet}`));
  return {
    destination: subnet,
    kind: 'unicast',
    nextHops: [{ via: undefined, device, weight: 1, because: origin }],
    protocol: 'kernel',
    scope: family === 4 ? 'link' : 'global',
    source: family === 4 ? ip : undefined,
    metric: family === 4 ? undefined : metrics6.kernel,
    options: [],
    because: origin,
  };
}

/** Every interface with IPv6 has its link-local subnet. */
export function linkLocalRoutes(machine: Machine, family: IpFamily): readonly Route[] {
  if (family === 4) return [];
  const devices = new Set(attached(machine, family).map(({ device }) => device));
  return [...devices].map((device) => linkLocalRoute(device));
}

export function linkLocalRoute(device: string): Route {
  const because = machinery('kernel', `${device} has a link-local address`);
  return {
    destination: 'fe80::/64' as Cidr,
    kind: 'unicast',
    nextHops: [{ via: undefined, device, weight: 1, because }],
    protocol: 'kernel',
    scope: 'global',
    source: undefined,
    metric: metrics6.kernel,
    options: [],
    because,
  };
}

/** Through the gateway, when it is on one of the machine's subnets. */
export function defaultRoute(machine: Machine, family: IpFamily): readonly Route[] {
  const { gateway } = machine;
  if (gateway === undefined || familyOf(gateway.value) !== family) return [];
  const link = linkTo(machine, gateway.value);
  if (link === undefined) return [];
  const { device } = link;
  const route: Route = {
    destination: (family === 4 ? '0.0.0.0/0' : '::/0') as Cidr,
    kind: 'unicast',
    nextHops: [{ via: gateway.value, device, weight: 1, because: gateway.because }],
    protocol: undefined,
    scope: 'global',
    source: undefined,
    metric: family === 4 ? undefined : metrics6.user,
    options: [],
    because: gateway.because,
  };
  const dhcp = machine.interfaces.find(({ name }) => name === device)?.dhcp;
  return dhcp === undefined || family === 6 ? [route] : dhcpRoutes(route, link, gateway, dhcp);
}

/** What netplan gives routes of DHCP on Ubuntu's cloud images (`route-metric`). */
const dhcpMetric = 100;

/** A DHCP client names itself, its address and a metric, and adds the way to the gateway itself (systemd-networkd). */
function dhcpRoutes(
  route: Route,
  { device, address }: Attached,
  gateway: Fact<Ip>,
  dhcp: Origin,
): readonly Route[] {
  const because = merge(gateway.because, dhcp);
  const leased = { ...route, protocol: 'dhcp', source: address.ip, metric: dhcpMetric, because };
  return [
    leased,
    {
      ...leased,
      destination: hostCidr(gateway.value),
      nextHops: [{ via: undefined, device, weight: 1, because }],
      scope: 'link',
    },
  ];
}

/** Where packets for a neighbour go, before anybody asks why. */
export interface ResolvedHop {
  readonly via: Ip;
  readonly device: string;
  /** On a subnet of the machine. BIRD prefers such hops, for it knows no cost of the others. */
  readonly direct: boolean;
  /** What a detour is owed to: the gateway. */
  readonly because: Origin | undefined;
}

/** The interface on whose subnet the neighbour is, the smallest that holds it. */
function linkTo(machine: Machine, ip: Ip): Attached | undefined {
  return attached(machine, familyOf(ip))
    .filter(({ address }) => contains(address.subnet, ip))
    .sort((a, b) => prefixLengthOf(b.address.subnet) - prefixLengthOf(a.address.subnet))[0];
}

/** Straight to the neighbour on a common subnet, else to the gateway; undefined when there is no way. */
export function resolveNextHop(machine: Machine, ip: Ip): ResolvedHop | undefined {
  const device = linkTo(machine, ip)?.device;
  if (device !== undefined) return { via: ip, device, direct: true, because: undefined };
  const { gateway } = machine;
  if (gateway === undefined || familyOf(gateway.value) !== familyOf(ip)) return undefined;
  const out = linkTo(machine, gateway.value)?.device;
  return out === undefined
    ? undefined
    : { via: gateway.value, device: out, direct: false, because: gateway.because };
}
