import type { Match } from '../dataplane/netfilter/match.ts';
import type { NftStatement } from '../dataplane/netfilter/nft.ts';
import type { Step } from '../trace/step.ts';

/** Rules that were met and tried without any consequence, in one table at one hook. */
export interface Idle {
  readonly kind: 'idle';
  readonly where: string;
  readonly rules: number;
}

type Met = Extract<Step, { readonly kind: 'rule' | 'nft' }>;

/**
 * Leaves out what says nothing about this packet: jumps that every packet takes, into chains where nothing came of it.
 * What is left out is counted.
 */
export function foldIdle(steps: readonly Step[]): readonly (Step | Idle)[] {
  const told: (Step | Idle)[] = [];
  for (let i = 0; i < steps.length;) {
    const step = steps[i];
    if (step === undefined) break;
    const inside = isMet(step) && isGeneralJump(step) ? stepsInside(steps, i, step) : undefined;
    if (inside?.every(isIdle) === true) {
      told.push(idle([step, ...inside]));
      i += 1 + inside.length;
    } else {
      told.push(step.kind === 'passed' && (step.depth === 0 || !step.whole) ? idle([step]) : step);
      i += 1;
    }
  }
  return told;
}

const isMet = (step: Step): step is Met => step.kind === 'rule' || step.kind === 'nft';

/** The steps of the chain that a jump enters. */
function stepsInside(steps: readonly Step[], at: number, { depth, hook, table }: Met): readonly Step[] {
  const rest = steps.slice(at + 1);
  const end = rest.findIndex(
    (step) => !('depth' in step) || step.depth <= depth || step.hook !== hook || step.table !== table,
  );
  return end === -1 ? rest : rest.slice(0, end);
}

const isIdle = (step: Step): boolean =>
  step.kind === 'passed' || (isMet(step) && (isReturn(step) || isGeneralJump(step)));

/** A RETURN of every packet, or of all that bear no mark. */
const isReturn = (step: Met): boolean =>
  asksNothing(step) &&
  (step.kind === 'rule' ? step.rule.target.kind === 'return' : step.outcome === 'return');

const isGeneralJump = (step: Met): boolean =>
  asksNothing(step) &&
  (step.kind === 'rule'
    ? step.rule.target.kind === 'jump'
    : step.element === undefined && step.outcome?.startsWith('jump ') === true);

/** Nothing about the packet's addresses and ports. */
const asksNothing = (step: Met): boolean =>
  step.kind === 'rule'
    ? step.rule.matches.every(({ kind }) => !specificMatches.has(kind))
    : step.rule.statements.every(({ kind }) => !specificStatements.has(kind));

const specificMatches: ReadonlySet<Match['kind']> = new Set([
  'source',
  'destination',
  'ports',
  'set',
  'random',
  'recent',
] as const);

const specificStatements: ReadonlySet<NftStatement['kind']> = new Set([
  'address',
  'addressAmong',
  'inSet',
  'destinationPort',
  'setMark',
  'update',
] as const);

function idle(steps: readonly Step[]): Idle {
  const [first] = steps;
  const where = first !== undefined && 'table' in first ? `${first.table} ${first.hook}` : '';
  return { kind: 'idle', where, rules: steps.reduce((sum, step) => sum + rulesIn(step), 0) };
}

const rulesIn = (step: Step): number =>
  step.kind === 'passed' ? step.passed : isMet(step) ? step.passed + 1 : 0;
