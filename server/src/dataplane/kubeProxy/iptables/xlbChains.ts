import { contains } from '../../../net/cidr.ts';
import { merge } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import { becauseOf } from './destinations.ts';
import {
  chainedEndpoint,
  endpointChains,
  nameComment,
  toEndpoints,
  type ChainedEndpoint,
  type EndpointComment,
} from './endpointRules.ts';
import {
  comment,
  fromHost,
  fromNet,
  fromPods,
  fromThisNode,
  jump,
  markDrop,
  markMasquerade,
} from './matches.ts';
import { chain, rule } from './serviceRules.ts';
import type { XlbPlan } from './xlbPlan.ts';

/** Up to 1.23: the chains of one service port in the nat table; `head` starts its KUBE-SVC-…. */
export function xlbChains(
  plan: XlbPlan,
  head: readonly Rule[],
  cutShort: boolean,
  comments: boolean,
): readonly Chain[] {
  const { info, proxy, usable } = plan;
  const { because } = info.port;
  // The chain for policy Local stands even where there is no endpoint at all.
  if (!usable.any || cutShort) return emptyChains(plan, head);
  const chained = new Map(
    [...usable.reachable, ...usable.local].map((one) => [one, chainedEndpoint(info, one)]),
  );
  const said = nameComment(info, comments);
  const balancing = toEndpoints(
    info,
    chainedOf(usable.sticky, chained),
    chainedOf(usable.cluster, chained),
    proxy,
    () => said,
    () => said,
  );
  return [
    chain(plan.serviceChain, [...head, ...balancing], because, info.name),
    ...(info.externalPolicyLocal ? [localChain(plan, chained, comments)] : []),
    ...firewallChains(plan),
    ...endpointChains(info, chainedOf(usable.reachable, chained), proxy, said),
  ];
}

const chainedOf = (
  endpoints: readonly ProxyEndpoint[],
  chained: ReadonlyMap<ProxyEndpoint, ChainedEndpoint>,
): readonly ChainedEndpoint[] => endpoints.flatMap((one) => chained.get(one) ?? []);

function emptyChains(plan: XlbPlan, head: readonly Rule[]): readonly Chain[] {
  const { info, usable } = plan;
  const { because } = info.port;
  return [
    ...(usable.any ? [chain(plan.serviceChain, head, because, info.name)] : []),
    ...(info.externalPolicyLocal ? [chain(plan.localChain, [], because, `${info.name} on this node`)] : []),
    ...(usable.any ? firewallChains(plan) : []),
  ];
}

/** KUBE-FW-…: every load balancer has one, with or without source ranges, and what it does not take is dropped. */
function firewallChains(plan: XlbPlan): readonly Chain[] {
  const { info } = plan;
  if (info.loadBalancerIPs.length === 0) return [];
  const rules = info.loadBalancerIPs.flatMap((address) => firewallRules(plan, address));
  return [chain(plan.firewallChain, rules, info.port.because, info.name)];
}

function firewallRules(
  { info, proxy, externalChain }: XlbPlan,
  address: XlbPlan['info']['clusterIP'],
): readonly Rule[] {
  const said = comment(`${info.name} loadbalancer IP`);
  const because = becauseOf(info, address);
  const to = jump(externalChain);
  const rules: Rule[] = [];
  if (!info.externalPolicyLocal) rules.push(rule(because, [said], markMasquerade));
  if (info.sourceRanges.length === 0) rules.push(rule(because, [said], to));
  for (const range of info.sourceRanges)
    rules.push(rule(becauseOf(info, range), [fromNet(range.value), said], to));
  // A node that may use the load balancer meets its own request with the balancer's address as source.
  const own = info.sourceRanges.find((range) => contains(range.value, proxy.nodeIP.value));
  if (own !== undefined) rules.push(rule(merge(because, own.because), [fromHost(address.value), said], to));
  rules.push(rule(because, [said], markDrop));
  return rules;
}

/** KUBE-XLB-…: pods and the node itself reach all endpoints, others those of this node only. */
function localChain(
  plan: XlbPlan,
  chained: ReadonlyMap<ProxyEndpoint, ChainedEndpoint>,
  comments: boolean,
): Chain {
  const { info, proxy, serviceChain } = plan;
  const { detector } = proxy;
  const because = merge(info.port.because, info.service.externalTrafficPolicy.because);
  const rules: Rule[] = [];
  if (detector !== undefined) {
    const said = comment('Redirect pods trying to reach external loadbalancer VIP to clusterIP');
    rules.push(rule(merge(because, detector.because), [fromPods(detector), said], jump(serviceChain)));
  }
  const masqueraded = comment(`masquerade LOCAL traffic for ${info.name} LB IP`);
  const routed = comment(`route LOCAL traffic for ${info.name} LB IP to service chain`);
  rules.push(rule(because, [masqueraded, fromThisNode], markMasquerade));
  rules.push(rule(because, [routed, fromThisNode], jump(serviceChain)));
  rules.push(...localBalancing(plan, chained, comments));
  return chain(plan.localChain, rules, because, `${info.name} on this node`);
}

function localBalancing(
  { info, proxy, usable }: XlbPlan,
  chained: ReadonlyMap<ProxyEndpoint, ChainedEndpoint>,
  comments: boolean,
): readonly Rule[] {
  if (usable.local.length === 0)
    return [rule(info.port.because, [comment(`${info.name} has no local endpoints`)], markDrop)];
  const numbered = proxy.behaviour.iptables.balancingComment === 'ruleNumberInXlb';
  // Numbered comments stand in large clusters too.
  const name: readonly Match[] = nameComment(info, comments || numbered);
  const choice: EndpointComment = numbered
    ? (_, number) => [comment(`Balancing rule ${String(number)} for ${info.name}`)]
    : () => name;
  const local = chainedOf(usable.local, chained);
  return toEndpoints(info, local, local, proxy, () => name, choice);
}
