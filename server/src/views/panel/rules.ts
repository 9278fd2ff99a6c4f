import { memoByKey } from '../../memo/memo.ts';
import type { Chain, ChainName, Rule, Ruleset, Table } from '../../dataplane/netfilter/ruleset.ts';
import { ruleLine } from '../../dataplane/render/iptablesSave.ts';
import type { PanelRequest, RuleChain, RuleRow, RuleSection, RuleWord } from '../../protocol/panel.ts';
import type { Locate } from '../../text/span.ts';
import { panelCauses } from '../causes.ts';
import { compare, type Compared } from './changes.ts';
import { inJumpOrder, jumpOf, type ReachedChain } from './jumpOrder.ts';
import { commentOf, matchWords, targetOptionWords, targetWord } from './ruleWords.ts';
import type { InScope } from './scope.ts';
import { count } from '../words.ts';
import { isOpen } from './fold.ts';

export interface RulesInput {
  readonly ruleset: Ruleset;
  /** The rules as saved, for what an unsaved edit adds and removes. */
  readonly saved: Ruleset | undefined;
  readonly request: PanelRequest;
  readonly inScope: InScope;
  readonly locate: Locate;
  /** Addresses and ports that are simulated, as rules print them. */
  readonly simulated: ReadonlySet<string>;
}

/** Up to this many rules of a table are shown unfolded at first. */
const unfoldedAtFirst = 400;

/** The tables of a ruleset for the panel, nat first open. */
export function ruleSections(input: RulesInput): readonly RuleSection[] {
  return input.ruleset.tables.map((table) => ruleSection(input, table));
}

function ruleSection(input: RulesInput, table: Table): RuleSection {
  const { request } = input;
  const shown = shownChains(input, table);
  const rules = shown.reduce((sum, { rows }) => sum + rows.length, 0);
  const id = table.name;
  const changed = shown.some(({ rows }) => rows.some(({ change }) => change !== undefined));
  const open = isOpen(request, id, table.name === 'nat' || changed || request.filter !== '');
  const outside = table.chains.size - shown.length;
  return {
    id,
    name: table.name,
    meta: [
      count(shown.length, 'chain') +
        (outside > 0 ? `, ${String(outside)} outside this ${request.scope}` : ''),
      rules === 0 ? 'no rules' : count(rules, 'rule'),
    ].join(' · '),
    open,
    chains: open ? foldedChains(input, table, shown, rules <= unfoldedAtFirst || request.filter !== '') : [],
  };
}

interface ShownChain extends ReachedChain {
  readonly rows: readonly (Compared<Rule> & { readonly number: number | undefined })[];
}

/** The chains that hold something in view, each with the rules that are in view or lead to one. */
function shownChains(input: RulesInput, table: Table): readonly ShownChain[] {
  const reached = inJumpOrder(table);
  const before = input.saved?.tables.find(({ name }) => name === table.name);
  const compared = new Map(
    reached.map(({ chain }) => [
      chain.name,
      comparedRules(chain.name, chain, before?.chains.get(chain.name), input.saved),
    ]),
  );
  const isWanted = wantedRule(input);
  const relevant = relevantChains(reached, compared, isWanted);
  const everything = input.request.scope === 'cluster' && input.request.filter === '';
  const shown = reached.flatMap((entry): readonly ShownChain[] => {
    if (!everything && !relevant.has(entry.chain.name)) return [];
    const rows = (compared.get(entry.chain.name) ?? []).filter(
      ({ item }) => everything || isWanted(item, entry.chain) || leadsTo(item, relevant),
    );
    return [{ ...entry, rows }];
  });
  return everything ? shown : withTargets(shown, reached, compared);
}

const leadsTo = (rule: Rule, chains: ReadonlySet<ChainName>): boolean => {
  const next = jumpOf(rule);
  return next !== undefined && chains.has(next);
};

type NumberedRule = Compared<Rule> & { readonly number: number | undefined };

