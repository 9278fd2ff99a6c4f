import { lazy } from '../../../memo/lazy.ts';
import { merge } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Rule } from '../../netfilter/ruleset.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import type { EndpointChain } from './endpointChain.ts';
import { comment, jump, rememberedClient } from './matches.ts';
import { rule } from './serviceRules.ts';

/** Comments of the rules that choose an endpoint, by its number; none in a large cluster. */
export type EndpointComment = (endpoint: ProxyEndpoint, number: number) => readonly Match[];

/**
 * Rules that keep a known client at its endpoint, then rules that choose one at random: of n, rule i takes 1/(n-i) of
 * what reaches it, so that every endpoint gets an equal share (proxier.go: writeServiceToEndpointRules).
 */
export function toEndpoints(
  info: ServicePortInfo,
  sticky: readonly EndpointChain[],
  chosen: readonly EndpointChain[],
  { family }: ProxyNode,
  stickyComment: EndpointComment,
  chosenComment: EndpointComment,
): Rule[] {
  const { affinity } = info;
  const rules: Rule[] = [];
  if (affinity !== undefined)
    sticky.forEach(({ endpoint, name: to, because }, i) => {
      const remembered = rememberedClient(to, affinity.value, family);
      rules.push(
        rule(merge(because, affinity.because), [...stickyComment(endpoint, i), remembered], jump(to)),
      );
    });
  const last = chosen.length - 1;
  chosen.forEach(({ endpoint, name: to, because }, i) => {
    const said = chosenComment(endpoint, i);
    const matches: readonly Match[] =
      i === last ? said : [...said, { kind: 'random', probability: 1 / (chosen.length - i) }];
    rules.push(rule(because, matches, jump(to)));
  });
  return rules;
}

/** The chains of these endpoints, in their order. */
export type ChainsOf = (endpoints: readonly ProxyEndpoint[]) => readonly EndpointChain[];

/** Looks chains up by endpoint; the table for it is made when it is first needed. */
export function chainsByEndpoint(chains: readonly EndpointChain[]): ChainsOf {
  const table = lazy(() => new Map(chains.map((chain) => [chain.endpoint, chain])));
  return (endpoints) => endpoints.flatMap((endpoint) => table().get(endpoint) ?? []);
}

export const nameComment = (info: ServicePortInfo, comments: boolean): readonly Match[] =>
  comments ? [comment(info.name)] : [];
