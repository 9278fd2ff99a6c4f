import type { Protocol } from '../../net/port.ts';
import type { ConntrackState, Match, Ports } from '../netfilter/match.ts';
import { hex, readBy, text, unquoted, type Form, type Groups } from './forms.ts';
import { readPortRange } from './ports.ts';

/**
 * One match as iptables-save spells it. What is spelled in any other way, or not understood, is kept word for word as
 * `unknown`, so that printing gives the text back.
 */
export const readMatch = (segment: string): Match =>
  readBy(matchForms, segment) ?? { kind: 'unknown', text: segment };

const negated = ({ not }: Groups): { readonly not?: true } => (not === undefined ? {} : { not: true });

const matchForms: readonly Form<Match>[] = [
  [/^(?<not>! )?-s (?<net>\S+)$/, (g) => ({ kind: 'source', net: text(g['net']), ...negated(g) })],
  [/^(?<not>! )?-d (?<net>\S+)$/, (g) => ({ kind: 'destination', net: text(g['net']), ...negated(g) })],
  [/^(?<not>! )?-i (?<name>\S+)$/, (g) => ({ kind: 'inInterface', name: text(g['name']), ...negated(g) })],
  [/^(?<not>! )?-o (?<name>\S+)$/, (g) => ({ kind: 'outInterface', name: text(g['name']), ...negated(g) })],
  [/^(?<not>! )?-p (?<is>\S+)$/, (g) => ({ kind: 'protocol', is: text(g['is']), ...negated(g) })],
  [
    /^-m (?<module>tcp|udp|sctp)(?: (?<notSource>! )?--sport (?<source>\d+(?::\d+)?))?(?: (?<notDestination>! )?--dport (?<destination>\d+(?::\d+)?))?$/,
    readPorts,
  ],
  [/^-m comment --comment (?<said>.*)$/, readComment],
  [
    /^-m conntrack (?<not>! )?--ctstate (?<states>(?:INVALID|NEW|RELATED|ESTABLISHED|UNTRACKED|SNAT|DNAT)(?:,(?:INVALID|NEW|RELATED|ESTABLISHED|UNTRACKED|SNAT|DNAT))*)$/,
    (g) => ({ kind: 'conntrack', states: text(g['states']).split(',') as ConntrackState[], ...negated(g) }),
  ],
  [
    /^-m mark (?<not>! )?--mark 0x(?<value>0|[1-9a-f][0-9a-f]*)(?:\/0x(?<mask>0|[1-9a-f][0-9a-f]*))?$/,
    readMark,
  ],
  [
    /^-m addrtype (?<not>! )?--(?<side>src|dst)-type (?<is>[A-Z]+)(?: --limit-iface-(?<limit>in|out))?$/,
    readAddressType,
  ],
  [
    /^-m statistic --mode random (?<not>! )?--probability (?<probability>[01]\.\d{11})$/,
    (g) => ({ kind: 'random', probability: Number(g['probability']), ...negated(g) }),
  ],
  [
    /^-m recent --(?<action>set|rcheck|update)(?: --seconds (?<seconds>\d+))?(?<reap> --reap)? --name (?<list>\S+)(?: --mask (?<mask>\S+))?(?: --(?<side>rsource|rdest))?$/,
    readRecent,
  ],
  [
    /^-m set (?<not>! )?--match-set (?<set>\S+) (?<fields>(?:src|dst)(?:,(?:src|dst))*)$/,
    (g) => ({
      kind: 'set',
      set: text(g['set']),
      fields: text(g['fields']).split(',') as ('src' | 'dst')[],
      ...negated(g),
    }),
  ],
  [/^-m physdev (?<not>! )?--physdev-is-in$/, (g) => ({ kind: 'physicalIn', ...negated(g) })],
  [/^-m nfacct --nfacct-name {2}(?<name>\S+)$/, (g) => ({ kind: 'nfacct', name: text(g['name']) })],
];

function readPorts(g: Groups): Match | undefined {
  const source = readPortsOption(g['source'], g['notSource']);
  const destination = readPortsOption(g['destination'], g['notDestination']);
  if (source === null || destination === null) return undefined;
  return {
    kind: 'ports',
    module: text(g['module']) as Protocol,
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
  };
}

/** `null` for a spelling that is not iptables-save's. */
function readPortsOption(written: string | undefined, not: string | undefined): Ports | undefined | null {
  if (written === undefined) return undefined;
  const range = readPortRange(written, ':');
  if (range === undefined) return null;
  return not === undefined ? range : { ...range, not: true };
}

function readComment(g: Groups): Match | undefined {
  const said = unquoted(text(g['said']));
  return said === undefined ? undefined : { kind: 'comment', text: said };
}

function readMark(g: Groups): Match | undefined {
  const value = hex(g['value']);
  if (g['mask'] === undefined) return { kind: 'mark', value, mask: 0xffffffff, ...negated(g) };
  const mask = hex(g['mask']);
  return mask === 0xffffffff ? undefined : { kind: 'mark', value, mask, ...negated(g) };
}

function readAddressType(g: Groups): Match {
  return {
    kind: 'addressType',
    side: g['side'] === 'src' ? 'source' : 'destination',
    is: text(g['is']),
    ...negated(g),
    ...(g['limit'] === undefined ? {} : { limitInterface: g['limit'] === 'in' ? 'in' : 'out' }),
  };
}

function readRecent(g: Groups): Match {
  return {
    kind: 'recent',
    list: text(g['list']),
    action: g['action'] === 'set' ? 'set' : g['action'] === 'update' ? 'update' : 'rcheck',
    ...(g['seconds'] === undefined ? {} : { seconds: Number(g['seconds']) }),
    ...(g['reap'] === undefined ? {} : { reap: true }),
    ...(g['mask'] === undefined ? {} : { mask: g['mask'] }),
    ...(g['side'] === undefined ? {} : { side: g['side'] === 'rsource' ? 'rsource' : 'rdest' }),
  };
}
