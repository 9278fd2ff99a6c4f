import type { PanelTrace, TraceHop, TraceStep, Verdict } from '../../server/src/protocol/panel.ts';
import type { LaneCell, Lanes, Line } from './line.ts';
import { nftJump } from './listingText.ts';
import type { KeyOf } from './uniqueKeys.ts';

const nothing: LaneCell = { above: false, below: false, left: false, right: false, mark: undefined };
const emptyLanes = (count: number): Lanes => Array.from({ length: count }, () => nothing);

/** The same lanes with one of them drawn. */
const withCell = (count: number, lane: number, cell: Partial<LaneCell>): Lanes =>
  emptyLanes(count).map((empty, index) => (index === lane ? { ...empty, ...cell } : empty));

/** The packet leaves one lane and enters another; on the same lane it goes straight on. */
export function crossing(count: number, from: number | undefined, to: number): Lanes {
  if (from === undefined) return emptyLanes(count);
  if (from === to) return withCell(count, to, { above: true, below: true });
  const forward = to > from;
  return emptyLanes(count).map((empty, index) => {
    if (index === from) return { ...empty, above: true, right: forward, left: !forward };
    if (index === to) {
      return {
        ...empty,
        below: true,
        left: forward,
        right: !forward,
        mark: forward ? 'arrow-right' : 'arrow-left',
      };
    }
    const between = index > Math.min(from, to) && index < Math.max(from, to);
    return between ? { ...empty, left: true, right: true } : empty;
  });
}

interface Way {
  readonly name: 'there' | 'back';
  readonly laneCount: number;
  readonly unfolded: ReadonlySet<string>;
  readonly keyOf: KeyOf;
  /** What the last step means for the packet; none on the way back. */
  readonly verdict: Verdict | undefined;
}

/** There, hop by hop; then one fold that holds the way back. */
export function traceLines(trace: PanelTrace, unfolded: ReadonlySet<string>, keyOf: KeyOf): readonly Line[] {
  const way = { laneCount: trace.lanes.length, unfolded, keyOf };
  const there = wayLines(trace.there, { ...way, name: 'there', verdict: trace.verdict });
  if (trace.back.length === 0) return there;
  const open = unfolded.has('back');
  const steps = trace.back.reduce((sum, hop) => sum + hop.steps.length, 0);
  const hosts = trace.back.map((hop) => hop.host).join(' → ');
  const fold = foldLine(
    'back',
    open,
    `Reply: ${hosts}; ${countOf(steps, 'step')}`,
    emptyLanes(way.laneCount),
    1,
  );
  return [
    ...there,
    fold,
    ...(open ? wayLines(trace.back, { ...way, name: 'back', verdict: undefined }) : []),
  ];
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function wayLines(hops: readonly TraceHop[], way: Way): readonly Line[] {
  return hops.flatMap((hop, index) => {
    const before = hops.slice(0, index).findLast((other) => other.steps.length > 0);
    const groups = groupPassed(hop.steps);
    const isLastHop = hops.slice(index + 1).every((other) => other.steps.length === 0);
    return [
      hopLine(hop, before?.lane, way),
      ...groups.flatMap((group, at) =>
        groupLines(group, hop, way, {
          first: before === undefined && at === 0,
          last: isLastHop && at === groups.length - 1,
        }),
      ),
    ];
  });
}

function hopLine(hop: TraceHop, from: number | undefined, way: Way): Line {
  const key = way.keyOf(`${way.name} ${hop.host}`);
  return {
    key,
    position: key,
    level: way.name === 'there' ? 1 : 2,
    content: { kind: 'hop', hop, lanes: crossing(way.laneCount, from, hop.lane) },
    name: hop.host,
    causes: [],
    fold: undefined,
    jump: undefined,
    copy: undefined,
  };
}

type Group = { readonly passed: true; readonly steps: readonly TraceStep[] } | TraceStep;

/** Rules that were tried without a match say little: those in a row become one line. */
export function groupPassed(steps: readonly TraceStep[]): readonly Group[] {
  const groups: Group[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.kind !== 'passed') groups.push(step);
    else if (last?.passed === true)
      groups[groups.length - 1] = { passed: true, steps: [...last.steps, step] };
    else groups.push({ passed: true, steps: [step] });
  }
  return groups;
}

interface Ends {
  readonly first: boolean;
  readonly last: boolean;
}

function groupLines(group: Group, hop: TraceHop, way: Way, ends: Ends): readonly Line[] {
  if (group.passed !== true) return [stepLine(group, hop, way, ends, false)];
  const [only, ...more] = group.steps;
  if (only !== undefined && more.length === 0) return [stepLine(only, hop, way, ends, false)];
  const id = way.keyOf(`${way.name} ${hop.host} passed ${only?.where ?? only?.chain ?? only?.text ?? ''}`);
  const open = way.unfolded.has(id);
  const lanes = withCell(way.laneCount, hop.lane, { above: !ends.first, below: !ends.last });
  const head = foldLine(id, open, passedText(group.steps), lanes, way.name === 'there' ? 2 : 3);
  const middle = { first: false, last: false };
  return [head, ...(open ? group.steps.map((step) => stepLine(step, hop, way, middle, true)) : [])];
}

/** `raw PREROUTING, mangle PREROUTING: 12 rules passed through`. */
function passedText(steps: readonly TraceStep[]): string {
  const rules = steps.reduce((sum, step) => sum + step.passed, 0);
  const named = steps.map((step) => step.where ?? step.chain).filter((name) => name !== undefined);
  const names = [...new Set(named)];
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more chains`] : names;
  return `${shown.length > 0 ? `${shown.join(', ')}: ` : ''}${countOf(rules, 'rule')} passed through`;
}

function foldLine(id: string, open: boolean, text: string, lanes: Lanes, level: number): Line {
  return {
    key: id,
    position: id,
    level,
    content: { kind: 'fold', text, open, lanes },
    name: text,
    causes: [],
    fold: { id, open, by: 'panel' },
    jump: undefined,
    copy: undefined,
  };
}

function stepLine(step: TraceStep, hop: TraceHop, way: Way, ends: Ends, inner: boolean): Line {
  const lanes = withCell(way.laneCount, hop.lane, {
    above: !ends.first,
    below: !ends.last,
    mark: markOf(step, ends),
  });
  return {
    key: way.keyOf(`${way.name} ${hop.host} ${step.chain ?? ''} ${step.text}`),
    position: `${way.name} ${hop.host} ${step.chain ?? step.kind}`,
    level: (way.name === 'there' ? 2 : 3) + (inner ? 1 : 0),
    content: { kind: 'step', step, lanes, verdict: ends.last ? way.verdict : undefined, inner },
    name: step.chain ?? (step.kind === 'route' ? `route on ${hop.host}` : hop.host),
    causes: step.because,
    fold: undefined,
    jump: step.kind === 'rule' ? (step.target ?? nftJump(step.text)) : undefined,
    copy: isToolText(step) ? { text: step.text, label: 'Copy line' } : undefined,
  };
}

function markOf(step: TraceStep, { first, last }: Ends): LaneCell['mark'] {
  if (last) return 'end';
  if (first) return 'start';
  return step.kind === 'passed' ? undefined : 'dot';
}

/** Whether the step shows text of a tool, rather than a sentence of ours. */
const isToolText = ({ kind, text }: TraceStep): boolean =>
  text !== '' && (kind === 'rule' || kind === 'route' || kind === 'ipvs');
