import type { Chain, ChainName, Rule, Table } from '../../dataplane/netfilter/ruleset.ts';

/** A chain where it is first reached, and how many jumps away from a hook. */
export interface ReachedChain {
  readonly chain: Chain;
  readonly depth: number;
  /** The chain that jumps here first; undefined for built-in chains and those nothing jumps to. */
  readonly from: ChainName | undefined;
}

/** The chains of a table in the order of jumps: each built-in chain, and below it what it reaches that was not reached before. */
export function inJumpOrder({ chains }: Table): readonly ReachedChain[] {
  const reached = new Map<ChainName, ReachedChain>();
  const walk = (chain: Chain, depth: number, from: ChainName | undefined): void => {
    if (reached.has(chain.name)) return;
    reached.set(chain.name, { chain, depth, from });
    for (const rule of chain.rules) {
      const next = jumpOf(rule);
      const target = next === undefined ? undefined : chains.get(next);
      if (target !== undefined) walk(target, depth + 1, chain.name);
    }
  };
  for (const chain of chains.values()) if (chain.policy !== undefined) walk(chain, 0, undefined);
  for (const chain of chains.values()) walk(chain, 0, undefined);
  return [...reached.values()];
}

export const jumpOf = ({ target }: Rule): ChainName | undefined =>
  target.kind === 'jump' || target.kind === 'goto' ? target.chain : undefined;
