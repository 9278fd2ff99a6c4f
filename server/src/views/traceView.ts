import type {
  PanelCause,
  PanelRequest,
  PanelTrace,
  TraceBranch,
  TraceHop,
  TraceStep,
} from '../protocol/panel.ts';
import type { NoAnswer } from '../trace/destination.ts';
import type { Hop } from '../trace/journey.ts';
import { destinationOf, sourceOf } from '../trace/packet.ts';
import { nodeOf, sameStation, stationAddresses, stationName, type Station } from '../trace/station.ts';
import { tell } from '../trace/symptom.ts';
import type { Stop } from '../trace/passing.ts';
import { tracePacket, type Journey, type Trace } from '../trace/trace.ts';
import { familyOf } from '../net/ip.ts';
import type { Origin } from '../origin/origin.ts';
import type { Locate } from '../text/span.ts';
import { panelCauses, placeLabel } from './causes.ts';
import { traceEnds } from './traceEnds.ts';
import { traceSteps } from './traceSteps.ts';
import type { ViewContext } from './viewContext.ts';
import { count, listed } from './words.ts';

/** A packet's way as the panel shows it: the verdict, every branch, and the hops of the one that is looked at. */
export function panelTrace(
  context: ViewContext,
  ends: { readonly from: string; readonly to: string },
  { branch }: Pick<PanelRequest, 'branch'>,
): PanelTrace {
  const trace = tracePacket(context.cluster, ends);
  const common = { ...ends, ...choices(context) };
  return 'problem' in trace
    ? { ...common, ...noTrace(trace) }
    : { ...common, ...shownTrace(context, trace, branch ?? 0) };
}

/** A quick pick of more than this helps nobody; anything may be typed. */
const mostChoices = 1000;

function choices(context: ViewContext): Pick<PanelTrace, 'hostChoices' | 'destinationChoices'> {
  const { from, to } = traceEnds(context);
  return {
    hostChoices: from.slice(0, mostChoices).map(({ value }) => value),
    destinationChoices: to.slice(0, mostChoices).map(({ value }) => value),
  };
}

type Told = Omit<PanelTrace, 'from' | 'to' | 'hostChoices' | 'destinationChoices'>;

const noTrace = ({ problem, choices: there }: NoAnswer): Told => ({
  branches: [],
  shown: 0,
  verdict: 'unknown',
  title: problem,
  symptom: there.length === 0 ? '' : `There is: ${listed(there, 12)}.`,
  headers: [],
  lanes: [],
  there: [],
  back: [],
});

