import type { Protocol } from '../../net/port.ts';
import type { ConntrackState, Match, Ports } from '../netfilter/match.ts';
import type { Target } from '../netfilter/target.ts';
import { hex, text, type Form, type Groups } from './forms.ts';
import { readPortRange } from './ports.ts';

/**
 * What `iptables -L` prints behind the columns: first the matches, then what the target adds. Words that are not
 * understood become one unknown match.
 */
export function readDetails(
  details: string,
  word: string,
): { readonly matches: readonly Match[]; readonly target: Target | undefined } {
  const matches: Match[] = [];
  let rest = details;
  for (;;) {
    const target = targetOf(word, rest);
    if (target !== undefined) return { matches, target };
    const next = nextMatch(rest);
    if (next === undefined) break;
    matches.push(next.match);
    rest = next.rest;
  }
  return {
    matches: rest === '' ? matches : [...matches, { kind: 'unknown', text: rest }],
    target: undefined,
  };
}

function nextMatch(details: string): { readonly match: Match; readonly rest: string } | undefined {
  for (const [form, make] of matchForms) {
    const found = form.exec(details);
    const match = found === null ? undefined : make(found.groups ?? {});
    if (found !== null && match !== undefined)
      return { match, rest: details.slice(found[0].length).trimStart() };
  }
  return undefined;
}

const negated = ({ not }: Groups): { readonly not?: true } =>
  not === undefined || not === '' ? {} : { not: true };

const matchForms: readonly Form<Match>[] = [
  [/^\/\* (?<said>.*?) \*\/(?= |$)/, (g) => ({ kind: 'comment', text: text(g['said']) })],
  [
    /^(?<module>tcp|udp|sctp)(?: spts?:(?<notSource>!?)(?<source>\d+(?::\d+)?))?(?: dpts?:(?<notDestination>!?)(?<destination>\d+(?::\d+)?))?(?= |$)/,
    readPorts,
  ],
  [
    /^(?<not>! )?ctstate (?<states>[A-Z]+(?:,[A-Z]+)*)(?= |$)/,
    (g) => ({ kind: 'conntrack', states: text(g['states']).split(',') as ConntrackState[], ...negated(g) }),
  ],
  [
    /^mark match (?<not>! )?0x(?<value>[0-9a-f]+)(?:\/0x(?<mask>[0-9a-f]+))?(?= |$)/,
    (g) => ({
      kind: 'mark',
      value: hex(g['value']),
      mask: g['mask'] === undefined ? 0xffffffff : hex(g['mask']),
      ...negated(g),
    }),
  ],
  [
    /^ADDRTYPE match (?<side>src|dst)-type (?<not>!?)(?<is>[A-Z]+)(?: limit-(?<limit>in|out))?(?= |$)(?! (?:src|dst)-type)/,
    (g) => ({
      kind: 'addressType',
      side: g['side'] === 'src' ? 'source' : 'destination',
      is: text(g['is']),
      ...negated(g),
      ...(g['limit'] === undefined ? {} : { limitInterface: g['limit'] === 'in' ? 'in' : 'out' }),
    }),
  ],
  [
    /^statistic mode random (?<not>! )?probability (?<probability>[01]\.\d+)(?= |$)/,
    (g) => ({ kind: 'random', probability: Number(g['probability']), ...negated(g) }),
  ],
  [
    /^recent: (?<action>SET|CHECK|UPDATE)(?: seconds: (?<seconds>\d+))?(?<reap> reap)? name: (?<list>\S+)(?: side: (?<side>source|dest))?(?: mask: (?<mask>\S+))?(?= |$)/,
    readRecent,
  ],
  [
    /^(?<not>! )?match-set (?<set>\S+) (?<fields>(?:src|dst)(?:,(?:src|dst))*)(?= |$)/,
    (g) => ({
      kind: 'set',
      set: text(g['set']),
      fields: text(g['fields']).split(',') as ('src' | 'dst')[],
      ...negated(g),
    }),
  ],
  [/^PHYSDEV match (?<not>! )?--physdev-is-in(?= |$)/, (g) => ({ kind: 'physicalIn', ...negated(g) })],
  [/^nfacct-name +(?<name>\S+)(?= |$)/, (g) => ({ kind: 'nfacct', name: text(g['name']) })],
];

