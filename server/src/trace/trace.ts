import type { Cluster } from '../cluster/cluster.ts';
import { familyOf, type Ip, type IpFamily } from '../net/ip.ts';
import { findDestination, findSender, type Destination, type NoAnswer, type Sender } from './destination.ts';
import { follow, type Hop, type Way } from './journey.ts';
import { isBound } from './ipvs.ts';
import { listenerOn, type Listener } from './listener.ts';
import { hasAddress, serviceDoor, type ServiceDoor } from './service.ts';
import { notesOn, type Note } from './notes.ts';
import { answerTo, sameAddresses, type Packet } from './packet.ts';
import { routeFrom, sourceTowards } from './routing.ts';
import { sameStation, stationAddresses, stationBecause, type Station } from './station.ts';
import type { Stop } from './passing.ts';
import { derivedWorld, type World } from './world.ts';

/** `delivered`: there, and the answer comes back. Otherwise why not; `unknown` names the missing fact. */
export type Verdict = 'delivered' | 'dropped' | 'rejected' | 'no route' | 'unknown';

/** One packet, there and back, with all the ways that it may go. */
export interface Trace {
  readonly cluster: Cluster;
  readonly family: IpFamily;
  readonly from: Station;
  readonly to: Destination;
  /** As it leaves the sender. */
  readonly packet: Packet;
  /** The service that it is addressed to. */
  readonly door: ServiceDoor | undefined;
  /** The likeliest first; of equal ones in the order of rules and next hops. Never empty. */
  readonly journeys: readonly [Journey, ...Journey[]];
  readonly leftOut: { readonly ways: number; readonly probability: number };
}

export interface Journey {
  readonly probability: number;
  readonly verdict: Verdict;
  readonly there: readonly Hop[];
  /** Empty where the packet did not arrive. */
  readonly back: readonly Hop[];
  /** The packet as it was handed over, and to whom. */
  readonly delivered:
    { readonly at: Station; readonly packet: Packet; readonly listener: Listener | undefined } | undefined;
  /** The last place that it, or its answer, came to. */
  readonly endedAt: Station;
  /** Why it, or its answer, went no further. */
  readonly stop: Stop | undefined;
  readonly stoppedOn: 'there' | 'back' | undefined;
  /** What this trace leaves out though it may matter. */
  readonly notes: readonly Note[];
}

/** What somebody asks: WHO and DEST as the command line takes them. */
export interface Question {
  readonly from: string;
  readonly to: string;
  /** Which address of a name with several; undefined takes the first. */
  readonly family?: IpFamily;
}

/** Traces a packet through a cluster, or says what there is to ask for. */
export function tracePacket(cluster: Cluster, question: Question): Trace | NoAnswer {
  const sender = findSender(cluster, question.from);
  if ('problem' in sender) return sender;
  const family = question.family ?? (sender.address === undefined ? undefined : familyOf(sender.address));
  const to = findDestination(cluster, question.to, sender.at, family);
  if ('problem' in to) return to;
  return traceIn(derivedWorld(cluster, familyOf(to.ip)), sender, to);
}

/** The same for ends that are found already, in whatever world. */
export function traceIn(world: World, sender: Sender, to: Destination): Trace | NoAnswer {
  const { at } = sender;
  const source = sender.address ?? sourceOfSender(world, at, to.ip);
  if (source === undefined || familyOf(source) !== familyOf(to.ip))
    return {
      problem: `The sender has no IPv${String(world.family)} address.`,
      choices: stationAddresses(at),
    };
  const packet: Packet = {
    protocol: to.protocol,
    source,
    sourcePort: 'ephemeral',
    destination: to.ip,
    destinationPort: to.port,
    mark: 0,
  };
  const { ways, leftOut } = follow(world, at, packet, { connections: [], isAnswer: false });
  const journeys = ways.flatMap((way) => thereAndBack(world, at, packet, way));
  const [first, ...more] = journeys.sort((a, b) => rounded(b.probability) - rounded(a.probability));
  if (first === undefined) throw new Error('a packet always ends somewhere');
  return {
    cluster: world.cluster,
    family: world.family,
    from: at,
    to,
    packet,
    door: serviceDoor(world.cluster, packet),
    journeys: [first, ...more],
    leftOut,
  };
}

