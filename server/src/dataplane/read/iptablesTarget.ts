import { chainName } from '../netfilter/ruleset.ts';
import type { Target } from '../netfilter/target.ts';
import { hex, readBy, text, unquoted, type Form, type Groups } from './forms.ts';
import { isExtension } from './extensions.ts';
import { readPortRange } from './ports.ts';

/** `-j …` or `-g …` as iptables-save spells it; what is not understood is kept word for word as `unknown`. */
export const readTarget = (segment: string): Target =>
  readBy(targetForms, segment) ?? { kind: 'unknown', text: segment };

const targetForms: readonly Form<Target>[] = [
  [/^-j ACCEPT$/, () => ({ kind: 'accept' })],
  [/^-j DROP$/, () => ({ kind: 'drop' })],
  [/^-j RETURN$/, () => ({ kind: 'return' })],
  [/^-j REJECT --reject-with (?<with>\S+)$/, (g) => ({ kind: 'reject', with: text(g['with']) })],
  [
    /^-j MARK --set-xmark 0x(?<value>0|[1-9a-f][0-9a-f]*)\/0x(?<mask>0|[1-9a-f][0-9a-f]*)$/,
    (g) => ({ kind: 'mark', value: hex(g['value']), mask: hex(g['mask']) }),
  ],
  [/^-j DNAT --to-destination (?<to>\S+)$/, ({ to }) => readDestination(text(to))],
  [
    /^-j SNAT --to-source (?<to>\S+)(?<random> --random-fully)?$/,
    (g) => ({
      kind: 'snat',
      to: text(g['to']),
      ...(g['random'] === undefined ? {} : { randomFully: true }),
    }),
  ],
  [/^-j MASQUERADE$/, () => ({ kind: 'masquerade' })],
  [/^-j MASQUERADE --random-fully$/, () => ({ kind: 'masquerade', randomFully: true })],
  [/^-j CT --notrack$/, () => ({ kind: 'notrack' })],
  [/^-j NOTRACK$/, () => ({ kind: 'notrack', old: true })],
  [/^-j LOG(?: --log-prefix (?<prefix>.+?))?(?: --log-level (?<level>\d+))?$/, readLog],
  [/^-(?<how>[jg]) (?<chain>\S+)$/, readJump],
];

/** An address with ports, `10.48.0.43:80` or `[fd00::2b]:80-90`, or a bare one. */
function readDestination(written: string): Target | undefined {
  const found = /^(?:\[(?<six>[^\]]+)\]|(?<four>[^:]+)):(?<ports>\d+(?:-\d+)?)$/.exec(written)?.groups;
  if (found === undefined)
    return /^[\d.]+$|^[\da-f:.]+$/.test(written) ? { kind: 'dnat', to: written } : undefined;
  const ports = readPortRange(text(found['ports']), '-');
  return ports === undefined ? undefined : { kind: 'dnat', to: found['six'] ?? text(found['four']), ports };
}

function readLog(g: Groups): Target | undefined {
  const level = g['level'] === undefined ? {} : { level: Number(g['level']) };
  if (g['prefix'] === undefined) return { kind: 'log', prefix: '', ...level };
  const prefix = unquoted(g['prefix']);
  return prefix === undefined ? undefined : { kind: 'log', prefix, ...level };
}

function readJump(g: Groups): Target | undefined {
  const name = text(g['chain']);
  if (g['how'] === 'j' && isExtension(name)) return undefined;
  return { kind: g['how'] === 'j' ? 'jump' : 'goto', chain: chainName(name) };
}
