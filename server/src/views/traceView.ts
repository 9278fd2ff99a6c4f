import type { Cluster } from '../cluster/cluster.ts';
import type { IpFamily } from '../net/ip.ts';
import type { Origin } from '../origin/origin.ts';
import type { PanelRequest, PanelTrace, TraceBranch, TraceHop } from '../protocol/panel.ts';
import type { Locate } from '../text/span.ts';
import type { NoAnswer } from '../trace/destination.ts';
import type { Hop } from '../trace/journey.ts';
import { destinationOf } from '../trace/packet.ts';
import { nodeOf, stationName } from '../trace/station.ts';
import { tell } from '../trace/symptom.ts';
import { tracePacket, type Journey, type Trace } from '../trace/trace.ts';
import { placeLabel } from './causes.ts';
import { traceEnds } from './traceEnds.ts';
import { headersOf, hopAddress, hopNote, lanesOf } from './traceLanes.ts';
import { traceSteps } from './traceSteps.ts';
import { endCauses, endsOfWay } from './traceWay.ts';
import type { ViewContext } from './viewContext.ts';
import { count, listed } from './words.ts';

/** A packet's way as the panel shows it: the verdict, every branch, and the hops of the one that is looked at. */
export function panelTrace(
  context: ViewContext,
  ends: Ends,
  { branch, ipFamily }: Pick<PanelRequest, 'branch'> & Partial<Pick<PanelRequest, 'ipFamily'>>,
): PanelTrace {
  const trace = traceOf(context.cluster, ends, ipFamily);
  const common = { ...ends, ...choices(context) };
  return 'problem' in trace
    ? { ...common, ...noTrace(trace) }
    : { ...common, ...shownTrace(context, trace, branch ?? 0) };
}

/** The family in view decides between the addresses of a name, where it has one of it. */
function traceOf(cluster: Cluster, ends: Ends, family: IpFamily | undefined): Trace | NoAnswer {
  const ofFamily = family === undefined ? undefined : tracePacket(cluster, { ...ends, family });
  return ofFamily === undefined || 'problem' in ofFamily ? tracePacket(cluster, ends) : ofFamily;
}

interface Ends {
  readonly from: string;
  readonly to: string;
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
  const lanes = lanesOf(journey);
  const toHop = (hop: Hop): TraceHop => ({
    host: lanes.nameOf(hop.at),
    address: hopAddress(trace, hop.at),
    note: hopNote(trace, journey, hop),
    lane: lanes.laneOf(hop.at),
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
    headers: headersOf(journey, lanes),
    lanes: lanes.names,
    ...endsOfWay(trace, journey, toHop, endCauses(journey, cause, locate)),
  };
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
