import type { PortRange } from '../../net/port.ts';
import type { Match, Ports } from '../netfilter/match.ts';
import type { Target } from '../netfilter/target.ts';

type MatchOf<K extends Match['kind']> = Extract<Match, { readonly kind: K }>;
type TargetOf<K extends Target['kind']> = Extract<Target, { readonly kind: K }>;

const not = (negated: boolean | undefined): string => (negated === true ? '! ' : '');

/** A range of length 0 matches everything and is not printed, unless it is negated (iptables/xshared.c: save_ipv4_addr). */
const netText = (option: string, { net, not: negated }: MatchOf<'source' | 'destination'>): string =>
  net.endsWith('/0') && negated !== true ? '' : ` ${not(negated)}${option} ${net}`;

const matchPrinters: { readonly [K in Match['kind']]: (match: MatchOf<K>) => string } = {
  source: (match) => netText('-s', match),
  destination: (match) => netText('-d', match),
  inInterface: (match) => ` ${not(match.not)}-i ${match.name}`,
  outInterface: (match) => ` ${not(match.not)}-o ${match.name}`,
  protocol: (match) => ` ${not(match.not)}-p ${match.is}`,
  ports: ({ module, source, destination }) =>
    ` -m ${module}${portOption('--sport', source)}${portOption('--dport', destination)}`,
  comment: ({ text }) => ` -m comment --comment ${quoted(text)}`,
  conntrack: (match) => ` -m conntrack ${not(match.not)}--ctstate ${match.states.join(',')}`,
  mark: (match) => ` -m mark ${not(match.not)}--mark ${markText(match.value, match.mask)}`,
  addressType: (match) => {
    const side = match.side === 'source' ? '--src-type' : '--dst-type';
    const limit = match.limitInterface === undefined ? '' : ` --limit-iface-${match.limitInterface}`;
    return ` -m addrtype ${not(match.not)}${side} ${match.is}${limit}`;
  },
  random: (match) =>
    ` -m statistic --mode random ${not(match.not)}--probability ${probabilityText(match.probability)}`,
  recent: ({ action, seconds, reap, list, mask, side }) => {
    const aged = seconds === undefined ? '' : ` --seconds ${String(seconds)}`;
    const reaped = reap === true ? ' --reap' : '';
    const masked = mask === undefined ? '' : ` --mask ${mask}`;
    const sided = side === undefined ? '' : ` --${side}`;
    return ` -m recent --${action}${aged}${reaped} --name ${list}${masked}${sided}`;
  },
  set: (match) => ` -m set ${not(match.not)}--match-set ${match.set} ${match.fields.join(',')}`,
  physicalIn: (match) => ` -m physdev ${not(match.not)}--physdev-is-in`,
  nfacct: ({ name }) => ` -m nfacct --nfacct-name  ${name}`,
  unknown: ({ text }) => ` ${text}`,
};

const targetPrinters: { readonly [K in Target['kind']]: (target: TargetOf<K>) => string } = {
  accept: () => ' -j ACCEPT',
  drop: () => ' -j DROP',
  return: () => ' -j RETURN',
  jump: ({ chain }) => ` -j ${chain}`,
  goto: ({ chain }) => ` -g ${chain}`,
  reject: (target) => ` -j REJECT --reject-with ${target.with}`,
  mark: ({ value, mask }) => ` -j MARK --set-xmark ${hex(value)}/${hex(mask)}`,
  dnat: ({ to, ports }) => ` -j DNAT --to-destination ${addressAndPorts(to, ports)}`,
  snat: (target) => ` -j SNAT --to-source ${target.to}${randomFully(target)}`,
  masquerade: (target) => ` -j MASQUERADE${randomFully(target)}`,
  notrack: ({ old }) => (old === true ? ' -j NOTRACK' : ' -j CT --notrack'),
  log: ({ prefix, level }) => {
    const said = prefix === '' ? '' : ` --log-prefix ${quoted(prefix)}`;
    return ` -j LOG${said}${level === undefined ? '' : ` --log-level ${String(level)}`}`;
  },
  none: () => '',
  unknown: ({ text }) => ` ${text}`,
};

/** What `iptables-save` 1.8 prints for one match, with a blank before it (the `save` functions of iptables' extensions). */
export const matchArguments = (match: Match): string =>
  // Each printer takes its own kind; the type of a lookup by kind cannot say so.
  (matchPrinters[match.kind] as (match: Match) => string)(match);

/** What follows the matches; empty for a rule without target. */
export const targetArguments = (target: Target): string =>
  (targetPrinters[target.kind] as (target: Target) => string)(target);

const portOption = (option: string, ports: Ports | undefined): string =>
  ports === undefined ? '' : ` ${not(ports.not)}${option} ${rangeText(ports, ':')}`;

export const rangeText = ({ from, to }: PortRange, between: string): string =>
  from === to ? String(from) : `${String(from)}${between}${String(to)}`;

export const hex = (value: number): string => `0x${value.toString(16)}`;

export const markText = (value: number, mask: number): string =>
  mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`;

const steps = 2 ** 31;
const probabilityTexts = new Map<number, string>();

/**
 * Ten digits are written, the kernel keeps 31 bits of them, and eleven digits are read back: 1/3 is 0.33333333349
 * (iptables' libxt_statistic.c, kube-proxy's computeProbability).
 */
export function probabilityText(probability: number): string {
  const known = probabilityTexts.get(probability);
  if (known !== undefined) return known;
  const text = (Math.round(Number(probability.toFixed(10)) * steps) / steps).toFixed(11);
  if (probabilityTexts.size < 4096) probabilityTexts.set(probability, text);
  return text;
}

const plain = /^[\w-]+$/;

/** Quotes what is not one plain word (libxtables: xtables_save_string). */
export const quoted = (text: string): string =>
  plain.test(text) ? text : `"${text.replace(/["'\\]/g, '\\$&')}"`;

const randomFully = (target: { readonly randomFully?: boolean }): string =>
  target.randomFully === true ? ' --random-fully' : '';

/** `10.48.0.43:80`, `[fd00::2b]:80`, and without ports the bare address. */
export function addressAndPorts(address: string, ports: PortRange | undefined): string {
  if (ports === undefined) return address;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${host}:${rangeText(ports, '-')}`;
}
