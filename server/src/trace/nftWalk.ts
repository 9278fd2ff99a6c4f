import type { NftChain, NftRule, NftTable, NftVerdict } from '../dataplane/netfilter/nft.ts';
import { chainNamed } from '../dataplane/netfilter/nftTable.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Scene } from './match.ts';
import { readRule, type NftWalking, type Read, type Reading } from './nftRead.ts';
import type { Step } from './step.ts';
import type { Passing, Stop, Walked } from './passing.ts';

/** How a packet left a chain: back to the caller, out of the base chain, or for good. */
interface Left {
  readonly passing: Passing;
  readonly end: 'return' | 'accept' | Stop;
}

const deepest = 64;

/** The base chains that the kernel calls at the scene's hook, lowest priority first. */
export const baseChainsAt = (
  table: NftTable,
  { hook }: Pick<Scene, 'hook'>,
  type: 'filter' | 'nat',
): readonly NftChain[] =>
  baseChainsOf(table).filter(({ base }) => base?.type === type && base.hook === hook.toLowerCase());

const baseChainsOf = memoByKey((table: NftTable): readonly NftChain[] =>
  table.parts
    .flatMap(({ chains }) => chains.filter(({ base }) => base !== undefined))
    .sort((a, b) => (a.base?.priority ?? 0) - (b.base?.priority ?? 0)),
);

/** Takes a packet through one base chain, splitting it where numgen picks. Base chains of kube-proxy accept at their end. */
export const walkBaseChain = (
  table: NftTable,
  base: NftChain,
  scene: Scene,
  passing: Passing,
): readonly Walked[] =>
  walkChain({ table, scene }, base, passing, 0).map(({ passing: after, end }) =>
    typeof end === 'string' ? { passing: after } : { passing: after, stop: end },
  );

interface Branch {
  readonly passing: Passing;
  readonly tried: number;
  readonly matched: boolean;
}

function walkChain(walking: NftWalking, chain: NftChain, entering: Passing, depth: number): readonly Left[] {
  const left: Left[] = [];
  let inside: readonly Branch[] = [{ passing: entering, tried: 0, matched: false }];
  for (const [index, rule] of chain.rules.entries()) {
    const at: Position = { chain, rule, number: index + 1, depth };
    const next: Branch[] = [];
    for (const branch of inside)
      for (const result of meet(walking, at, branch)) {
        if ('end' in result) left.push(result);
        else next.push(result);
      }
    inside = next;
    if (inside.length === 0) return left;
  }
  return [...left, ...inside.map((branch) => leaveAtEnd(walking, chain, branch, depth))];
}

interface Position {
  readonly chain: NftChain;
  readonly rule: NftRule;
  readonly number: number;
  readonly depth: number;
}

function meet(walking: NftWalking, at: Position, branch: Branch): readonly (Left | Branch)[] {
  const { passing } = branch;
  return readRule(walking, at.rule, passing).flatMap((read) => conclude(walking, at, branch, read));
}

function conclude(walking: NftWalking, at: Position, branch: Branch, read: Read): readonly (Left | Branch)[] {
  const { reading } = read;
  if (read.kind === 'on' || read.kind === 'no') {
    if (!reading.acted) return [{ ...branch, tried: branch.tried + 1 }];
    return [{ passing: withStep(walking, at, branch, reading, undefined), tried: 0, matched: true }];
  }
  if (read.kind === 'translated')
    return [{ passing: withStep(walking, at, branch, reading, read.outcome), end: 'accept' }];
  if (read.kind === 'stop') {
    const passing = withStep(
      walking,
      at,
      branch,
      reading,
      read.stop.kind === 'rejected' ? 'reject' : undefined,
    );
    return [{ passing, end: { ...read.stop, rule: named(walking, at) } }];
  }
  return followVerdict(
    walking,
    at,
    withStep(walking, at, branch, reading, verdictText(read.verdict)),
    read.verdict,
  );
}

function followVerdict(
  walking: NftWalking,
  at: Position,
  passing: Passing,
  verdict: NftVerdict,
): readonly (Left | Branch)[] {
  const { because } = at.rule;
  if (verdict.kind === 'return') return [{ passing, end: 'return' }];
  if (verdict.kind === 'drop')
    return [{ passing, end: { kind: 'dropped', rule: named(walking, at), reason: '', because } }];
  const chain = chainNamed(walking.table, verdict.chain);
  if (chain === undefined || at.depth >= deepest) {
    const what = chain === undefined ? `there is no chain ${verdict.chain}` : 'the chains jump in a circle';
    return [{ passing, end: { kind: 'unknown', rule: named(walking, at), reason: what, because } }];
  }
  const lefts = walkChain(walking, chain, passing, at.depth + 1);
  if (verdict.kind === 'goto') return lefts;
  return lefts.map((left) =>
    left.end === 'return' ? { passing: left.passing, tried: 0, matched: true } : left,
  );
}

const verdictText = (verdict: NftVerdict): string =>
  'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;

const named = ({ table }: NftWalking, { chain, number }: Position): string =>
  `${table.name} ${chain.name} rule ${String(number)}`;

function withStep(
  { table, scene }: NftWalking,
  { chain, rule, number, depth }: Position,
  { passing, tried }: Branch,
  { packet, tracking, share, element, note }: Reading,
  outcome: string | undefined,
): Passing {
  const step: Step = {
    kind: 'nft',
    hook: scene.hook,
    table: table.name,
    chain: chain.name,
    depth,
    number,
    rule,
    element,
    outcome,
    before: passing.packet,
    after: packet,
    passed: tried,
    chance: share === 1 ? undefined : share,
    note,
  };
  return { packet, tracking, probability: passing.probability * share, steps: [...passing.steps, step] };
}

function leaveAtEnd({ table, scene }: NftWalking, chain: NftChain, branch: Branch, depth: number): Left {
  const { passing, tried, matched } = branch;
  if (tried === 0) return { passing, end: 'return' };
  const step: Step = {
    kind: 'passed',
    hook: scene.hook,
    table: table.name,
    chain: chain.name,
    depth,
    passed: tried,
    whole: !matched,
    tried: [],
    packet: passing.packet,
  };
  return { passing: { ...passing, steps: [...passing.steps, step] }, end: 'return' };
}