function comparedRules(
  name: ChainName,
  chain: Chain | undefined,
  before: Chain | undefined,
  saved: Ruleset | undefined,
): readonly NumberedRule[] {
  const rules = chain?.rules ?? [];
  const old = saved === undefined ? rules : (before?.rules ?? []);
  let number = 0;
  return compare(old, rules, (rule) => textOf(rule, name)).map((entry) => {
    if (entry.change !== 'removed') number += 1;
    return { ...entry, number: entry.change === 'removed' ? undefined : number };
  });
}

/** A rule belongs to one chain, so its text is kept beside it. */
const textOf = memoByKey((rule: Rule, chain: ChainName): string => ruleLine(chain, rule));

function wantedRule({ inScope, request }: RulesInput): (rule: Rule, chain: Chain) => boolean {
  const filter = request.filter.trim().toLowerCase();
  if (filter === '') return (rule) => inScope(rule.because);
  return (rule, chain) =>
    inScope(rule.because) &&
    (textOf(rule, chain.name).toLowerCase().includes(filter) ||
      chain.stands?.toLowerCase().includes(filter) === true);
}

/** Chains with a wanted rule, and those from which jumps lead there. */
function relevantChains(
  reached: readonly ReachedChain[],
  compared: ReadonlyMap<ChainName, readonly NumberedRule[]>,
  isWanted: (rule: Rule, chain: Chain) => boolean,
): ReadonlySet<ChainName> {
  const relevant = new Set<ChainName>();
  const parents = new Map<ChainName, ChainName[]>();
  for (const { chain } of reached) {
    for (const { item } of compared.get(chain.name) ?? []) {
      const next = jumpOf(item);
      if (next !== undefined) parents.set(next, [...(parents.get(next) ?? []), chain.name]);
      if (isWanted(item, chain)) relevant.add(chain.name);
    }
  }
  const queue = [...relevant];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const parent of parents.get(name) ?? []) {
      if (relevant.has(parent)) continue;
      relevant.add(parent);
      queue.push(parent);
    }
  }
  return relevant;
}

/** Chains that a shown rule jumps to are shown too, whole: a link must lead somewhere. */
function withTargets(
  shown: readonly ShownChain[],
  reached: readonly ReachedChain[],
  compared: ReadonlyMap<ChainName, readonly NumberedRule[]>,
): readonly ShownChain[] {
  const known = new Map(shown.map((entry) => [entry.chain.name, entry]));
  const targets = new Set(shown.flatMap(({ rows }) => rows.flatMap(({ item }) => jumpOf(item) ?? [])));
  return reached.flatMap((entry) => {
    const already = known.get(entry.chain.name);
    if (already !== undefined) return [already];
    return targets.has(entry.chain.name) ? [{ ...entry, rows: compared.get(entry.chain.name) ?? [] }] : [];
  });
}

/** Chains below a folded one are left out; it says how many. */
function foldedChains(
  input: RulesInput,
  table: Table,
  shown: readonly ShownChain[],
  unfold: boolean,
): readonly RuleChain[] {
  const chains: RuleChain[] = [];
  const references = countReferences(table);
  let foldedDepth: number | undefined;
  shown.forEach((entry, i) => {
    if (foldedDepth !== undefined && entry.depth > foldedDepth) return;
    const id = `${table.name}/${entry.chain.name}`;
    const open = isOpen(input.request, id, unfold || entry.depth < 2);
    foldedDepth = open ? undefined : entry.depth;
    const below = open ? 0 : countBelow(shown, i);
    chains.push(ruleChain(input, id, entry, open, below, references.get(entry.chain.name) ?? []));
  });
  return chains;
}

function countBelow(shown: readonly ShownChain[], index: number): number {
  const depth = shown[index]?.depth ?? 0;
  let below = 0;
  while ((shown[index + 1 + below]?.depth ?? 0) > depth) below += 1;
  return below;
}

