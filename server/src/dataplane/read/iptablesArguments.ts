import type { Match } from '../netfilter/match.ts';
import type { Target } from '../netfilter/target.ts';
import { readMatch } from './iptablesMatch.ts';
import { readTarget } from './iptablesTarget.ts';
import { segmentsOf } from './segments.ts';

/** The matches and the target of one rule's arguments, as iptables-save prints them. */
export function readArguments(text: string): {
  readonly matches: readonly Match[];
  readonly target: Target;
} {
  const segments = segmentsOf(text);
  const last = segments.at(-1);
  if (last === undefined || !/^-[jg] /.test(last))
    return { matches: segments.map(readMatch), target: { kind: 'none' } };
  return { matches: segments.slice(0, -1).map(readMatch), target: readTarget(last) };
}