function shownTrace({ locate }: ViewContext, trace: Trace, branch: number): Told {
  const shown = trace.journeys[branch] === undefined ? 0 : branch;
  const journey = trace.journeys[shown] ?? trace.journeys[0];
  const { title, symptom, cause } = tell(trace, journey);
  const stations = distinct([...journey.there, ...journey.back].map(({ at }) => at));
  const names = laneNames(stations);
  const toHop = (hop: Hop): TraceHop => ({
    host: names[laneOf(stations, hop.at)] ?? stationName(hop.at),
    address: hopAddress(trace, hop.at),
    note: hopNote(trace, journey, hop),
    lane: laneOf(stations, hop.at),
    steps: traceSteps(hop.steps, { locate, family: trace.family }),
  });
  return {
    branches: branchesOf(trace),
    shown,
    verdict: journey.verdict,
    title,
    symptom: [
      symptom,
      cause === undefined ? '' : withPlace(cause, locate),
      ...journey.notes.map((note) => note.text),
      leftOutText(trace),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    headers: headersOf(journey, names, stations),
    lanes: names,
    ...endsOfWay(trace, journey, toHop, endCauses(journey, cause, locate)),
  };
}

const distinct = (stations: readonly Station[]): readonly Station[] =>
  stations.filter((at, i) => stations.findIndex((other) => sameStation(other, at)) === i);

const laneOf = (stations: readonly Station[], at: Station): number =>
  stations.findIndex((other) => sameStation(other, at));

/** Pods have long names: they are `pod`, or `client pod` and `pod` where both ends are. */
function laneNames(stations: readonly Station[]): readonly string[] {
  const pods = stations.filter(({ kind }) => kind === 'pod' || kind === 'endpoint');
  return stations.map((at, i) => {
    if (at.kind === 'endpoint') return 'endpoint';
    if (at.kind !== 'pod') return stationName(at);
    return pods.length > 1 && i === 0 ? 'client pod' : 'pod';
  });
}

function hopAddress({ family }: Trace, at: Station): string {
  if (at.kind === 'pod' || at.kind === 'endpoint') return stationName(at);
  const own = stationAddresses(at).filter((ip) => !ip.startsWith('127.') && ip !== '::1');
  return own.find((ip) => familyOf(ip) === family) ?? '';
}

function hopNote(trace: Trace, journey: Journey, { at, inInterface }: Hop): string {
  const by = inInterface === undefined ? '' : `in by ${inInterface}`;
  return [by, roleOf(trace, journey, at)].filter((part) => part !== '').join(', ');
}

function roleOf({ cluster, door }: Trace, { delivered }: Journey, at: Station): string {
  if (at.kind === 'external') return 'outside the cluster';
  if (at.kind !== 'node') return '';
  if (delivered !== undefined && delivered.at.kind !== 'external') {
    const runs = nodeOf(cluster, delivered.at)?.name === at.node.name;
    if (delivered.at.kind === 'node') return runs ? 'the destination' : '';
    return runs ? 'runs the pod' : 'does not run the pod';
  }
  const has = door?.service.slices.some(({ endpoints }) =>
    endpoints.some(({ nodeName, ready }) => ready && nodeName === at.node.name),
  );
  return door === undefined || has === true ? '' : `no endpoint of ${door.service.name}`;
}

const withPlace = (
  { text, because }: { readonly text: string; readonly because: Origin },
  locate: Locate,
): string => {
  const [first] = because.flatMap((cause) => (cause.kind === 'manifest' ? (locate(cause.span) ?? []) : []));
  return first === undefined ? text : `${text.replace(/\.$/, '')} (${placeLabel(first)}).`;
};

const leftOutText = ({ leftOut }: Trace): string =>
  leftOut.ways === 0
    ? ''
    : `${count(leftOut.ways, 'further way')} with a share of ${shareText(leftOut.probability)} in all ${leftOut.ways === 1 ? 'is' : 'are'} not shown.`;

const shareText = (share: number): string => String(Math.round(share * 1000) / 1000);

/** Where the way in differs, it names the branch too. */
function branchesOf({ cluster, journeys }: Trace): readonly TraceBranch[] {
  const entries = journeys.map(({ there }) => entryOf(there));
  const showEntry = new Set(entries).size > 1;
  return journeys.map((journey, i) => {
    const { probability, verdict } = journey;
    const via = showEntry && entries[i] !== undefined ? `via ${entries[i] ?? ''}: ` : '';
    return { title: `${via}${branchEnd(cluster, journey)}`, probability, verdict };
  });
}

/** The first node that the packet comes to from elsewhere. */
function entryOf(there: readonly Hop[]): string | undefined {
  const node = there.slice(1).find(({ at }) => at.kind === 'node');
  return node === undefined ? undefined : stationName(node.at);
}

function branchEnd(cluster: Trace['cluster'], { delivered, endedAt, verdict }: Journey): string {
  if (delivered === undefined) return `${verdict} on ${stationName(endedAt)}`;
  const node = nodeOf(cluster, delivered.at);
  const destination = destinationOf(delivered.packet);
  return node === undefined || delivered.at.kind === 'node'
    ? `${destination} on ${stationName(delivered.at)}`
    : `${destination} on ${node.name}`;
}

/** The packet on the wires where it changed, at its beginning and at its end. */
function headersOf(
  { there, delivered }: Journey,
  names: readonly string[],
  stations: readonly Station[],
): PanelTrace['headers'] {
  const nameOf = (at: Station): string => names[laneOf(stations, at)] ?? stationName(at);
  const moments = there.flatMap((hop, i) => {
    const changed = changesAddresses(hop);
    const isLast = i === there.length - 1;
    if (isLast)
      return [
        {
          where: delivered === undefined ? `ends on ${nameOf(hop.at)}` : `enters ${nameOf(hop.at)}`,
          packet: hop.leaves,
        },
      ];
    return i === 0 || changed ? [{ where: `leaves ${nameOf(hop.at)}`, packet: hop.leaves }] : [];
  });
  return moments.map(({ where, packet }, i) => {
    const before = moments[i - 1]?.packet ?? packet;
    return {
      where,
      source: sourceOf(packet),
      destination: destinationOf(packet),
      sourceChanged: sourceOf(before) !== sourceOf(packet),
      destinationChanged: destinationOf(before) !== destinationOf(packet),
    };
  });
}

const changesAddresses = ({ arrives, leaves }: Hop): boolean =>
  sourceOf(arrives) !== sourceOf(leaves) || destinationOf(arrives) !== destinationOf(leaves);

const endCauses = (
  { stop }: Journey,
  cause: { readonly because: Origin } | undefined,
  locate: Locate,
): readonly PanelCause[] => [
  ...(cause === undefined ? [] : panelCauses(cause.because, locate)),
  ...(stop === undefined ? [] : panelCauses(stop.because, locate)),
];

/** The hops there and back; each way ends in what became of the packet, in a line. */
function endsOfWay(
  { packet }: Trace,
  { there, back, delivered, stop, stoppedOn }: Journey,
  toHop: (hop: Hop) => TraceHop,
  because: readonly PanelCause[],
): Pick<PanelTrace, 'there' | 'back'> {
  const [thereHops, backHops] = [there.map(toHop), back.map(toHop)];
  if (delivered === undefined) return { there: withEnd(thereHops, stop, because), back: [] };
  const arrival = lineStep(
    'verdict',
    `Delivered to ${delivered.packet.destination} port ${String(delivered.packet.destinationPort)}, source ${delivered.packet.source}`,
    stop === undefined ? because : [],
  );
  const [first, ...others] = backHops;
  const question = delivered.packet;
  const answers = lineStep('reply', `answers from ${destinationOf(question)} to ${sourceOf(question)}`, []);
  const answering = first === undefined ? [] : [{ ...first, steps: [answers, ...first.steps] }, ...others];
  const received = lineStep('reply', `gets the answer from ${destinationOf(packet)}`, []);
  return {
    there: withStep(thereHops, arrival),
    back: stoppedOn === 'back' ? withEnd(answering, stop, because) : withStep(answering, received),
  };
}

/** Where a rule ended it, the rule says all; else the reason is a line of its own. */
function withEnd(
  hops: readonly TraceHop[],
  stop: Stop | undefined,
  because: readonly PanelCause[],
): readonly TraceHop[] {
  if (stop === undefined) return hops;
  if (stop.reason !== '')
    return withStep(hops, lineStep('verdict', `${stopWords[stop.kind]}: ${stop.reason}`, because));
  return changeLast(hops, (hop) => ({
    ...hop,
    steps: changeLast(hop.steps, (step) => ({ ...step, because: [...because, ...step.because] })),
  }));
}

const stopWords = {
  dropped: 'Dropped',
  rejected: 'Rejected',
  unreachable: 'No route',
  unknown: 'Unknown',
} as const;

const withStep = (hops: readonly TraceHop[], step: TraceStep): readonly TraceHop[] =>
  changeLast(hops, (hop) => ({ ...hop, steps: [...hop.steps, step] }));

const changeLast = <T>(items: readonly T[], change: (last: T) => T): readonly T[] =>
  items.map((item, i) => (i === items.length - 1 ? change(item) : item));

const lineStep = (kind: 'verdict' | 'reply', text: string, because: readonly PanelCause[]): TraceStep => ({
  kind,
  where: undefined,
  chain: undefined,
  text,
  target: undefined,
  note: undefined,
  changes: [],
  passed: 0,
  because,
});