function countReferences({ chains }: Table): ReadonlyMap<ChainName, readonly ChainName[]> {
  const references = new Map<ChainName, ChainName[]>();
  for (const { name, rules } of chains.values()) {
    for (const rule of rules) {
      const next = jumpOf(rule);
      if (next === undefined) continue;
      const from = references.get(next);
      if (from === undefined) references.set(next, [name]);
      else if (from.at(-1) !== name) from.push(name);
    }
  }
  return references;
}

function ruleChain(
  input: RulesInput,
  id: string,
  { chain, depth, from, rows }: ShownChain,
  open: boolean,
  below: number,
  references: readonly ChainName[],
): RuleChain {
  const hidden = chain.rules.length - rows.filter(({ change }) => change !== 'removed').length;
  const also = references.filter((name) => name !== from);
  const meta = [
    chain.policy,
    count(chain.rules.length, 'rule') +
      (hidden > 0 ? `, ${String(hidden)} outside this ${input.request.scope}` : ''),
    below === 0 ? undefined : `${count(below, 'chain')} below`,
    also.length === 0 ? undefined : alsoFrom(also),
  ];
  return {
    id,
    name: chain.name,
    depth,
    stands: chain.stands,
    meta: meta.filter((part) => part !== undefined).join(' · '),
    open,
    added: rows.filter(({ change }) => change === 'added').length,
    removed: rows.filter(({ change }) => change === 'removed').length,
    rules: open ? rows.map((row) => ruleRow(input, chain.name, row)) : [],
  };
}

const alsoFrom = (names: readonly ChainName[]): string =>
  names.length <= 2 ? `also from ${names.join(', ')}` : `also from ${String(names.length)} other chains`;

function ruleRow(
  { simulated, locate }: RulesInput,
  chain: ChainName,
  { item, change, number }: NumberedRule,
): RuleRow {
  return {
    ...markSimulated(spelledRule(item, chain), simulated),
    number,
    change,
    because: panelCauses(item.because, locate),
  };
}

type SpelledRule = Omit<RuleRow, 'number' | 'change' | 'because'>;

/** What a rule prints does not change while the rule lives. */
const spelledRule = memoByKey((rule: Rule, chain: ChainName): SpelledRule => ({
  target: targetWord(rule.target),
  targetOptions: targetOptionWords(rule.target).map(asWritten),
  words: rule.matches.flatMap(matchWords).map(asWritten),
  comment: commentOf(rule.matches),
  original: textOf(rule, chain),
}));

const asWritten = (word: Omit<RuleWord, 'simulated'>): RuleWord => ({ ...word, simulated: false });

function markSimulated(rule: SpelledRule, simulated: ReadonlySet<string>): SpelledRule {
  const isMarked = ({ value }: RuleWord): boolean => simulated.has(value.replace(/\/(32|128)$/, ''));
  if (simulated.size === 0 || ![...rule.words, ...rule.targetOptions].some(isMarked)) return rule;
  const marked = (words: readonly RuleWord[]): readonly RuleWord[] =>
    words.map((word) => (isMarked(word) ? { ...word, simulated: true } : word));
  return { ...rule, words: marked(rule.words), targetOptions: marked(rule.targetOptions) };
}

/** How many rules an unsaved edit adds and removes in all tables, in view or not. */
export function changeCounts({ ruleset, saved }: RulesInput): {
  readonly added: number;
  readonly removed: number;
} {
  let added = 0;
  let removed = 0;
  if (saved === undefined || saved === ruleset) return { added, removed };
  for (const table of ruleset.tables) {
    const before = saved.tables.find(({ name }) => name === table.name);
    for (const name of new Set([...table.chains.keys(), ...(before?.chains.keys() ?? [])])) {
      for (const { change } of comparedRules(name, table.chains.get(name), before?.chains.get(name), saved)) {
        if (change === 'added') added += 1;
        if (change === 'removed') removed += 1;
      }
    }
  }
  return { added, removed };
}
