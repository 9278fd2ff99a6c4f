import { chainName, type Chain, type Hook, type Rule, type Table } from '../dataplane/netfilter/ruleset.ts';
import { answerOf, answerOfAll, type Scene } from './match.ts';
import type { Tracking } from './packet.ts';
import type { Passing, Stop, Walked } from './passing.ts';
import type { RulePlace, Step, TriedRule } from './step.ts';
import { hit, type Hit } from './target.ts';

/** How a packet left a chain: back to the caller, out of the table, or for good. */
interface Left {
  readonly passing: Passing;
  readonly end: 'return' | 'accept' | Stop;
}

/** iptables refuses rules that jump in a circle; a text that nobody loaded may have them. */
const deepest = 64;

/** Up to how many rules that did not match are named one by one. */
const namedRules = 6;

/**
 * Takes a packet through one table at one hook. A random match splits it: every outcome is an answer, with its
 * probability. A match or target that is not understood ends in `unknown`, never in a silent pass.
 */
export function walkTable(table: Table, scene: Scene, passing: Passing): readonly Walked[] {
  return walkFrom(table, chainName(scene.hook), scene, passing);
}

/** The same from a chain of the table, as a rule outside it jumps there. */
export function walkFrom(
  table: Table,
  start: Chain['name'],
  scene: Scene,
  passing: Passing,
): readonly Walked[] {
  const chain = table.chains.get(start);
  if (chain === undefined) return [{ passing }];
  return walkChain({ table, scene }, chain, passing, 0).map((left) =>
    atEndOfTable(left, chain, table, scene),
  );
}

function atEndOfTable({ passing, end }: Left, base: Chain, table: Table, { hook }: Scene): Walked {
  if (typeof end !== 'string') return { passing, stop: end };
  if (end === 'accept' || base.policy !== 'DROP') return { passing };
  const { because } = base;
  const step: Step = {
    kind: 'policy',
    ...placeOf(table, hook, base, 0),
    because,
    packet: passing.packet,
  };
  return {
    passing: { ...passing, steps: [...passing.steps, step] },
    stop: { kind: 'dropped', reason: `the policy of ${table.name} ${base.name} is DROP`, because },
  };
}

interface Walking {
  readonly table: Table;
  readonly scene: Scene;
}

const placeOf = (table: Table, hook: Hook, chain: Chain, depth: number): RulePlace => ({
  hook,
  table: table.name,
  chain: chain.name,
  depth,
});

/** One branch of the packet inside a chain. */
interface Branch {
  readonly passing: Passing;
  /** Rules tried since the last that matched; counted up in place, since most rules of a large chain match nothing. */
  tried: number;
  readonly matched: boolean;
}

function walkChain(walking: Walking, chain: Chain, entering: Passing, depth: number): readonly Left[] {
  const left: Left[] = [];
  let inside: readonly Branch[] = [{ passing: entering, tried: 0, matched: false }];
  for (let index = 0; index < chain.rules.length && inside.length > 0; index += 1) {
    const rule = chain.rules[index];
    if (rule === undefined || misses(rule, inside, walking)) continue;
    const met = inside.map((branch) => meet(walking, { chain, rule, number: index + 1, depth }, branch));
    left.push(...met.flatMap((each) => each.left));
    inside = met.flatMap((each) => each.inside);
  }
  return [...left, ...inside.map((branch) => leaveAtEnd(walking, chain, branch, depth))];
}

/** The way of most rules in a large chain: one branch, and no match. */
function misses({ matches }: Rule, [only, ...more]: readonly Branch[], { scene }: Walking): boolean {
  if (only === undefined || more.length > 0) return false;
  const { packet, tracking } = only.passing;
  if (answerOfAll(matches, packet, tracking, scene) !== 0) return false;
  only.tried += 1;
  return true;
}

interface Position {
  readonly chain: Chain;
  readonly rule: Rule;
  readonly number: number;
  readonly depth: number;
}

interface Met {
  readonly left: readonly Left[];
  readonly inside: readonly Branch[];
}

