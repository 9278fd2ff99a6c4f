import type { IpFamily } from '../../net/ip.ts';
import type { Match } from '../netfilter/match.ts';
import { chainName, type Counters, type Rule } from '../netfilter/ruleset.ts';
import type { Target } from '../netfilter/target.ts';
import { isExtension } from './extensions.ts';
import { readDetails } from './listDetails.ts';

/** Which columns a listing has, as its heading says. */
export interface Columns {
  readonly numbered: boolean;
  readonly counted: boolean;
  readonly interfaces: boolean;
}

export function readColumns(heading: string): Columns | undefined {
  const words = heading.split(' ');
  if (!words.includes('target') || !words.includes('source')) return undefined;
  return {
    numbered: words.includes('num'),
    counted: words.includes('pkts'),
    interfaces: words.includes('out'),
  };
}

interface Cells {
  readonly counters: Counters | undefined;
  readonly target: string;
  readonly protocol: string;
  readonly inInterface: string;
  readonly outInterface: string;
  readonly source: string;
  readonly destination: string;
  readonly details: string;
}

/** One row of a listing, its blanks made single, as `column -t` leaves them or not; `undefined` when it is none. */
export function readRow(row: string, columns: Columns): Omit<Rule, 'because'> | undefined {
  const cells = cellsOf(row.split(' '), columns);
  if (cells === undefined) return undefined;
  const goesTo = /^\[goto\] ?/.exec(cells.details)?.[0];
  const { matches, target } = readDetails(cells.details.slice(goesTo?.length ?? 0), cells.target);
  const family: IpFamily = cells.source.includes(':') || cells.destination.includes(':') ? 6 : 4;
  return {
    matches: [
      ...netOf('source', cells.source, family),
      ...netOf('destination', cells.destination, family),
      ...interfaceOf('inInterface', cells.inInterface),
      ...interfaceOf('outInterface', cells.outInterface),
      ...protocolOf(cells.protocol),
      ...matches,
    ],
    target: target ?? targetOf(cells.target, goesTo !== undefined),
    ...(cells.counters === undefined ? {} : { counters: cells.counters }),
  };
}

const option = /^(?:--|-f|!f)$/;

function cellsOf(words: readonly string[], columns: Columns): Cells | undefined {
  const { numbered, counted } = columns;
  const before = (numbered ? 1 : 0) + (counted ? 2 : 0);
  const counters = counted ? readCounters(words.slice(before - 2, before)) : undefined;
  if (counted && counters === undefined) return undefined;
  const cells = namedCells(words.slice(before), columns);
  if (!isNet(cells.source) || !isNet(cells.destination)) return undefined;
  const isZero = counters?.packets === 0n && counters.bytes === 0n;
  return { ...cells, counters: isZero ? undefined : counters };
}

/** A rule without target leaves its column empty; ip6tables before 1.8.9 leaves the options column empty. */
function namedCells(words: readonly string[], { interfaces }: Columns): Omit<Cells, 'counters'> {
  const hasTarget = !option.test(words[1] ?? '');
  const [target = '', protocol = '', ...more] = hasTarget ? words : ['', ...words];
  const rest = option.test(more[0] ?? '') ? more.slice(1) : more;
  const [inInterface = '*', outInterface = '*', ...nets] = interfaces ? rest : ['*', '*', ...rest];
  const [source = '', destination = '', ...details] = nets;
  return { target, protocol, inInterface, outInterface, source, destination, details: details.join(' ') };
}

const isNet = (word: string): boolean =>
  /^!?(?:anywhere|\d+(?:\.\d+){3}(?:\/[\d.]+)?|[\da-f]*:[\da-f:.]*(?:\/\d+)?)$/i.test(word);

const units: Readonly<Record<string, bigint>> = {
  '': 1n,
  K: 1000n,
  M: 1000000n,
  G: 1000000000n,
  T: 1000000000000n,
};

function readCounters(words: readonly string[]): Counters | undefined {
  const [packets, bytes] = words.map(readCount);
  return packets === undefined || bytes === undefined ? undefined : { packets, bytes };
}

/** `12M` is shortened for good: it is read as 12,000,000. */
export function readCount(word: string): bigint | undefined {
  const found = /^(\d+)([KMGT]?)$/.exec(word);
  const unit = units[found?.[2] ?? '?'];
  return found === null || unit === undefined ? undefined : BigInt(found[1] ?? '0') * unit;
}

const everywhere = new Set(['0.0.0.0/0', '::/0', 'anywhere', '0.0.0.0/0.0.0.0']);

function netOf(kind: 'source' | 'destination', word: string, family: IpFamily): readonly Match[] {
  if (everywhere.has(word)) return [];
  const not = word.startsWith('!');
  const net = not ? word.slice(1) : word;
  const whole = net.includes('/') ? net : `${net}/${family === 4 ? '32' : '128'}`;
  return [{ kind, net: whole, ...(not ? { not: true } : {}) }];
}

function interfaceOf(kind: 'inInterface' | 'outInterface', word: string): readonly Match[] {
  if (word === '*' || word === 'any') return [];
  const not = word.startsWith('!');
  return [{ kind, name: not ? word.slice(1) : word, ...(not ? { not: true } : {}) }];
}

/** 1.8.9 prints numbers where others print names. */
const protocolNames: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'ipv6-icmp',
  '132': 'sctp',
};

function protocolOf(word: string): readonly Match[] {
  const not = word.startsWith('!');
  const bare = not ? word.slice(1) : word;
  if (bare === 'all' || bare === '0') return [];
  return [{ kind: 'protocol', is: protocolNames[bare] ?? bare, ...(not ? { not: true } : {}) }];
}

function targetOf(word: string, goesTo: boolean): Target {
  if (goesTo) return { kind: 'goto', chain: chainName(word) };
  switch (word) {
    case '':
      return { kind: 'none' };
    case 'ACCEPT':
      return { kind: 'accept' };
    case 'DROP':
      return { kind: 'drop' };
    case 'RETURN':
      return { kind: 'return' };
    default:
      return isExtension(word)
        ? { kind: 'unknown', text: `-j ${word}` }
        : { kind: 'jump', chain: chainName(word) };
  }
}
