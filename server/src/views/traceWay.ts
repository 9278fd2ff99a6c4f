import type { Origin } from '../origin/origin.ts';
import type { PanelCause, PanelTrace, TraceHop, TraceStep } from '../protocol/panel.ts';
import type { Locate } from '../text/span.ts';
import type { Hop } from '../trace/journey.ts';
import { destinationOf, sourceOf } from '../trace/packet.ts';
import type { Stop } from '../trace/passing.ts';
import type { Journey, Trace } from '../trace/trace.ts';
import { panelCauses } from './causes.ts';

/** What made the journey end as it did, the telling cause first. */
export const endCauses = (
  { stop }: Journey,
  cause: { readonly because: Origin } | undefined,
  locate: Locate,
): readonly PanelCause[] => [
  ...(cause === undefined ? [] : panelCauses(cause.because, locate)),
  ...(stop === undefined ? [] : panelCauses(stop.because, locate)),
];

/** The hops there and back; each way ends in what became of the packet, in a line. */
export function endsOfWay(
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
