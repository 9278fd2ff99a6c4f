import { matchArguments, targetArguments } from '../dataplane/render/iptablesArguments.ts';
import type { NftStatement } from '../dataplane/netfilter/nft.ts';
import { renderIpRoute } from '../dataplane/render/ipRoute.ts';
import { scriptSpelling, spelled } from '../dataplane/render/nftStatement.ts';
import type { IpFamily } from '../net/ip.ts';
import type { Origin } from '../origin/origin.ts';
import type { TraceStep } from '../protocol/panel.ts';
import type { Locate } from '../text/span.ts';
import { destinationOf, sourceOf, type Packet } from '../trace/packet.ts';
import type { PassedStep, Step, TriedRule } from '../trace/step.ts';
import { panelCauses } from './causes.ts';
import { foldIdle, type Idle } from './traceFold.ts';
import { count, listed } from './words.ts';

/** What steps are told with. */
export interface Telling {
  readonly locate: Locate;
  readonly family: IpFamily;
}

/** The steps of one hop, as the panel and the terminal tell them. */
export function traceSteps(steps: readonly Step[], telling: Telling): readonly TraceStep[] {
  let where: string | undefined;
  return foldIdle(steps).map((step) => {
    const told = traceStep(step, telling);
    if (step.kind === 'idle') return told;
    const isSame = told.where === where;
    ({ where } = told);
    return isSame ? { ...told, where: undefined } : told;
  });
}

const blank: TraceStep = {
  kind: 'rule',
  where: undefined,
  chain: undefined,
  text: '',
  target: undefined,
  note: undefined,
  changes: [],
  passed: 0,
  because: [],
};

function traceStep(step: Step | Idle, telling: Telling): TraceStep {
  switch (step.kind) {
    case 'idle':
      return { ...blank, kind: 'passed', where: step.where, text: triedText(step.rules), passed: step.rules };
    case 'rule':
      return { ...ruleStep(step), ...metRule(step), because: causes(step.rule.because, telling) };
    case 'nft':
      return { ...nftStep(step, telling), ...metRule(step) };
    case 'passed':
      return passedStep(step);
    case 'policy':
      return {
        ...blank,
        where: `${step.table} ${step.hook}`,
        chain: step.chain,
        text: 'no rule took the packet: policy',
        target: 'DROP',
        because: causes(step.because, telling),
      };
    case 'route':
      return routeStep(step, telling);
    case 'local':
      return {
        ...blank,
        kind: 'route',
        text: `local ${step.address} dev ${step.device} table local`,
        note: 'to this host',
        because: causes(step.because, telling),
      };
    case 'ipvs':
      return ipvsStep(step, telling);
    case 'conntrack':
      return {
        ...blank,
        kind: 'reply',
        where: `conntrack ${step.hook}`,
        text: 'puts back what it had changed',
        changes: changesBetween(step.before, step.after),
      };
  }
}

const causes = (because: Origin, { locate }: Telling): TraceStep['because'] => panelCauses(because, locate);

type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

/** What every rule that was met says. */
function metRule(
  step: StepOf<'rule'> | StepOf<'nft'>,
): Pick<TraceStep, 'where' | 'chain' | 'changes' | 'passed' | 'note'> {
  const chance =
    step.chance === undefined ? undefined : `probability ${String(Math.round(step.chance * 1000) / 1000)}`;
  const notes = [chance, step.note].filter((note) => note !== undefined);
  return {
    where: `${step.table} ${step.hook}`,
    chain: `${step.chain}:${String(step.number)}`,
    changes: changesBetween(step.before, step.after),
    passed: step.passed,
    note: notes.length === 0 ? undefined : notes.join('; '),
  };
}

/** The rule as iptables-save writes it; a jump's chain stands apart, so that it can be followed. */
function ruleStep({ rule }: StepOf<'rule'>): TraceStep {
  const matches = rule.matches.map(matchArguments).join('').trim();
  const [flag, name, ...options] = targetArguments(rule.target).trim().split(' ');
  if (flag === undefined || name === undefined) return { ...blank, text: matches };
  const text = options.length === 0 ? matches : `${matches} ${flag} ${name} ${options.join(' ')}`.trim();
  return { ...blank, text, target: name };
}

