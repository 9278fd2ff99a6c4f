import type { ClusterNode } from '../cluster/cluster.ts';
import type { Hook } from '../dataplane/netfilter/ruleset.ts';
import type { HostRef } from '../dataplane/routing/host.ts';
import type { Ip } from '../net/ip.ts';
import { machinery, type Origin } from '../origin/origin.ts';
import { ipvsPriority, passHook, type Machine } from './hook.ts';
import { boundBecause, isBound, schedule, virtualServerFor } from './ipvs.ts';
import type { Scene } from './match.ts';
import { addressOnWayOut, globalAddress, routeFrom, unnamedDevice, type Path } from './routing.ts';
import type { RouteStep, Step } from './step.ts';
import type { Passing, Stop, Walked } from './passing.ts';
import type { World } from './world.ts';

/** Where a packet stands after a place: it left by a path, it is for this place, or it stops. */
export type Passed =
  | { readonly kind: 'leaves'; readonly passing: Passing; readonly path: Path }
  | { readonly kind: 'delivered'; readonly passing: Passing }
  | { readonly kind: 'stopped'; readonly passing: Passing; readonly stop: Stop };

/** A node, with what this family's packets meet there. */
interface Here {
  readonly world: World;
  readonly node: ClusterNode;
  readonly at: HostRef;
  readonly machine: Machine;
}

/** What is known of the packet's connections. */
type MachineState = Omit<Machine, 'node' | 'proxy' | 'felix'>;

const here = (world: World, node: ClusterNode, machine: MachineState): Here => ({
  world,
  node,
  at: { kind: 'node', node },
  machine: { ...machine, node: node.name, proxy: world.proxy(node), felix: world.felix(node) },
});

/** A packet comes in by an interface: PREROUTING, the routing decision, then INPUT or FORWARD and POSTROUTING. */
export function receiveAtNode(
  world: World,
  node: ClusterNode,
  machine: MachineState,
  passing: Passing,
  inInterface: string,
): readonly Passed[] {
  const place = here(world, node, machine);
  const scene = sceneAt(place, 'PREROUTING', { inInterface });
  return then(passHook(place.machine, scene, passing), (prerouted) =>
    localDevice(place, prerouted.packet.destination) === undefined
      ? forward(place, prerouted, inInterface)
      : deliver(place, withLocalStep(place, prerouted), inInterface),
  );
}

/** A packet that a process of the node sends: OUTPUT, routing again where the destination changed, POSTROUTING. */
export function sendFromNode(
  world: World,
  node: ClusterNode,
  machine: MachineState,
  passing: Passing,
): readonly Passed[] {
  const place = here(world, node, machine);
  const { destination } = passing.packet;
  const first = firstRouting(place, destination);
  if (typeof first !== 'string') return [{ kind: 'stopped', passing, stop: first }];
  const scene = sceneAt(place, 'OUTPUT', { outInterface: first });
  const untilIpvs = passHook(place.machine, scene, passing, { below: ipvsPriority.OUTPUT });
  return then(untilIpvs, (translated) =>
    then(throughIpvs(place, translated), (scheduled) =>
      then(passHook(place.machine, scene, scheduled, { from: ipvsPriority.OUTPUT }), (filtered) =>
        leave(place, filtered, destination),
      ),
    ),
  );
}

/** A process may send only where the routing table leads before any rule is asked (net/ipv4/route.c). */
function firstRouting(place: Here, destination: Ip): string | Stop {
  const device = localDevice(place, destination);
  if (device !== undefined) return 'lo';
  const routing = routeFrom(place.world, place.at, destination);
  switch (routing.kind) {
    case 'paths':
      return routing.paths[0]?.nextHop.device ?? unnamedDevice;
    case 'blackhole':
      return unreachableStop(place, destination, 'Invalid argument', routing.route.because);
    case 'none':
      return unreachableStop(place, destination, 'Network is unreachable', place.node.because);
  }
}

const unreachableStop = (
  { node }: Here,
  destination: Ip,
  says: 'Invalid argument' | 'Network is unreachable',
  because: Origin,
): Stop => ({
  kind: 'unreachable',
  says,
  reason:
    says === 'Invalid argument'
      ? `${node.name} has a blackhole route for ${destination}`
      : `${node.name} has no route to ${destination}`,
  because,
});

