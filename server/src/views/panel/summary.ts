import type { ListingBlock, PanelRequest } from '../../protocol/panel.ts';
import { fileName } from '../causes.ts';
import { isSimulated } from '../../origin/origin.ts';
import { changeCounts, type RulesInput } from './rules.ts';
import { count } from '../words.ts';

/** What the + and − of a view come from. */
export type ChangedBy = 'unsaved edit' | 'what if';

/** "44 rules in 33 chains on worker1", "21 from services.yaml", "unsaved edit: +1 −1", "3 rest on simulated facts". */
export function rulesSummary(input: RulesInput, node: string, changedBy: ChangedBy): readonly string[] {
  const chains = input.ruleset.tables.flatMap((table) => [...table.chains.values()]);
  const rules = chains.flatMap((chain) => chain.rules);
  const inScope = rules.filter(({ because }) => input.inScope(because)).length;
  const simulated = rules.filter(({ because }) => isSimulated(because)).length;
  return [
    `${count(rules.length, 'rule')} in ${count(chains.length, 'chain')} on ${node}`,
    ...scopePart(input.request, inScope),
    ...changePart(changeCounts(input), changedBy),
    ...(simulated === 0 ? [] : [`${String(simulated)} rest on simulated facts`]),
  ];
}

export function listingSummary(
  blocks: readonly ListingBlock[],
  node: string,
  request: PanelRequest,
  changedBy: ChangedBy,
): readonly string[] {
  const lines = blocks.flatMap((block) => block.lines);
  const added = lines.filter(({ change }) => change === 'added').length;
  const removed = lines.filter(({ change }) => change === 'removed').length;
  return [
    `${count(blocks.length, 'part')} on ${node}`,
    ...(request.filter === '' ? [] : ['filtered']),
    ...changePart({ added, removed }, changedBy),
  ];
}

const scopePart = ({ scope, focus }: PanelRequest, inScope: number): readonly string[] => {
  if (scope === 'cluster' || focus === undefined) return [];
  return [`${String(inScope)} from ${scope === 'file' ? fileName(focus.uri) : 'this object'}`];
};

const changePart = (
  { added, removed }: { readonly added: number; readonly removed: number },
  changedBy: ChangedBy,
): readonly string[] =>
  added + removed === 0 ? [] : [`${changedBy}: +${String(added)} −${String(removed)}`];