/** So that equal shares stay equal however they were multiplied. */
const rounded = (probability: number): number => Math.round(probability * 1e9);

/** The address that the sender's kernel would choose. To itself it is the destination. */
function sourceOfSender(world: World, at: Station, destination: Ip): Ip | undefined {
  if (at.kind === 'endpoint') return at.address;
  const isOwn =
    at.kind === 'node' ? isLocalAddress(world, at, destination) : stationAddresses(at).includes(destination);
  if (isOwn) return destination;
  const routing = routeFrom(world, at, destination);
  const path = routing.kind === 'paths' ? routing.paths[0] : undefined;
  const chosen = path === undefined ? undefined : sourceTowards(world, at, path, destination);
  return (
    chosen ??
    stationAddresses(at).find((ip) => familyOf(ip) === world.family && !ip.startsWith('127.') && ip !== '::1')
  );
}

function isLocalAddress(world: World, { node }: Extract<Station, { kind: 'node' }>, ip: Ip): boolean {
  const proxy = world.proxy(node);
  return hasAddress(node, ip) || (proxy?.mode === 'ipvs' && isBound(proxy.ipvs, ip));
}

function thereAndBack(world: World, from: Station, packet: Packet, way: Way): readonly Journey[] {
  const at = way.hops.at(-1)?.at ?? from;
  const there = { probability: way.probability, there: way.hops, endedAt: at };
  const notes = notesOn(world, way.hops);
  if (way.stop !== undefined)
    return [
      {
        ...there,
        verdict: verdictOf(way.stop),
        back: [],
        delivered: undefined,
        stop: way.stop,
        stoppedOn: 'there',
        notes,
      },
    ];
  const listener = at.kind === 'node' ? listenerOn(world.cluster, at.node, way.packet) : undefined;
  const delivered = { at, packet: way.packet, listener };
  if (listener?.kind === 'nobody') {
    const stop: Stop = {
      kind: 'rejected',
      with: packet.protocol === 'tcp' ? 'tcp-reset' : 'icmp-port-unreachable',
      reason: `no rule took it, and nobody listens on the node port of ${listener.name} itself`,
      because: at.kind === 'node' ? at.node.because : world.cluster.version.because,
    };
    return [
      { ...there, verdict: 'rejected', back: [], delivered: undefined, stop, stoppedOn: 'there', notes },
    ];
  }
  const answers = follow(world, at, answerTo(way.packet), { connections: way.connections, isAnswer: true });
  return answers.ways.map((answer) => {
    const stop = answer.stop ?? wrongAnswer(from, packet, answer);
    return {
      probability: way.probability * answer.probability,
      verdict: stop === undefined ? 'delivered' : stop.kind === 'unknown' ? 'unknown' : 'dropped',
      there: way.hops,
      back: answer.hops,
      delivered,
      endedAt: answer.hops.at(-1)?.at ?? at,
      stop,
      stoppedOn: stop === undefined ? undefined : 'back',
      notes,
    };
  });
}

const verdicts = {
  dropped: 'dropped',
  rejected: 'rejected',
  unreachable: 'no route',
  unknown: 'unknown',
} as const;

const verdictOf = ({ kind }: Stop): Verdict => verdicts[kind];

/** The client takes an answer only from whom it asked. */
function wrongAnswer(from: Station, packet: Packet, answer: Way): Stop | undefined {
  const last = answer.hops.at(-1)?.at;
  const because = answer.hops.at(-1)?.steps.at(-1);
  if (last !== undefined && sameStation(last, from) && sameAddresses(answer.packet, answerTo(packet)))
    return undefined;
  const reason = `the answer comes from ${answer.packet.source}:${String(answer.packet.sourcePort)}, but ${packet.destination}:${String(packet.destinationPort)} was asked: the node that translated the destination does not see the answer`;
  return {
    kind: 'dropped',
    reason,
    because: because?.kind === 'route' ? because.route.because : stationBecause(from),
  };
}
