import type { TunnelDevice } from '../cluster/calico/ipam/tunnelClaims.ts';
import { tunnelAddress, tunnelDeviceNamed } from '../cluster/calico/tunnels.ts';
import type { ClusterNode, NetworkInterface } from '../cluster/cluster.ts';
import type { HostRef } from '../dataplane/routing/host.ts';
import { lookupRoute } from '../dataplane/routing/lookup.ts';
import { overlayAddress, overlayEnd, overlayInterface } from '../dataplane/routing/overlay.ts';
import type { NextHop, Route } from '../dataplane/routing/route.ts';
import { contains, hostCidr } from '../net/cidr.ts';
import { familyOf, type Ip } from '../net/ip.ts';
import type { Fact } from '../origin/origin.ts';
import { nodeOf, stationWithAddress, type EndpointStation } from './station.ts';
import type { World } from './world.ts';

/** A path that some or all flows to a destination take. */
export interface Path {
  readonly route: Route;
  readonly nextHop: NextHop;
  readonly share: number;
}

/** What the main routing table makes of a destination. */
export type Routing =
  | { readonly kind: 'paths'; readonly paths: readonly Path[] }
  | { readonly kind: 'blackhole'; readonly route: Route }
  | { readonly kind: 'none' };

/** Of several equal paths each flow takes one, by a hash that nobody can foretell: each has its share (by weight). */
export function routeFrom(world: World, at: HostRef, destination: Ip): Routing {
  const endpoint = at.kind === 'node' ? routeToEndpoint(world, at.node, destination) : undefined;
  if (endpoint !== undefined) return endpoint;
  const choice = lookupRoute(world.routes(at), destination);
  if (choice === undefined) return { kind: 'none' };
  const { route, nextHops } = choice;
  if (route.kind === 'blackhole') return { kind: 'blackhole', route };
  const total = nextHops.reduce((sum, { weight }) => sum + weight, 0);
  return {
    kind: 'paths',
    paths: nextHops.map((nextHop) => ({ route, nextHop, share: nextHop.weight / total })),
  };
}

/** No pod object, so no route is derived; the way there is assumed, and says so. */
function routeToEndpoint(world: World, node: ClusterNode, destination: Ip): Routing | undefined {
  const station = stationWithAddress(world.cluster, destination);
  if (station?.kind !== 'endpoint') return undefined;
  const isHere = station.node.name === node.name;
  const via = station.node.addresses.find(({ value }) => familyOf(value) === familyOf(destination));
  const { because } = station;
  const device = isHere ? unnamedDevice : deviceTowards(node, via?.value);
  if (device === undefined || (!isHere && via === undefined)) return undefined;
  const nextHop: NextHop = { via: isHere ? undefined : via?.value, device, weight: 1, because };
  const route: Route = {
    destination: hostCidr(destination),
    kind: 'unicast',
    nextHops: [nextHop],
    protocol: undefined,
    scope: isHere ? 'link' : 'global',
    source: undefined,
    metric: undefined,
    options: [],
    because,
  };
  return { kind: 'paths', paths: [{ route, nextHop, share: 1 }] };
}

/** The interface of an endpoint without a pod: nobody knows its name. */
export const unnamedDevice = '(unnamed)';

const deviceTowards = (node: ClusterNode, ip: Ip | undefined): string | undefined =>
  (
    node.interfaces.find(({ addresses }) =>
      addresses.some(({ subnet }) => ip !== undefined && contains(subnet, ip)),
    ) ?? node.interfaces.find(({ name }) => name !== 'lo')
  )?.name;

/**
 * The address that a machine uses on its way out (net/ipv4/devinet.c: inet_select_addr): on the interface itself, the
 * one of the next hop's subnet first; where the interface has none, that of another one, but never loopback's.
 */
export function addressOnWayOut(
  world: World,
  at: HostRef,
  { via, device }: NextHop,
  destination: Ip,
): Ip | undefined {
  if (at.kind === 'pod') return ofFamily(at.pod.ips, world);
  const tunnel = tunnelDeviceNamed(device);
  if (tunnel !== undefined)
    return at.kind === 'node' ? tunnelAddress(world.cluster, at.node, tunnel)?.value : undefined;
  const ofNetwork =
    at.kind === 'node' ? overlayAddress(world.cluster, at.node, device, world.family) : undefined;
  if (ofNetwork !== undefined) return ofNetwork;
  const { interfaces } = at.kind === 'node' ? at.node : at.host;
  const own = addressesOn(interfaces, device, world);
  const beside = own.find(({ subnet }) => contains(subnet, via ?? destination)) ?? own[0];
  return beside?.ip ?? globalAddress(world, at);
}

/** The machine's first address that is not loopback's. */
export function globalAddress(world: World, at: Exclude<HostRef, { readonly kind: 'pod' }>): Ip | undefined {
  const { interfaces } = at.kind === 'node' ? at.node : at.host;
  const named = interfaces
    .filter(({ name }) => name !== 'lo')
    .flatMap(({ name }) => addressesOn(interfaces, name, world));
  return named[0]?.ip ?? (at.kind === 'node' ? ofFamily(at.node.addresses, world) : undefined);
}

