import type { HostRef } from '../dataplane/routing/host.ts';
import { remembered, type Connection } from './conntrack.ts';
import { receiveAtNode, sendFromNode, withRouteStep, type Passed } from './node.ts';
import { newConnection, type Packet } from './packet.ts';
import { neighbourOf, routeFrom, type Path } from './routing.ts';
import {
  stationAddresses,
  stationBecause,
  stationName,
  type EndpointStation,
  type Station,
} from './station.ts';
import type { Step } from './step.ts';
import type { Passing, Stop } from './passing.ts';
import type { World } from './world.ts';

/** What happened at one place of the way. */
export interface Hop {
  readonly at: Station;
  /** Undefined where the packet begins. */
  readonly inInterface: string | undefined;
  /** Undefined where it ends. */
  readonly outInterface: string | undefined;
  readonly arrives: Packet;
  readonly leaves: Packet;
  readonly steps: readonly Step[];
}

/** One way that a packet may go, from its first place to its last. */
export interface Way {
  readonly probability: number;
  /** Which branch it took at each hop, in the order of rules and next hops. */
  readonly branches: readonly number[];
  readonly hops: readonly Hop[];
  /** What the nodes on the way remember of it. */
  readonly connections: readonly Connection[];
  readonly packet: Packet;
  /** Undefined: the packet was handed over at the last hop. */
  readonly stop: Stop | undefined;
}

export interface Ways {
  readonly ways: readonly Way[];
  /** Ways that were not followed to their end because there are so many, and their share. */
  readonly leftOut: { readonly ways: number; readonly probability: number };
}

/** More ways than this nobody reads. */
export const mostWays = 256;

/** A packet's time to live would end here at the latest in any real network of this size. */
const mostHops = 32;

interface Travelling {
  readonly at: Station;
  /** Undefined: the packet begins here. */
  readonly inInterface: string | undefined;
  readonly probability: number;
  readonly branches: readonly number[];
  readonly packet: Packet;
  readonly hops: readonly Hop[];
  readonly connections: readonly Connection[];
}

/** Follows a packet from the place that sends it. `isAnswer`: back to who opened the connection. */
export function follow(
  world: World,
  from: Station,
  packet: Packet,
  { connections, isAnswer }: { readonly connections: readonly Connection[]; readonly isAnswer: boolean },
): Ways {
  const ways: Way[] = [];
  const leftOut = { ways: 0, probability: 0 };
  let travelling: readonly Travelling[] = [
    { at: from, inInterface: undefined, probability: 1, branches: [], packet, hops: [], connections },
  ];
  while (travelling.length > 0) {
    const next = travelling.flatMap((traveller) =>
      passPlace(world, traveller, isAnswer).map((passed, branch) => moveOn(world, traveller, passed, branch)),
    );
    ways.push(...next.flatMap((moved) => ('stop' in moved ? [moved] : [])));
    const onward = next.flatMap((moved) => ('stop' in moved ? [] : [moved]));
    const room = Math.max(mostWays - ways.length, 0);
    for (const { probability } of onward.slice(room)) {
      leftOut.ways += 1;
      leftOut.probability += probability;
    }
    travelling = onward.slice(0, room);
  }
  return { ways: ways.sort(inOrder), leftOut };
}

/** In the order of the branches, as somebody would read them. */
function inOrder(a: Way, b: Way): number {
  const at = a.branches.findIndex((branch, i) => branch !== b.branches[i]);
  return (a.branches[at] ?? 0) - (b.branches[at] ?? 0);
}

function passPlace(world: World, traveller: Travelling, isAnswer: boolean): readonly Passed[] {
  const { at, packet, connections, inInterface, probability } = traveller;
  const passing: Passing = {
    packet: { ...packet, mark: 0 },
    tracking: newConnection,
    probability,
    steps: [],
  };
  if (at.kind === 'node') {
    const machine = { connections, isAnswer };
    return inInterface === undefined
      ? sendFromNode(world, at.node, machine, passing)
      : receiveAtNode(world, at.node, machine, passing, inInterface);
  }
  if (stationAddresses(at).includes(packet.destination)) return [{ kind: 'delivered', passing }];
  if (inInterface !== undefined) return [{ kind: 'stopped', passing, stop: noRouter(at, packet) }];
  return at.kind === 'endpoint' ? sendFromEndpoint(world, at, passing) : sendFromHost(world, at, passing);
}

