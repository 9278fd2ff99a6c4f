import { contains } from '../../../net/cidr.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import { becauseOf } from './destinations.ts';
import { endpointChains } from './endpointChain.ts';
import {
  chainsByEndpoint,
  nameComment,
  toEndpoints,
  type ChainsOf,
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
  const own = endpointChains(info, usable.reachable, proxy.family, comments);
  const chainsOf = chainsByEndpoint(own);
  return [
    chain(plan.serviceChain, because, info.name, () => [
      ...head,
      ...serviceBalancing(plan, chainsOf, comments),
    ]),
    ...(info.externalPolicyLocal ? [localChain(plan, chainsOf, comments)] : []),
    ...firewallChains(plan),
    ...own,
  ];
}

/** Whether a chain of this service port leads to KUBE-MARK-DROP. */
export const xlbMarksDrop = ({ info, usable }: XlbPlan, cutShort: boolean): boolean =>
  usable.any &&
  (info.loadBalancerIPs.length > 0 || (info.externalPolicyLocal && usable.local.length === 0 && !cutShort));

function serviceBalancing(
  { info, proxy, usable }: XlbPlan,
  chainsOf: ChainsOf,
  comments: boolean,
): readonly Rule[] {
  const said = nameComment(info, comments);
  const named = (): readonly Match[] => said;
  const sticky = chainsOf(usable.sticky);
  return toEndpoints(info, sticky, chainsOf(usable.cluster), proxy, named, named);
}

function emptyChains(plan: XlbPlan, head: readonly Rule[]): readonly Chain[] {
  const { info, usable } = plan;
  const { because } = info.port;
  return [
    ...(usable.any ? [chain(plan.serviceChain, because, info.name, () => head)] : []),
    ...(info.externalPolicyLocal
      ? [chain(plan.localChain, because, `${info.name} on this node`, () => [])]
      : []),
    ...(usable.any ? firewallChains(plan) : []),
  ];
}

/** KUBE-FW-…: every load balancer has one, with or without source ranges, and what it does not take is dropped. */
function firewallChains(plan: XlbPlan): readonly Chain[] {
  const { info } = plan;
  if (info.loadBalancerIPs.length === 0) return [];
  return [
    chain(plan.firewallChain, info.port.because, info.name, () =>
      info.loadBalancerIPs.flatMap((address) => firewallRules(plan, address)),
    ),
  ];
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
function localChain(plan: XlbPlan, chainsOf: ChainsOf, comments: boolean): Chain {
  const { info } = plan;
  const because = merge(info.port.because, info.service.externalTrafficPolicy.because);
  return chain(plan.localChain, because, `${info.name} on this node`, () => [
    ...shortCircuits(plan, because),
    ...localBalancing(plan, chainsOf, comments),
  ]);
}

function shortCircuits({ info, proxy, serviceChain }: XlbPlan, because: Origin): readonly Rule[] {
  const { detector } = proxy;
  const redirected = comment('Redirect pods trying to reach external loadbalancer VIP to clusterIP');
  const masqueraded = comment(`masquerade LOCAL traffic for ${info.name} LB IP`);
  const routed = comment(`route LOCAL traffic for ${info.name} LB IP to service chain`);
  const ofPods =
    detector === undefined
      ? []
      : [rule(merge(because, detector.because), [fromPods(detector), redirected], jump(serviceChain))];
  return [
    ...ofPods,
    rule(because, [masqueraded, fromThisNode], markMasquerade),
    rule(because, [routed, fromThisNode], jump(serviceChain)),
  ];
}

function localBalancing(
  { info, proxy, usable }: XlbPlan,
  chainsOf: ChainsOf,
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
  const local = chainsOf(usable.local);
  return toEndpoints(info, local, local, proxy, () => name, choice);
}