/** The rule matches, does not, or may: then both happen, with their shares. */
function meet(walking: Walking, at: Position, branch: Branch): Met {
  const { passing } = branch;
  const answer = answerOfAll(at.rule.matches, passing.packet, passing.tracking, walking.scene);
  if (answer === 0) return { left: [], inside: [{ ...branch, tried: branch.tried + 1 }] };
  if (typeof answer !== 'number')
    return { left: [unknownAt(walking, at, branch, answer.unknown)], inside: [] };
  const taken = take(walking, at, branch, answer);
  if (answer === 1) return taken;
  const missed = { ...passing, probability: passing.probability * (1 - answer) };
  return {
    left: taken.left,
    inside: [...taken.inside, { ...branch, passing: missed, tried: branch.tried + 1 }],
  };
}

const unknownAt = (walking: Walking, at: Position, branch: Branch, reason: string): Left => ({
  passing: withRuleStep(walking, at, branch, { packet: branch.passing.packet, note: reason }, 1),
  end: { kind: 'unknown', rule: named(walking, at), reason, because: at.rule.because },
});

const named = ({ table }: Walking, { chain, number }: Position): string =>
  `${table.name} ${chain.name} rule ${String(number)}`;

function take(walking: Walking, at: Position, branch: Branch, chance: number): Met {
  const { scene } = walking;
  const result = hit(at.rule, branch.passing, scene);
  const before = { ...branch, passing: withShare(branch.passing, chance) };
  const passing = withRuleStep(walking, at, before, result, chance);
  const stay = (kept: Passing): Branch => ({ passing: kept, tried: 0, matched: true });
  switch (result.then) {
    case 'continue':
      return { left: [], inside: [stay(passing)] };
    case 'return':
    case 'accept':
      return { left: [{ passing, end: result.then }], inside: [] };
    case 'jump':
    case 'goto':
      return enter(walking, at, result, passing, stay);
    case 'stop':
      return { left: [{ passing, end: { ...result.stop, rule: named(walking, at) } }], inside: [] };
  }
}

const withShare = (passing: Passing, share: number): Passing => ({
  ...passing,
  probability: passing.probability * share,
});

/** A jump comes back to the next rule; after a goto, the end of the chain goes back to this chain's caller. */
function enter(
  walking: Walking,
  at: Position,
  { then, chain: name }: Extract<Hit, { readonly then: 'jump' | 'goto' }>,
  passing: Passing,
  stay: (kept: Passing) => Branch,
): Met {
  const chain = walking.table.chains.get(name);
  const { because } = at.rule;
  if (chain === undefined || at.depth >= deepest) {
    const what = chain === undefined ? `there is no chain ${name}` : 'the chains jump in a circle';
    const end: Stop = { kind: 'unknown', rule: named(walking, at), reason: what, because };
    return { left: [{ passing, end }], inside: [] };
  }
  const lefts = walkChain(walking, chain, passing, at.depth + 1);
  if (then === 'goto') return { left: lefts, inside: [] };
  return {
    left: lefts.filter(({ end }) => end !== 'return'),
    inside: lefts.filter(({ end }) => end === 'return').map((left) => stay(left.passing)),
  };
}

function withRuleStep(
  { table, scene }: Walking,
  { chain, rule, number, depth }: Position,
  { passing, tried }: Branch,
  result: Pick<Hit, 'packet' | 'note'> & { readonly tracking?: Tracking },
  chance: number,
): Passing {
  const step: Step = {
    kind: 'rule',
    ...placeOf(table, scene.hook, chain, depth),
    number,
    rule,
    before: passing.packet,
    after: result.packet,
    passed: tried,
    chance: chance === 1 ? undefined : chance,
    note: result.note,
  };
  return {
    packet: result.packet,
    tracking: result.tracking ?? passing.tracking,
    probability: passing.probability,
    steps: [...passing.steps, step],
  };
}

function leaveAtEnd(walking: Walking, chain: Chain, branch: Branch, depth: number): Left {
  const { passing, tried, matched } = branch;
  if (tried === 0) return { passing, end: 'return' };
  const step: Step = {
    kind: 'passed',
    ...placeOf(walking.table, walking.scene.hook, chain, depth),
    passed: tried,
    whole: !matched,
    tried: matched || tried > namedRules ? [] : triedRules(walking, chain, passing),
    packet: passing.packet,
  };
  return { passing: { ...passing, steps: [...passing.steps, step] }, end: 'return' };
}

const triedRules = ({ scene }: Walking, chain: Chain, { packet, tracking }: Passing): readonly TriedRule[] =>
  chain.rules.flatMap((rule, index) => {
    const failed = rule.matches.find((match) => answerOf(match, packet, tracking, scene) === 0);
    return failed === undefined ? [] : [{ number: index + 1, rule, failed }];
  });
