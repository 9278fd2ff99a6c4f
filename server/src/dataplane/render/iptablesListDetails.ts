import type { Match, Ports } from '../netfilter/match.ts';
import type { Target } from '../netfilter/target.ts';
import { addressAndPorts, hex, markText, probabilityText, rangeText } from './iptablesArguments.ts';

type MatchOf<K extends Match['kind']> = Extract<Match, { readonly kind: K }>;
type TargetOf<K extends Target['kind']> = Extract<Target, { readonly kind: K }>;

const not = (negated: boolean | undefined): string => (negated === true ? '! ' : '');
const bang = (negated: boolean | undefined): string => (negated === true ? '!' : '');

/** What stands in a column of its own is not repeated among the details. */
const inColumn = (): string => '';

const matchPrinters: { readonly [K in Match['kind']]: (match: MatchOf<K>) => string } = {
  source: inColumn,
  destination: inColumn,
  inInterface: inColumn,
  outInterface: inColumn,
  protocol: inColumn,
  ports: ({ module, source, destination }) => ` ${module}${ports('spt', source)}${ports('dpt', destination)}`,
  comment: ({ text }) => ` /* ${text} */`,
  conntrack: (match) => ` ${not(match.not)}ctstate ${match.states.join(',')}`,
  mark: (match) => ` mark match ${not(match.not)}${markText(match.value, match.mask)}`,
  addressType: (match) => {
    const side = match.side === 'source' ? 'src-type' : 'dst-type';
    const limit = match.limitInterface === undefined ? '' : ` limit-${match.limitInterface}`;
    return ` ADDRTYPE match ${side} ${bang(match.not)}${match.is}${limit}`;
  },
  random: (match) =>
    ` statistic mode random ${not(match.not)}probability ${probabilityText(match.probability)}`,
  recent: ({ action, seconds, reap, list, mask, side }) => {
    const word = { set: 'SET', rcheck: 'CHECK', update: 'UPDATE' }[action];
    const aged = seconds === undefined ? '' : ` seconds: ${String(seconds)}`;
    const reaped = reap === true ? ' reap' : '';
    const sided = side === undefined ? '' : ` side: ${side === 'rsource' ? 'source' : 'dest'}`;
    const masked = mask === undefined ? '' : ` mask: ${mask}`;
    return ` recent: ${word}${aged}${reaped} name: ${list}${sided}${masked}`;
  },
  set: (match) => ` ${not(match.not)}match-set ${match.set} ${match.fields.join(',')}`,
  physicalIn: (match) => ` PHYSDEV match ${not(match.not)}--physdev-is-in`,
  nfacct: ({ name }) => ` nfacct-name  ${name}`,
  unknown: ({ text }) => ` ${text}`,
};

const ports = (name: string, range: Ports | undefined): string => {
  if (range === undefined) return '';
  const plural = range.from === range.to ? '' : 's';
  return ` ${name}${plural}:${bang(range.not)}${rangeText(range, ':')}`;
};

const targetPrinters: { readonly [K in Target['kind']]: (target: TargetOf<K>) => string } = {
  accept: inColumn,
  drop: inColumn,
  return: inColumn,
  jump: inColumn,
  none: inColumn,
  goto: () => '[goto] ',
  reject: (target) => ` reject-with ${target.with}`,
  mark: ({ value, mask }) => ` MARK ${markOperation(value, mask)}`,
  dnat: ({ to, ports: range }) => ` to:${addressAndPorts(to, range)}`,
  snat: (target) => ` to:${target.to}${randomFully(target)}`,
  masquerade: randomFully,
  notrack: ({ old }) => (old === true ? ' NOTRACK' : ' CT notrack'),
  log: ({ prefix, level }) => {
    const said = prefix === '' ? '' : ` prefix "${prefix}"`;
    return ` LOG flags 0 level ${String(level ?? 4)}${said}`;
  },
  unknown: () => '',
};

function randomFully(target: { readonly randomFully?: boolean }): string {
  return target.randomFully === true ? ' random-fully' : '';
}

/** The name of the operation that value and mask amount to (libxt_MARK.c: mark_tg_print). */
function markOperation(value: number, mask: number): string {
  if (value === 0) return `and ${hex(~mask >>> 0)}`;
  if (value === mask) return `or ${hex(value)}`;
  if (mask === 0) return `xor ${hex(value)}`;
  return mask === 0xffffffff ? `set ${hex(value)}` : `xset ${hex(value)}/${hex(mask)}`;
}

/** What `iptables -L` prints behind the columns for one match, with a blank before it. */
export const matchDetails = (match: Match): string =>
  // Each printer takes its own kind; the type of a lookup by kind cannot say so.
  (matchPrinters[match.kind] as (match: Match) => string)(match);

/** What `iptables -L` prints behind the matches for a target. */
export const targetDetails = (target: Target): string =>
  (targetPrinters[target.kind] as (target: Target) => string)(target);

const targetWords: { readonly [K in Target['kind']]: (target: TargetOf<K>) => string } = {
  accept: () => 'ACCEPT',
  drop: () => 'DROP',
  return: () => 'RETURN',
  jump: ({ chain }) => chain,
  goto: ({ chain }) => chain,
  none: () => '',
  reject: () => 'REJECT',
  mark: () => 'MARK',
  dnat: () => 'DNAT',
  snat: () => 'SNAT',
  masquerade: () => 'MASQUERADE',
  notrack: () => 'CT',
  log: () => 'LOG',
  unknown: ({ text }) => /^-[jg] (\S+)/.exec(text)?.[1] ?? '',
};

/** The target column. */
export const targetWord = (target: Target): string =>
  (targetWords[target.kind] as (target: Target) => string)(target);
