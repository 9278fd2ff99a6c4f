import type { IpFamily } from '../../net/ip.ts';
import type { Match } from '../netfilter/match.ts';
import type { Table } from '../netfilter/ruleset.ts';
import type { Target } from '../netfilter/target.ts';

/** IPv6 when any rule speaks of an IPv6 address or of ICMPv6. */
export function guessFamily(tables: readonly Table[]): IpFamily {
  for (const { chains } of tables)
    for (const { rules } of chains.values())
      for (const { matches, target } of rules) if (isSix(target) || matches.some(matchIsSix)) return 6;
  return 4;
}

function isSix(target: Target): boolean {
  if (target.kind === 'reject') return target.with.startsWith('icmp6-');
  return target.kind === 'dnat' && target.to.includes(':');
}

function matchIsSix(match: Match): boolean {
  if (match.kind === 'source' || match.kind === 'destination') return match.net.includes(':');
  if (match.kind === 'protocol') return match.is === 'ipv6-icmp';
  return match.kind === 'recent' && match.mask?.includes(':') === true;
}