function leave(place: Here, passing: Passing, destinationBefore: Ip): readonly Passed[] {
  const { destination, source } = passing.packet;
  if (localDevice(place, destination) !== undefined) return comeRound(place, passing);
  const purpose = destination === destinationBefore ? 'send' : 'reroute';
  return alongPaths(place, passing, purpose, (routed, path) => {
    if (isLoopback(source) && !place.world.routesLoopback(place.node))
      return [{ kind: 'stopped', passing: routed, stop: loopbackStop(place, source) }];
    return postroute(place, routed, path, undefined);
  });
}

const loopbackStop = ({ node }: Here, source: Ip): Stop => ({
  kind: 'unreachable',
  says: 'Invalid argument',
  reason: `a packet from ${source} may not leave ${node.name}: net.ipv4.conf.all.route_localnet is not set`,
  because: machinery('kernel', 'addresses in 127.0.0.0/8 stay on the host'),
});

/** Out by the loopback interface and in again: the same connection, so no table of nat is asked a second time. */
function comeRound(place: Here, passing: Passing): readonly Passed[] {
  const { destination } = passing.packet;
  const local = withLocalStep(place, passing);
  const masqueradeAs = globalAddress(place.world, { kind: 'node', node: place.node });
  const out = sceneAt(place, 'POSTROUTING', { outInterface: 'lo', masqueradeAs });
  const back = sceneAt(place, 'PREROUTING', { inInterface: 'lo' });
  return then(passHook(place.machine, out, local), (sent) =>
    then(
      passHook(place.machine, back, { ...sent, tracking: { ...sent.tracking, destinationAsked: true } }),
      (came) =>
        came.packet.destination === destination ? deliver(place, came, 'lo') : receivedElsewhere(place, came),
    ),
  );
}

/** An answer whose destination was put back on the way round. */
const receivedElsewhere = (place: Here, passing: Passing): readonly Passed[] =>
  localDevice(place, passing.packet.destination) === undefined
    ? forward(place, passing, 'lo')
    : deliver(place, passing, 'lo');

function deliver(place: Here, passing: Passing, inInterface: string): readonly Passed[] {
  const scene = sceneAt(place, 'INPUT', { inInterface });
  const filtered = passHook(place.machine, scene, passing, { below: ipvsPriority.INPUT });
  return then(filtered, (accepted) =>
    then(throughIpvs(place, accepted), (scheduled) =>
      localDevice(place, scheduled.packet.destination) === undefined
        ? forwardByIpvs(place, scheduled)
        : then(passHook(place.machine, scene, scheduled, { from: ipvsPriority.INPUT }), (delivered) => [
            { kind: 'delivered', passing: delivered },
          ]),
    ),
  );
}

function throughIpvs({ machine: { proxy } }: Here, passing: Passing): readonly Walked[] {
  if (proxy?.mode !== 'ipvs' || passing.tracking.state !== 'NEW') return [{ passing }];
  const server = virtualServerFor(proxy.ipvs, passing.packet);
  return server === undefined ? [{ passing }] : schedule(server, passing);
}

/** IPVS sends what it rewrote as if the node had made it (ip_vs_xmit.c: ip_vs_nat_send_or_cont). */
function forwardByIpvs(place: Here, passing: Passing): readonly Passed[] {
  return alongPaths(place, passing, 'reroute', (routed, path) => {
    const scene = sceneAt(place, 'OUTPUT', { outInterface: path.nextHop.device });
    return then(passHook(place.machine, scene, routed), (output) =>
      postroute(place, output, path, undefined),
    );
  });
}

function forward(place: Here, passing: Passing, inInterface: string): readonly Passed[] {
  return alongPaths(place, passing, 'forward', (routed, path) => {
    const interfaces = { inInterface, outInterface: path.nextHop.device };
    const scene = sceneAt(place, 'FORWARD', interfaces);
    return then(passHook(place.machine, scene, routed), (forwarded) =>
      postroute(place, forwarded, path, inInterface),
    );
  });
}