function nftStep({ rule, element, outcome }: StepOf<'nft'>, telling: Telling): TraceStep {
  const text = rule.statements
    .map((statement) => nftStatement(statement, outcome ?? '', telling.family))
    .join(' ');
  const held = element === undefined ? text : `${text}: ${element.key.join(' . ')} : ${outcome ?? ''}`;
  const because = [
    ...(element === undefined ? [] : causes(element.because, telling)),
    ...causes(rule.because, telling),
  ];
  return { ...blank, text: held, because };
}

/** Of a random pick the one that was taken; the others are other branches. */
function nftStatement(statement: NftStatement, outcome: string, family: IpFamily): string {
  const text = spelled(statement, scriptSpelling, family);
  const isPick = statement.kind === 'randomVerdict' || statement.kind === 'randomDnat';
  return isPick ? text.replace(/\{.*\}/, `{ … }: ${outcome}`) : text;
}

function passedStep(step: PassedStep): TraceStep {
  const names = step.tried.map(({ number, failed }) => ({ number, asks: matchArguments(failed).trim() }));
  const asked = [...new Set(names.map(({ asks }) => asks))].map(
    (asks) => `${asking(names.filter((rule) => rule.asks === asks).map(({ number }) => number))} ${asks}`,
  );
  const detail = asked.length === 0 ? '' : `: ${asked.join('; ')}`;
  return {
    ...blank,
    kind: 'passed',
    where: `${step.table} ${step.hook}`,
    chain: step.chain,
    text: `${triedText(step.passed)}${detail}`,
    passed: step.passed,
  };
}

const triedText = (rules: number): string =>
  rules === 1 ? '1 rule tried, it does not match' : `${count(rules, 'rule')} tried, none matches`;

/** `rule 1 asks`, `rules 2 and 3 ask`. */
const asking = (numbers: readonly TriedRule['number'][]): string =>
  numbers.length === 1 ? `rule ${String(numbers[0])} asks` : `rules ${listed(numbers.map(String))} ask`;

const purposes = { send: undefined, forward: 'forward', reroute: 'routed again' } as const;

function routeStep({ route, nextHop, share, purpose }: StepOf<'route'>, telling: Telling): TraceStep {
  const [line] = renderIpRoute([nextHop === undefined ? route : { ...route, nextHops: [nextHop] }]);
  const hops = route.nextHops.length;
  const notes = [
    purposes[purpose],
    share === 1 ? undefined : `1 of ${String(hops)} next hops`,
    nextHop === undefined ? 'blackhole' : undefined,
  ].filter((note) => note !== undefined);
  return {
    ...blank,
    kind: 'route',
    text: line?.text ?? '',
    note: notes.length === 0 ? undefined : notes.join(', '),
    because: causes(nextHop?.because ?? route.because, telling),
  };
}

function ipvsStep(
  { server, realServer, share, note, before, after }: StepOf<'ipvs'>,
  telling: Telling,
): TraceStep {
  const virtual = `${server.protocol.toUpperCase()} ${server.address}:${String(server.port)} ${server.scheduler}`;
  const real =
    realServer === undefined
      ? ', no real server'
      : ` -> ${realServer.address}:${String(realServer.port)} Masq ${String(realServer.weight)}`;
  const picked = share === 1 ? undefined : `probability ${String(Math.round(share * 1000) / 1000)}`;
  const notes = [picked, note].filter((part) => part !== undefined);
  return {
    ...blank,
    kind: 'ipvs',
    where: 'IPVS',
    text: `${virtual}${real}`,
    note: notes.length === 0 ? undefined : notes.join('; '),
    changes: changesBetween(before, after),
    because: [
      ...causes(server.because, telling),
      ...(realServer === undefined ? [] : causes(realServer.because, telling)),
    ],
  };
}

const hex = (mark: number): string => `0x${mark.toString(16)}`;

/** What differs between two packets, by the words of the panel's header. */
export function changesBetween(before: Packet, after: Packet): TraceStep['changes'] {
  const fields = [
    { field: 'source', before: sourceOf(before), after: sourceOf(after) },
    { field: 'destination', before: destinationOf(before), after: destinationOf(after) },
    { field: 'mark', before: hex(before.mark), after: hex(after.mark) },
  ];
  return fields.filter((field) => field.before !== field.after);
}
