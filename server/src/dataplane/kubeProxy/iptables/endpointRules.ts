import { merge, type Origin } from '../../../origin/origin.ts';
import type { ChainName } from '../../netfilter/chainName.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import { endpointChain } from '../names.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import {
  comment,
  fromHost,
  isProtocol,
  jump,
  markMasquerade,
  protocolModule,
  rememberClient,
  rememberedClient,
} from './matches.ts';
import { chain, rule } from './serviceRules.ts';

/** An endpoint with what its chains and rules share. */
export interface ChainedEndpoint {
  readonly endpoint: ProxyEndpoint;
  readonly chain: ChainName;
  readonly because: Origin;
}

export const chainedEndpoint = (info: ServicePortInfo, endpoint: ProxyEndpoint): ChainedEndpoint => ({
  endpoint,
  chain: endpointChain(info.name, info.protocol, endpoint.text),
  because: merge(endpoint.endpoint.because, info.port.because),
});

/** Comments of the rules that choose an endpoint, by its number; none in a large cluster. */
export type EndpointComment = (endpoint: ProxyEndpoint, number: number) => readonly Match[];

/**
 * Rules that keep a known client at its endpoint, then rules that choose one at random: of n, rule i takes 1/(n-i) of
 * what reaches it, so that every endpoint gets an equal share (proxier.go: writeServiceToEndpointRules).
 */
export function toEndpoints(
  info: ServicePortInfo,
  sticky: readonly ChainedEndpoint[],
  chosen: readonly ChainedEndpoint[],
  { family }: ProxyNode,
  stickyComment: EndpointComment,
  chosenComment: EndpointComment,
): Rule[] {
  const { affinity } = info;
  const rules: Rule[] = [];
  if (affinity !== undefined)
    sticky.forEach(({ endpoint, chain: to, because }, i) => {
      const remembered = rememberedClient(to, affinity.value, family);
      rules.push(
        rule(merge(because, affinity.because), [...stickyComment(endpoint, i), remembered], jump(to)),
      );
    });
  const last = chosen.length - 1;
  chosen.forEach(({ endpoint, chain: to, because }, i) => {
    const said = chosenComment(endpoint, i);
    const matches: readonly Match[] =
      i === last ? said : [...said, { kind: 'random', probability: 1 / (chosen.length - i) }];
    rules.push(rule(because, matches, jump(to)));
  });
  return rules;
}

/** KUBE-SEP-…: masquerade what the endpoint sends to itself, then translate the destination. */
export function endpointChains(
  info: ServicePortInfo,
  endpoints: readonly ChainedEndpoint[],
  { family }: ProxyNode,
  nameComment: readonly Match[],
): readonly Chain[] {
  const { affinity, protocol } = info;
  return endpoints.map(({ endpoint, chain: name, because }) => {
    const { ip, port, text } = endpoint;
    const node = endpoint.endpoint.nodeName;
    const remember = affinity === undefined ? [] : [rememberClient(name, family)];
    const rules = [
      rule(because, [fromHost(ip), ...nameComment], markMasquerade),
      rule(because, [isProtocol(protocol), ...nameComment, ...remember, protocolModule(protocol)], {
        kind: 'dnat',
        to: ip,
        ports: { from: port, to: port },
      }),
    ];
    return chain(name, rules, because, node === undefined ? text : `${text} on ${node}`);
  });
}

export const noComment: EndpointComment = () => [];

export const nameComment = (info: ServicePortInfo, comments: boolean): readonly Match[] =>
  comments ? [comment(info.name)] : [];
