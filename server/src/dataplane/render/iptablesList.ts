import type { IpFamily } from '../../net/ip.ts';
import type { Chain, ChainName, Counters, Rule, Ruleset, Table, TableName } from '../netfilter/ruleset.ts';
import { tableOf } from '../netfilter/ruleset.ts';
import type { Match } from '../netfilter/match.ts';
import { matchDetails, targetDetails, targetWord } from './iptablesListDetails.ts';
import type { RenderedLine } from './rendered.ts';

export interface ListOptions {
  /** `-v`: counters, options and interfaces too. */
  readonly verbose: boolean;
  /** `-n`; without it `0.0.0.0/0` reads `anywhere`. Names of hosts and services are not looked up. */
  readonly numeric: boolean;
}

const everything: ListOptions = { verbose: true, numeric: true };

/**
 * `iptables -t TABLE -L [CHAIN] [-n] [-v]`: the table's chains, or the one named, in the columns of iptables 1.8. Protocols
 * by name, as all versions but 1.8.9 have it. Yields nothing when there is no such table or chain.
 */
export function* renderIptablesList(
  ruleset: Ruleset,
  tableName: TableName,
  chainName?: ChainName,
  options: ListOptions = everything,
): Generator<RenderedLine> {
  const table = tableOf(ruleset, tableName);
  if (table === undefined) return;
  const references = referencesIn(table);
  let first = true;
  for (const chain of table.chains.values()) {
    if (chainName !== undefined && chain.name !== chainName) continue;
    if (!first) yield { text: '', because: undefined };
    first = false;
    yield* listChain(chain, references.get(chain.name) ?? 0, ruleset.family, options);
  }
}

function* listChain(
  chain: Chain,
  references: number,
  family: IpFamily,
  options: ListOptions,
): Generator<RenderedLine> {
  yield { text: headingOf(chain, references, options), because: chain.because };
  yield { text: options.verbose ? verboseColumns : columns, because: undefined };
  for (const rule of chain.rules) yield { text: ruleRow(rule, family, options), because: rule.because };
}

const columns = 'target     prot opt source               destination         ';
const verboseColumns = ` pkts bytes target     prot opt in     out     source               destination         `;

function headingOf({ name, policy, counters }: Chain, references: number, { verbose }: ListOptions): string {
  if (policy === undefined) return `Chain ${name} (${String(references)} references)`;
  const { packets, bytes } = counters ?? zero;
  const counted = verbose ? ` ${abbreviated(packets)} packets, ${abbreviated(bytes)} bytes` : '';
  return `Chain ${name} (policy ${policy}${counted})`;
}

const zero: Counters = { packets: 0n, bytes: 0n };

function referencesIn(table: Table): ReadonlyMap<ChainName, number> {
  const references = new Map<ChainName, number>();
  for (const { rules } of table.chains.values())
    for (const { target } of rules)
      if (target.kind === 'jump' || target.kind === 'goto')
        references.set(target.chain, (references.get(target.chain) ?? 0) + 1);
  return references;
}

/** One row; columns are at least as wide as iptables makes them, longer words push the rest to the right. */
export function ruleRow(rule: Rule, family: IpFamily, options: ListOptions = everything): string {
  const { matches, target } = rule;
  const { verbose, numeric } = options;
  const anywhere = !numeric ? 'anywhere' : family === 4 ? '0.0.0.0/0' : '::/0';
  let row = verbose ? countersText(rule.counters ?? zero) : '';
  row += `${targetWord(target).padEnd(9)} ${protocolText(matches)}-- `;
  if (verbose) row += ` ${interfaceText(matches, 'inInterface')} ${interfaceText(matches, 'outInterface')} `;
  row += `${netText(matches, 'source', anywhere)} ${netText(matches, 'destination', anywhere)} `;
  if (target.kind === 'goto') row += targetDetails(target);
  for (const match of matches) row += matchDetails(match);
  return target.kind === 'goto' ? row : row + targetDetails(target);
}

function protocolText(matches: readonly Match[]): string {
  for (const match of matches)
    if (match.kind === 'protocol') return `${match.not === true ? '!' : ' '}${match.is.padEnd(5)}`;
  return ' all  ';
}

function interfaceText(matches: readonly Match[], kind: 'inInterface' | 'outInterface'): string {
  for (const match of matches)
    if (match.kind === kind) return `${match.not === true ? '!' : ''}${match.name}`.padEnd(6);
  return '*     ';
}

function netText(matches: readonly Match[], kind: 'source' | 'destination', anywhere: string): string {
  for (const match of matches)
    if (match.kind === kind && (match.not === true || !match.net.endsWith('/0')))
      return `${match.not === true ? '!' : ' '}${shortNet(match.net).padEnd(19)}`;
  return ` ${anywhere.padEnd(19)}`;
}

/** An address stands without the length that says it is one. */
const shortNet = (net: string): string => net.replace(net.includes(':') ? /\/128$/ : /\/32$/, '');

const countersText = ({ packets, bytes }: Counters): string =>
  `${abbreviated(packets).padStart(5)} ${abbreviated(bytes).padStart(5)} `;

/** Five digits at most, then thousands with K, M, G, T (libxtables: xtables_print_num). */
function abbreviated(count: bigint): string {
  if (count <= 99999n) return String(count);
  let rest = count;
  for (const unit of ['K', 'M', 'G']) {
    rest = (rest + 500n) / 1000n;
    if (rest <= 9999n) return `${String(rest)}${unit}`;
  }
  return `${String((rest + 500n) / 1000n)}T`;
}
