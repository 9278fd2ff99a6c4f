import type { IpFamily } from '../../net/ip.ts';
import { written } from '../../origin/origin.ts';
import { span, type Section, type Span } from '../../text/span.ts';
import {
  chainName,
  type Chain,
  type ChainName,
  type Rule,
  type Table,
  type TableName,
} from '../netfilter/ruleset.ts';
import { guessFamily } from './family.ts';
import type { ReadProblem, ReadRules } from './iptablesSave.ts';
import { readColumns, readCount, readRow, type Columns } from './listRow.ts';

export interface ListContext {
  /** A listing does not say which table it is of; without this it is guessed from its chains. */
  readonly table?: TableName;
  readonly family?: IpFamily;
}

interface ChainDraft extends Chain {
  readonly rules: Rule[];
}

/**
 * `iptables -L` listings, with `-v`, `-n` and `--line-numbers` or not, as they are or through `column -t`, into the same
 * values as iptables-save text. A chain listed twice keeps its first listing. Never throws.
 */
export function readIptablesList(section: Section, context: ListContext = {}): ReadRules {
  const chains = new Map<ChainName, ChainDraft>();
  const problems: ReadProblem[] = [];
  const listing: Listing = { chains, open: undefined, columns: undefined };
  let start = 0;
  for (const line of section.text.split('\n')) {
    const at = span(section, start, start + line.trimEnd().length);
    const problem = takeLine(line.trim().replace(/\s+/g, ' '), at, listing);
    if (problem !== undefined) problems.push({ at, message: problem });
    start += line.length + 1;
  }
  const table: Table = { name: context.table ?? guessTable(chains), chains };
  return { ruleset: { family: context.family ?? guessFamily([table]), tables: [table] }, problems };
}

interface Listing {
  readonly chains: Map<ChainName, ChainDraft>;
  open: ChainDraft | undefined;
  columns: Columns | undefined;
}

/** Adds one line to the listing; says what is wrong with it when it cannot. */
function takeLine(words: string, at: Span, listing: Listing): string | undefined {
  if (words === '' || words.startsWith('#')) return undefined;
  const heading = readHeading(words, at);
  if (heading !== undefined) {
    listing.open = heading;
    if (!listing.chains.has(heading.name)) listing.chains.set(heading.name, heading);
    return undefined;
  }
  const columns = readColumns(words);
  if (columns !== undefined) {
    listing.columns = columns;
    return undefined;
  }
  const row = listing.columns === undefined ? undefined : readRow(words, listing.columns);
  if (row === undefined || listing.open === undefined) return 'this is no row of iptables -L';
  listing.open.rules.push({ ...row, because: written(at) });
  return undefined;
}

/** `Chain INPUT (policy DROP 3 packets, 180 bytes)`, `Chain KUBE-SERVICES (2 references)`. */
function readHeading(words: string, at: Span): ChainDraft | undefined {
  const found =
    /^Chain (\S+) \((?:policy (ACCEPT|DROP)(?: (\S+) packets, (\S+) bytes)?|\d+ references)\)/.exec(words);
  if (found === null) return undefined;
  const [, name = '', policy, packets = '0', bytes = '0'] = found;
  const counters = { packets: readCount(packets) ?? 0n, bytes: readCount(bytes) ?? 0n };
  return {
    name: chainName(name),
    rules: [],
    because: written(at),
    ...(policy === 'ACCEPT' || policy === 'DROP' ? { policy } : {}),
    ...(counters.packets === 0n && counters.bytes === 0n ? {} : { counters }),
  };
}

/** Built-in chains tell a table; without one, rules that translate addresses or serve to do so are of nat. */
function guessTable(chains: ReadonlyMap<ChainName, Chain>): TableName {
  const has = (name: string): boolean => chains.has(chainName(name));
  if (has('POSTROUTING')) return has('FORWARD') ? 'mangle' : 'nat';
  if (has('FORWARD') || has('INPUT')) return 'filter';
  if (has('PREROUTING')) return 'raw';
  return [...chains.values()].some(translates) ? 'nat' : 'filter';
}

const translates = ({ rules }: Chain): boolean =>
  rules.some(
    ({ target }) =>
      target.kind === 'dnat' ||
      target.kind === 'snat' ||
      target.kind === 'masquerade' ||
      (target.kind === 'jump' && /^KUBE-(?:SVC|SVL|SEP|EXT|XLB|FW|MARK-MASQ|NODEPORTS)/.test(target.chain)),
  );