const ofFamily = (addresses: readonly Fact<Ip>[], { family }: World): Ip | undefined =>
  addresses.find(({ value }) => familyOf(value) === family)?.value;

const addressesOn = (
  interfaces: readonly NetworkInterface[],
  device: string,
  { family }: World,
): NetworkInterface['addresses'] =>
  interfaces
    .filter(({ name }) => name === device)
    .flatMap(({ addresses }) => addresses.filter(({ ip }) => familyOf(ip) === family));

/** The source of a connection that the machine opens itself: the route's own, else that of the way out. */
export const sourceTowards = (
  world: World,
  at: HostRef,
  { route, nextHop }: Path,
  destination: Ip,
): Ip | undefined => route.source ?? addressOnWayOut(world, at, nextHop, destination);

/** Who is at the other end of a hop, and by which of its interfaces the packet comes in. */
export type Neighbour =
  | { readonly kind: 'reached'; readonly at: HostRef | EndpointStation; readonly inInterface: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export function neighbourOf(
  world: World,
  from: HostRef | EndpointStation,
  path: Path,
  destination: Ip,
): Neighbour {
  const { cluster } = world;
  if (from.kind === 'pod' || from.kind === 'endpoint') return nodeOfWorkload(world, from);
  const { via, device } = path.nextHop;
  const wanted = via ?? destination;
  const far = overlayEnd(cluster, device, destination);
  if (far !== undefined && !(from.kind === 'node' && from.node.name === far.name))
    return { kind: 'reached', at: { kind: 'node', node: far }, inInterface: overlayInterface(device) };
  const tunnel = tunnelDeviceNamed(device);
  const station =
    tunnel === undefined
      ? stationWithAddress(cluster, far === undefined ? wanted : destination)
      : tunnelEnd(world, wanted, tunnel);
  if (station === undefined)
    return {
      kind: 'unknown',
      reason:
        via === undefined
          ? `no file says who has ${wanted}, on the link of ${device}`
          : `no file says where ${wanted} sends packets for ${destination}`,
    };
  return { kind: 'reached', at: station, inInterface: incoming(world, station, wanted, device) };
}

function nodeOfWorkload(world: World, from: Extract<HostRef, { kind: 'pod' }> | EndpointStation): Neighbour {
  const node = nodeOf(world.cluster, from);
  const name = from.kind === 'pod' ? `${from.pod.namespace}/${from.pod.name}` : from.address;
  if (node === undefined) return { kind: 'unknown', reason: `no file says on which node ${name} runs` };
  return { kind: 'reached', at: { kind: 'node', node }, inInterface: deviceOfWorkload(world, node, from) };
}

/** The host's end of the pod's link, by the node's route to the pod. */
function deviceOfWorkload(
  world: World,
  node: ClusterNode,
  from: Extract<HostRef, { kind: 'pod' }> | EndpointStation,
): string {
  // Cilium names its interfaces by chance.
  if (from.kind === 'endpoint' || world.cluster.podNetwork.value.kind === 'cilium') return unnamedDevice;
  const ip = from.pod.ips.find(({ value }) => familyOf(value) === world.family);
  const choice = ip === undefined ? undefined : lookupRoute(world.routes({ kind: 'node', node }), ip.value);
  return choice?.nextHops[0]?.device ?? unnamedDevice;
}

/** The other end of a tunnel: the node with this address, or with this address on its tunnel device. */
function tunnelEnd(world: World, ip: Ip, tunnel: TunnelDevice): HostRef | undefined {
  if (tunnel.kind === 'wireguard') return nodeOfAddress(world, ip);
  const node = world.cluster.nodes.find(
    (candidate) =>
      candidate.addresses.some(({ value }) => value === ip) ||
      tunnelAddress(world.cluster, candidate, tunnel)?.value === ip,
  );
  return node === undefined ? undefined : { kind: 'node', node };
}

/** WireGuard's peers are told apart by the addresses behind them. */
function nodeOfAddress({ cluster }: World, ip: Ip): HostRef | undefined {
  const station = stationWithAddress(cluster, ip);
  const node = station === undefined ? undefined : nodeOf(cluster, station);
  return node === undefined ? undefined : { kind: 'node', node };
}

function incoming(world: World, at: HostRef | EndpointStation, wanted: Ip, device: string): string {
  if (at.kind === 'pod' || at.kind === 'endpoint') return 'eth0';
  if (tunnelDeviceNamed(device) !== undefined) return device;
  const { interfaces } = at.kind === 'node' ? at.node : at.host;
  const named = interfaces.find(({ addresses }) => addresses.some(({ ip }) => ip === wanted));
  const beside = interfaces.find(({ addresses }) => addresses.some(({ subnet }) => contains(subnet, wanted)));
  return (named ?? beside)?.name ?? unnamedDevice;
}
