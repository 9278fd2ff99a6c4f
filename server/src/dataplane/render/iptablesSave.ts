import type { Chain, Counters, Rule, Ruleset, Table } from '../netfilter/ruleset.ts';
import { matchArguments, targetArguments } from './iptablesArguments.ts';
import type { RenderedLine } from './rendered.ts';

/** Line by line what `iptables-save` (or `ip6tables-save`) prints, without its comment lines. Decides nothing. */
export function* renderIptablesSave({ tables }: Ruleset): Generator<RenderedLine> {
  for (const table of tables) yield* renderTable(table);
}

export function* renderTable({ name, chains }: Table): Generator<RenderedLine> {
  yield { text: `*${name}`, because: undefined };
  for (const chain of chains.values()) yield { text: chainLine(chain), because: chain.because };
  for (const chain of chains.values())
    for (const rule of chain.rules) yield { text: ruleLine(chain.name, rule), because: rule.because };
  yield { text: 'COMMIT', because: undefined };
}

const chainLine = ({ name, policy, counters }: Chain): string =>
  `:${name} ${policy ?? '-'} ${counterText(counters ?? zero)}`;

/** One `-A` line; with counters in front when the rule carries them, as `iptables-save -c` has it. */
export function ruleLine(chain: string, rule: Rule): string {
  let text = rule.counters === undefined ? '' : `${counterText(rule.counters)} `;
  text += `-A ${chain}`;
  for (const match of rule.matches) text += matchArguments(match);
  return text + targetArguments(rule.target);
}

const zero: Counters = { packets: 0n, bytes: 0n };

const counterText = ({ packets, bytes }: Counters): string => `[${String(packets)}:${String(bytes)}]`;