function postroute(
  place: Here,
  passing: Passing,
  path: Path,
  inInterface: string | undefined,
): readonly Passed[] {
  const outInterface = path.nextHop.device;
  const masqueradeAs = addressOnWayOut(place.world, place.at, path.nextHop, passing.packet.destination);
  const scene = sceneAt(place, 'POSTROUTING', { inInterface, outInterface, masqueradeAs });
  return then(passHook(place.machine, scene, passing), (left) => [{ kind: 'leaves', passing: left, path }]);
}

/** The routing decision: every path of the best route is an answer with its share. */
function alongPaths(
  place: Here,
  passing: Passing,
  purpose: RouteStep['purpose'],
  next: (routed: Passing, path: Path) => readonly Passed[],
): readonly Passed[] {
  const { packet } = passing;
  const routing = routeFrom(place.world, place.at, packet.destination);
  switch (routing.kind) {
    case 'paths':
      return routing.paths.flatMap((path) => next(withRouteStep(passing, path, purpose), path));
    case 'blackhole': {
      const { route } = routing;
      const step: Step = { kind: 'route', route, nextHop: undefined, share: 1, purpose, packet };
      const reason = `${place.node.name} has a blackhole route for ${packet.destination}`;
      return [
        {
          kind: 'stopped',
          passing: { ...passing, steps: [...passing.steps, step] },
          stop: { kind: 'dropped', reason, because: route.because },
        },
      ];
    }
    case 'none':
      return [
        {
          kind: 'stopped',
          passing,
          stop: unreachableStop(place, packet.destination, 'Network is unreachable', place.node.because),
        },
      ];
  }
}

export const withRouteStep = (
  passing: Passing,
  { route, nextHop, share }: Path,
  purpose: RouteStep['purpose'],
): Passing => ({
  ...passing,
  probability: passing.probability * share,
  steps: [...passing.steps, { kind: 'route', route, nextHop, share, purpose, packet: passing.packet }],
});

function then(walked: readonly Walked[], next: (passing: Passing) => readonly Passed[]): readonly Passed[] {
  return walked.flatMap(({ passing, stop }) =>
    stop === undefined ? next(passing) : [{ kind: 'stopped', passing, stop } as const],
  );
}

function sceneAt(
  place: Here,
  hook: Hook,
  around: Partial<Pick<Scene, 'inInterface' | 'outInterface' | 'masqueradeAs'>>,
): Scene {
  const { proxy } = place.machine;
  const sets = proxy?.mode === 'ipvs' ? proxy.ipvs.ipSets : [];
  return {
    hook,
    inInterface: around.inInterface,
    outInterface: around.outInterface,
    masqueradeAs: around.masqueradeAs,
    isLocal: (ip) => localDevice(place, ip) !== undefined,
    addressesOn: (device) =>
      place.node.interfaces
        .filter(({ name }) => name === device)
        .flatMap(({ addresses }) => addresses.map(({ ip }) => ip)),
    ipSet: (name) => sets.find((set) => set.name === name),
  };
}

export const isLoopback = (ip: Ip): boolean => ip === '::1' || ip.startsWith('127.');

/** The interface that holds an address of the node, as its table `local` has it. */
function localDevice({ node, machine }: Here, ip: Ip): string | undefined {
  if (isLoopback(ip)) return 'lo';
  const held = node.interfaces.find(({ addresses }) => addresses.some((address) => address.ip === ip));
  if (held !== undefined) return held.name;
  if (node.addresses.some(({ value }) => value === ip))
    return node.interfaces.find(({ name }) => name !== 'lo')?.name ?? unnamedDevice;
  const { proxy } = machine;
  return proxy?.mode === 'ipvs' && isBound(proxy.ipvs, ip) ? ipvsDevice : undefined;
}

const ipvsDevice = 'kube-ipvs0';

function withLocalStep(place: Here, passing: Passing): Passing {
  const { packet } = passing;
  const { destination: address } = packet;
  const device = localDevice(place, address) ?? unnamedDevice;
  const held = place.node.interfaces.flatMap(({ addresses }) => addresses).find(({ ip }) => ip === address);
  const because = device === ipvsDevice ? boundBecause : (held?.because ?? place.node.because);
  const step: Step = { kind: 'local', address, device, because, packet };
  return { ...passing, steps: [...passing.steps, step] };
}
