import type { Match } from '../../dataplane/netfilter/match.ts';
import type { Target } from '../../dataplane/netfilter/target.ts';
import { matchArguments, targetArguments } from '../../dataplane/render/iptablesArguments.ts';
import type { RuleRow, RuleWord } from '../../protocol/panel.ts';

type Word = Omit<RuleWord, 'simulated'>;

/** An option with its values, a negation before it: `! -s 10.48.0.0/16`, `--match-set KUBE-CLUSTER-IP dst,dst`. */
const optionWithValues = /(! )?(--?[a-z][\w-]*)((?: (?!!|--?[a-z])(?:"(?:\\.|[^"])*"|\S+))*)/g;

/** Arguments cut where a reader would: an option and its value stay together. */
const wordsOf = (args: string): readonly Word[] =>
  [...args.matchAll(optionWithValues)].map(([, not, option = '', values = '']) => ({
    not: not !== undefined,
    option,
    value: values.trim(),
  }));

/** One match in the words of iptables-save; a comment is shown apart. */
export const matchWords = (match: Match): readonly Word[] =>
  match.kind === 'comment' ? [] : wordsOf(matchArguments(match));

/** What follows the target's name. */
export const targetOptionWords = (target: Target): readonly Word[] =>
  wordsOf(targetArguments(target)).slice(1);

/** The word after `-j`, and whether it is a chain one can follow. */
export function targetWord(target: Target): RuleRow['target'] {
  const [jump] = wordsOf(targetArguments(target));
  if (jump === undefined) return undefined;
  const chain = target.kind === 'jump' || target.kind === 'goto' ? target.chain : undefined;
  return { text: jump.value, chain };
}

export const commentOf = (matches: readonly Match[]): string | undefined =>
  matches.find((match) => match.kind === 'comment')?.text;