const noRouter = (at: Station, { destination }: Packet): Stop => ({
  kind: 'unknown',
  reason: `no file says whether ${stationName(at)} passes on packets for ${destination}`,
  because: stationBecause(at),
});

/** A machine without rules that we know of sends where its routing table says. */
function sendFromHost(world: World, at: HostRef, passing: Passing): readonly Passed[] {
  const { destination } = passing.packet;
  const routing = routeFrom(world, at, destination);
  if (routing.kind === 'paths')
    return routing.paths.map((path) => ({
      kind: 'leaves',
      passing: withRouteStep(passing, path, 'send'),
      path,
    }));
  const name = stationName(at);
  const stop: Stop =
    routing.kind === 'blackhole'
      ? {
          kind: 'unreachable',
          says: 'Invalid argument',
          reason: `${name} has a blackhole route for ${destination}`,
          because: routing.route.because,
        }
      : {
          kind: 'unreachable',
          says: 'Network is unreachable',
          reason: `${name} has no route to ${destination}`,
          because: stationBecause(at),
        };
  return [{ kind: 'stopped', passing, stop }];
}

/** An endpoint without a pod object sends everything to its node, as pods do. */
function sendFromEndpoint(world: World, at: EndpointStation, passing: Passing): readonly Passed[] {
  const [via] = stationAddresses({ kind: 'node', node: at.node });
  const nextHop = { via, device: 'eth0', weight: 1, because: at.because };
  const route = {
    destination: (world.family === 4 ? '0.0.0.0/0' : '::/0') as Path['route']['destination'],
    kind: 'unicast',
    nextHops: [nextHop],
    protocol: undefined,
    scope: 'global',
    source: undefined,
    metric: undefined,
    options: [],
    because: at.because,
  } as const;
  const path: Path = { route, nextHop, share: 1 };
  return [{ kind: 'leaves', passing: withRouteStep(passing, path, 'send'), path }];
}

function moveOn(world: World, traveller: Travelling, passed: Passed, branch: number): Travelling | Way {
  const { passing } = passed;
  const hop: Hop = {
    at: traveller.at,
    inInterface: traveller.inInterface,
    outInterface: passed.kind === 'leaves' ? passed.path.nextHop.device : undefined,
    arrives: traveller.packet,
    leaves: passing.packet,
    steps: passing.steps,
  };
  const hops = [...traveller.hops, hop];
  const connections =
    traveller.at.kind === 'node' && passed.kind !== 'stopped'
      ? [...traveller.connections, ...remembered(traveller.at.node.name, passing)]
      : traveller.connections;
  const branches = [...traveller.branches, branch];
  const way = { probability: passing.probability, branches, hops, connections, packet: passing.packet };
  if (passed.kind === 'delivered') return { ...way, stop: undefined };
  if (passed.kind === 'stopped') return { ...way, stop: passed.stop };
  return cross(world, traveller.at, passed.path, way);
}

function cross(world: World, from: Station, path: Path, way: Omit<Way, 'stop'>): Travelling | Way {
  if (way.hops.length >= mostHops) return { ...way, stop: goesRound(from, way) };
  const neighbour = neighbourOf(world, from, path, way.packet.destination);
  if (neighbour.kind === 'unknown') {
    const { because } = path.nextHop;
    return { ...way, stop: { kind: 'unknown', reason: neighbour.reason, because } };
  }
  return { ...way, at: neighbour.at, inInterface: neighbour.inInterface };
}

function goesRound(from: Station, { hops, packet }: Omit<Way, 'stop'>): Stop {
  const between = [...new Set(hops.slice(-4).map(({ at }) => stationName(at)))].join(' and ');
  return {
    kind: 'dropped',
    reason: `the packet for ${packet.destination} goes round between ${between} until its time to live is over`,
    because: stationBecause(from),
  };
}
