import { merge } from '../../origin/origin.ts';
import type {
  NftBase,
  NftChain,
  NftElement,
  NftEndpoint,
  NftMap,
  NftSet,
  NftTable,
} from '../netfilter/nft.ts';
import { chainsOf, elementsOf, mapsOf, setsOf } from '../netfilter/nftTable.ts';
import { listedAddress, listedAmong, listedOrder } from './nftListElements.ts';
import {
  addressWord,
  bitsWord,
  familyWord,
  interfaceWord,
  randomEndpoint,
  randomVerdict,
  scriptSpelling,
  spelled,
  typeWords,
  unless,
  verdictWords,
  type NftSpelling,
} from './nftStatement.ts';
import type { RenderedLine } from './rendered.ts';

/**
 * What `nft list ruleset` 1.0.6 prints of the table after its script was loaded: sets, maps and chains in the order of
 * the script, the elements in the tool's own order, counters none.
 */
export function* renderNftList(table: NftTable): Iterable<RenderedLine> {
  yield { text: `table ${familyWord(table.family)} ${table.name} {`, because: table.because };
  yield { text: `\tcomment "${table.comment}"`, because: table.because };
  let first = true;
  for (const block of blocks(table)) {
    if (!first) yield { text: '', because: undefined };
    first = false;
    yield* block;
  }
  yield { text: '}', because: undefined };
}

function* blocks(table: NftTable): Iterable<Iterable<RenderedLine>> {
  for (const set of setsOf(table)) yield setBlock(set, table);
  for (const map of mapsOf(table)) yield mapBlock(map, table);
  for (const chain of chainsOf(table)) yield chainBlock(chain, table);
}

function* setBlock(set: NftSet, table: NftTable): Iterable<RenderedLine> {
  const { because } = set;
  yield { text: `\tset ${set.name} {`, because };
  yield { text: `\t\ttype ${typeWords(set.type, table.family)}`, because };
  // A set that a rule updates gets this size from nft itself.
  if (set.flags?.includes('dynamic') === true) yield { text: '\t\tsize 65535', because };
  if (set.flags !== undefined) yield { text: `\t\tflags ${set.flags.join(',')}`, because };
  if (set.timeoutSeconds !== undefined)
    yield { text: `\t\ttimeout ${listedTime(set.timeoutSeconds)}`, because };
  if (set.comment !== undefined) yield { text: `\t\tcomment "${set.comment}"`, because };
  yield* elementLines(table, set, set.flags?.includes('interval') === true);
  yield { text: '\t}', because: undefined };
}

function* mapBlock(map: NftMap, table: NftTable): Iterable<RenderedLine> {
  const { because } = map;
  yield { text: `\tmap ${map.name} {`, because };
  yield { text: `\t\ttype ${typeWords(map.type, table.family)} : verdict`, because };
  if (map.comment !== undefined) yield { text: `\t\tcomment "${map.comment}"`, because };
  yield* elementLines(table, map, false);
  yield { text: '\t}', because: undefined };
}

function* chainBlock(chain: NftChain, table: NftTable): Iterable<RenderedLine> {
  const { because } = chain;
  yield { text: `\tchain ${chain.name} {`, because };
  if (chain.comment !== undefined) yield { text: `\t\tcomment "${chain.comment}"`, because };
  if (chain.base !== undefined) yield { text: `\t\t${listedBase(chain.base)}`, because };
  for (const rule of chain.rules) {
    const words = rule.statements.map((statement) => spelled(statement, listSpelling, table.family));
    if (rule.comment !== undefined) words.push(`comment "${rule.comment}"`);
    yield { text: `\t\t${words.join(' ')}`, because: rule.because };
  }
  yield { text: '\t}', because: undefined };
}

/** IPv4 addresses alone stand two on a line, everything else one (src/expression.c, calculate_delim). */
function* elementLines(table: NftTable, container: NftSet | NftMap, ranges: boolean): Iterable<RenderedLine> {
  const elements = listedOrder(elementsOf(table, container.name), container.type, ranges);
  const alone = container.type.length === 1 && container.type[0] === 'address';
  const perLine = alone && table.family === 4 ? 2 : 1;
  for (let at = 0; at < elements.length; at += perLine) {
    const row = elements.slice(at, at + perLine);
    const start = at === 0 ? '\t\telements = { ' : '\t\t\t     ';
    const end = at + perLine < elements.length ? ',' : ' }';
    const [first, ...more] = row.map((element) => element.because);
    yield {
      text: `${start}${row.map(listedElement).join(', ')}${end}`,
      because: first && merge(first, ...more),
    };
  }
}

function listedElement(element: NftElement): string {
  const key = element.key.map(listedAddress).join(' . ');
  const comment = element.comment === undefined ? '' : ` comment "${element.comment}"`;
  const verdict = element.verdict === undefined ? '' : ` : ${verdictWords(element.verdict)}`;
  return `${key}${comment}${verdict}`;
}

/** Statements as the listing spells them: from the script's spelling, but for these. */
const listSpelling: NftSpelling = {
  ...scriptSpelling,
  address: (statement, family) =>
    scriptSpelling.address({ ...statement, net: listedAddress(statement.net) }, family),
  addressAmong: ({ side, nets, not }, family) =>
    `${addressWord(side, family)} ${unless(not)}${listedAmong(nets)}`,
  inInterface: ({ by, name, not }) => `${interfaceWord[by]} ${unless(not)}"${name}"`,
  markBits: ({ mask, set }) => `meta mark & ${bitsWord(mask)} ${set ? '!=' : '=='} ${bitsWord(0)}`,
  setMark: ({ operation, bits }) =>
    `meta mark set meta mark ${operation === 'or' ? '|' : '^'} ${bitsWord(bits)}`,
  randomVerdict: ({ verdicts }) => randomVerdict(verdicts, ', '),
  dnat: ({ kind, to }, family) => scriptSpelling.dnat({ kind, to: listedEndpoint(to) }, family),
  randomDnat: ({ to }, family) =>
    `dnat ${familyWord(family)} to ${randomEndpoint(to.map(listedEndpoint), ', ')}`,
};

const listedEndpoint = ({ address, port }: NftEndpoint): NftEndpoint => ({
  address: listedAddress(address),
  port,
});

const listedBase = ({ type, hook, priority }: NftBase): string =>
  `type ${type} hook ${hook} priority ${listedPriority(hook, priority)}; policy accept;`;

/** Names of priorities (src/rule.c, std_prios), and the one hook where a name is known if it is not known everywhere. */
const namedPriorities: readonly {
  readonly name: string;
  readonly value: number;
  readonly hook?: NftBase['hook'];
}[] = [
  { name: 'raw', value: -300 },
  { name: 'mangle', value: -150 },
  { name: 'dstnat', value: -100, hook: 'prerouting' },
  { name: 'filter', value: 0 },
  { name: 'security', value: 50 },
  { name: 'srcnat', value: 100, hook: 'postrouting' },
];

/** A priority within ten of a named one is printed from the name: `dstnat - 10`. */
function listedPriority(hook: NftBase['hook'], priority: number): string {
  const near = namedPriorities.find(
    (named) => (named.hook ?? hook) === hook && Math.abs(priority - named.value) <= 10,
  );
  if (near === undefined) return String(priority);
  const offset = priority - near.value;
  return offset === 0 ? near.name : `${near.name} ${offset < 0 ? '-' : '+'} ${String(Math.abs(offset))}`;
}

/** `10800` is `3h`, `90061` is `1d1h1m1s`. */
function listedTime(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  return parts.map(([count, unit]) => (count === 0 ? '' : `${String(count)}${unit}`)).join('');
}
