import type { IpFamily } from '../../net/ip.ts';
import { written, type Origin } from '../../origin/origin.ts';
import { span, type Section, type Span } from '../../text/span.ts';
import {
  chainName,
  type Chain,
  type ChainName,
  type Counters,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '../netfilter/ruleset.ts';
import { guessFamily } from './family.ts';
import { readArguments } from './iptablesArguments.ts';

/** What a dump holds, and the lines of it that belong to no table. */
export interface ReadRules {
  readonly ruleset: Ruleset;
  readonly problems: readonly ReadProblem[];
}

export interface ReadProblem {
  readonly at: Span;
  readonly message: string;
}

/**
 * iptables-save text (with `-c` too, and what `iptables -S` prints) into values; printed, they are the text again without
 * its comment lines. Every rule's origin is its line. Foreign chains are chains like any other. Never throws.
 */
export function readIptablesSave(section: Section, family?: IpFamily): ReadRules {
  const tables: TableDraft[] = [];
  const problems: ReadProblem[] = [];
  let start = 0;
  for (const line of section.text.split('\n')) {
    const at = span(section, start, start + line.trimEnd().length);
    const problem = takeLine(line.trimEnd(), at, tables);
    if (problem !== undefined) problems.push({ at, message: problem });
    start += line.length + 1;
  }
  return { ruleset: { family: family ?? guessFamily(tables), tables }, problems };
}

interface TableDraft extends Table {
  readonly chains: Map<ChainName, ChainDraft>;
}

interface ChainDraft extends Chain {
  readonly rules: Rule[];
}

const tableNames: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter', 'security'];
const counted = /^\[(\d+):(\d+)\]$/;

/** Adds one line to the last table; says what is wrong with it when it cannot. */
function takeLine(line: string, at: Span, tables: TableDraft[]): string | undefined {
  if (line === '' || line === 'COMMIT' || line.startsWith('#')) return undefined;
  if (line.startsWith('*')) return takeTable(line.slice(1), tables);
  if (line.startsWith(':')) return takeChain(line.slice(1).split(' '), at, lastOf(tables));
  const declared = /^-([PN]) (\S+)(?: (ACCEPT|DROP))?$/.exec(line);
  if (declared !== null) return takeChain([declared[2] ?? '', declared[3] ?? '-'], at, lastOf(tables));
  return takeRule(line, at, lastOf(tables));
}

function takeTable(name: string, tables: TableDraft[]): string | undefined {
  const known = tableNames.find((one) => one === name);
  if (known === undefined) return `"${name}" is no table of netfilter`;
  tables.push({ name: known, chains: new Map() });
  return undefined;
}

/** Rules outside any table are those of `filter`, as iptables itself takes them. */
function lastOf(tables: TableDraft[]): TableDraft {
  const last = tables.at(-1);
  if (last !== undefined) return last;
  const filter: TableDraft = { name: 'filter', chains: new Map() };
  tables.push(filter);
  return filter;
}

function takeChain(words: readonly string[], at: Span, table: TableDraft): string | undefined {
  const [name = '', policy = '', counters = '[0:0]'] = words;
  const count = readCounters(counters);
  const isBuiltIn = policy === 'ACCEPT' || policy === 'DROP';
  if (name === '' || count === undefined || !(isBuiltIn || policy === '-'))
    return 'a chain is declared as ":NAME POLICY [PACKETS:BYTES]"';
  const { rules } = chainOf(table, chainName(name), written(at));
  table.chains.set(chainName(name), {
    name: chainName(name),
    rules,
    because: written(at),
    ...(isBuiltIn ? { policy } : {}),
    ...(count.packets === 0n && count.bytes === 0n ? {} : { counters: count }),
  });
  return undefined;
}

function takeRule(line: string, at: Span, table: TableDraft): string | undefined {
  const found = /^(?:(\[\d+:\d+\]) )?-A (\S+) ?(.*)$/.exec(line);
  if (found === null) return 'this is no line of iptables-save';
  const [, counters, name = '', rest = ''] = found;
  const because = written(at);
  const count = counters === undefined ? undefined : readCounters(counters);
  chainOf(table, chainName(name), because).rules.push({
    ...readArguments(rest),
    because,
    ...(count === undefined ? {} : { counters: count }),
  });
  return undefined;
}

/** A chain that was not declared, as in a part of a dump, begins with its first rule. */
function chainOf(table: TableDraft, name: ChainName, because: Origin): ChainDraft {
  const known = table.chains.get(name);
  if (known !== undefined) return known;
  const chain: ChainDraft = { name, rules: [], because };
  table.chains.set(name, chain);
  return chain;
}

function readCounters(text: string): Counters | undefined {
  const found = counted.exec(text);
  return found === null ? undefined : { packets: BigInt(found[1] ?? '0'), bytes: BigInt(found[2] ?? '0') };
}
