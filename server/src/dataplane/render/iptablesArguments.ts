import type { PortRange } from '../../net/port.ts';
import { unreachable } from '../../text/brand.ts';
import type { Match, Ports } from '../netfilter/match.ts';
import type { Target } from '../netfilter/target.ts';

const not = (negated: boolean | undefined): string => (negated === true ? '! ' : '');

/** What `iptables-save` 1.8 prints for one match, with a blank before it (the `save` functions of iptables' extensions). */
export function matchArguments(match: Match): string {
  switch (match.kind) {
    case 'source':
      return ` ${not(match.not)}-s ${match.net}`;
    case 'destination':
      return ` ${not(match.not)}-d ${match.net}`;
    case 'inInterface':
      return ` ${not(match.not)}-i ${match.name}`;
    case 'outInterface':
      return ` ${not(match.not)}-o ${match.name}`;
    case 'protocol':
      return ` ${not(match.not)}-p ${match.is}`;
    case 'ports':
      return ` -m ${match.module}${portOption('--sport', match.source)}${portOption('--dport', match.destination)}`;
    case 'comment':
      return ` -m comment --comment ${quoted(match.text)}`;
    case 'unknown':
      return ` ${match.text}`;
    default:
      return moduleArguments(match);
  }
}

type ModuleMatch = Extract<
  Match,
  { kind: 'conntrack' | 'mark' | 'addressType' | 'random' | 'recent' | 'set' | 'physicalIn' | 'nfacct' }
>;

function moduleArguments(match: ModuleMatch): string {
  switch (match.kind) {
    case 'conntrack':
      return ` -m conntrack ${not(match.not)}--ctstate ${match.states.join(',')}`;
    case 'mark':
      return ` -m mark ${not(match.not)}--mark ${markText(match.value, match.mask)}`;
    case 'addressType': {
      const side = match.side === 'source' ? '--src-type' : '--dst-type';
      const limit = match.limitInterface === undefined ? '' : ` --limit-iface-${match.limitInterface}`;
      return ` -m addrtype ${not(match.not)}${side} ${match.is}${limit}`;
    }
    case 'random':
      return ` -m statistic --mode random ${not(match.not)}--probability ${probabilityText(match.probability)}`;
    case 'recent':
      return ` -m recent${recentOptions(match)}`;
    case 'set':
      return ` -m set ${not(match.not)}--match-set ${match.set} ${match.fields.join(',')}`;
    case 'physicalIn':
      return ` -m physdev ${not(match.not)}--physdev-is-in`;
    case 'nfacct':
      return ` -m nfacct --nfacct-name  ${match.name}`;
    default:
      return unreachable(match);
  }
}

const portOption = (option: string, ports: Ports | undefined): string =>
  ports === undefined ? '' : ` ${not(ports.not)}${option} ${rangeText(ports, ':')}`;

export const rangeText = ({ from, to }: PortRange, between: string): string =>
  from === to ? String(from) : `${String(from)}${between}${String(to)}`;

const hex = (value: number): string => `0x${value.toString(16)}`;

const markText = (value: number, mask: number): string =>
  mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`;

function recentOptions({
  action,
  seconds,
  reap,
  list,
  mask,
  side,
}: Extract<Match, { kind: 'recent' }>): string {
  const aged = seconds === undefined ? '' : ` --seconds ${String(seconds)}`;
  const reaped = reap === true ? ' --reap' : '';
  const masked = mask === undefined ? '' : ` --mask ${mask}`;
  const sided = side === undefined ? '' : ` --${side}`;
  return ` --${action}${aged}${reaped} --name ${list}${masked}${sided}`;
}

const steps = 2 ** 31;

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

const probabilityTexts = new Map<number, string>();

const plain = /^[\w-]+$/;

/** Quotes what is not one plain word (libxtables: xtables_save_string). */
export const quoted = (text: string): string =>
  plain.test(text) ? text : `"${text.replace(/["'\\]/g, '\\$&')}"`;

/** What follows the matches; empty for a rule without target. */
export function targetArguments(target: Target): string {
  switch (target.kind) {
    case 'accept':
      return ' -j ACCEPT';
    case 'drop':
      return ' -j DROP';
    case 'return':
      return ' -j RETURN';
    case 'jump':
      return ` -j ${target.chain}`;
    case 'goto':
      return ` -g ${target.chain}`;
    case 'none':
      return '';
    case 'unknown':
      return ` ${target.text}`;
    default:
      return extensionArguments(target);
  }
}

type ExtensionTarget = Extract<
  Target,
  { kind: 'reject' | 'mark' | 'dnat' | 'snat' | 'masquerade' | 'notrack' | 'log' }
>;

function extensionArguments(target: ExtensionTarget): string {
  switch (target.kind) {
    case 'reject':
      return ` -j REJECT --reject-with ${target.with}`;
    case 'mark':
      return ` -j MARK --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
    case 'dnat':
      return ` -j DNAT --to-destination ${addressAndPorts(target.to, target.ports)}`;
    case 'snat':
      return ` -j SNAT --to-source ${target.to}${randomFully(target)}`;
    case 'masquerade':
      return ` -j MASQUERADE${randomFully(target)}`;
    case 'notrack':
      return ' -j CT --notrack';
    case 'log': {
      const level = target.level === undefined ? '' : ` --log-level ${String(target.level)}`;
      const prefix = target.prefix === '' ? '' : ` --log-prefix ${quoted(target.prefix)}`;
      return ` -j LOG${prefix}${level}`;
    }
    default:
      return unreachable(target);
  }
}

const randomFully = (target: { readonly randomFully?: boolean }): string =>
  target.randomFully === true ? ' --random-fully' : '';

/** `10.48.0.43:80`, `[fd00::2b]:80`, and without ports the bare address. */
export function addressAndPorts(address: string, ports: PortRange | undefined): string {
  if (ports === undefined) return address;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${host}:${rangeText(ports, '-')}`;
}