function readPorts(g: Groups): Match | undefined {
  const source = readSide(g['source'], g['notSource']);
  const destination = readSide(g['destination'], g['notDestination']);
  return {
    kind: 'ports',
    module: text(g['module']) as Protocol,
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
  };
}

function readSide(written: string | undefined, not: string | undefined): Ports | undefined {
  const range = written === undefined ? undefined : readPortRange(written, ':');
  return range === undefined || not !== '!' ? range : { ...range, not: true };
}

function readRecent(g: Groups): Match {
  return {
    kind: 'recent',
    list: text(g['list']),
    action: g['action'] === 'SET' ? 'set' : g['action'] === 'UPDATE' ? 'update' : 'rcheck',
    ...(g['seconds'] === undefined ? {} : { seconds: Number(g['seconds']) }),
    ...(g['reap'] === undefined ? {} : { reap: true }),
    ...(g['mask'] === undefined ? {} : { mask: g['mask'] }),
    ...(g['side'] === undefined ? {} : { side: g['side'] === 'source' ? 'rsource' : 'rdest' }),
  };
}

/** The target when the rest of the line is just what it prints. */
function targetOf(word: string, rest: string): Target | undefined {
  const forms = targetForms.get(word);
  for (const [form, make] of forms ?? []) {
    const found = form.exec(rest);
    const target = found === null ? undefined : make(found.groups ?? {});
    if (target !== undefined) return target;
  }
  return undefined;
}

const all = 0xffffffff;

const targetForms: ReadonlyMap<string, readonly Form<Target>[]> = new Map<string, readonly Form<Target>[]>([
  ['REJECT', [[/^reject-with (?<with>\S+)$/, (g) => ({ kind: 'reject', with: text(g['with']) })]]],
  [
    'MARK',
    [
      [/^MARK or 0x(?<v>\S+)$/, ({ v }) => ({ kind: 'mark', value: hex(v), mask: hex(v) })],
      [/^MARK xor 0x(?<v>\S+)$/, ({ v }) => ({ kind: 'mark', value: hex(v), mask: 0 })],
      [/^MARK and 0x(?<v>\S+)$/, ({ v }) => ({ kind: 'mark', value: 0, mask: ~hex(v) >>> 0 })],
      [/^MARK set 0x(?<v>\S+)$/, ({ v }) => ({ kind: 'mark', value: hex(v), mask: all })],
      [
        /^MARK xset 0x(?<v>[0-9a-f]+)\/0x(?<m>[0-9a-f]+)$/,
        ({ v, m }) => ({ kind: 'mark', value: hex(v), mask: hex(m) }),
      ],
    ],
  ],
  [
    'DNAT',
    [
      [/^to:(?<to>[\d.]+|[\da-f:]*:[\da-f:]+)$/, (g) => ({ kind: 'dnat', to: text(g['to']) })],
      [/^to:(?:\[(?<six>[^\]]+)\]|(?<four>[\d.]+)):(?<ports>\d+(?:-\d+)?)$/, readDnat],
    ],
  ],
  ['SNAT', [[/^to:(?<to>\S+)(?<random> random-fully)?$/, readSnat]]],
  [
    'MASQUERADE',
    [
      [/^$/, () => ({ kind: 'masquerade' })],
      [/^random-fully$/, () => ({ kind: 'masquerade', randomFully: true })],
    ],
  ],
  [
    'CT',
    [
      [/^CT notrack$/, () => ({ kind: 'notrack' })],
      [/^NOTRACK$/, () => ({ kind: 'notrack', old: true })],
    ],
  ],
  ['LOG', [[/^LOG flags 0 level (?<level>\d+)(?: prefix "(?<prefix>.*)")?$/, readLog]]],
]);

function readDnat(g: Groups): Target | undefined {
  const ports = readPortRange(text(g['ports']), '-');
  return ports === undefined ? undefined : { kind: 'dnat', to: g['six'] ?? text(g['four']), ports };
}

function readSnat(g: Groups): Target {
  const random = g['random'] === undefined ? {} : { randomFully: true };
  return { kind: 'snat', to: text(g['to']), ...random };
}

function readLog(g: Groups): Target {
  // 4 is the level that is not written.
  const level = g['level'] === '4' ? {} : { level: Number(g['level']) };
  return { kind: 'log', prefix: text(g['prefix']), ...level };
}
