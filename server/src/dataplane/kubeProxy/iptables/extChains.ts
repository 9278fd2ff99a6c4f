import { contains } from '../../../net/cidr.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import { becauseOf, toServiceAddress } from './destinations.ts';
import { endpointChains, type EndpointChain } from './endpointChain.ts';
import { chainsByEndpoint, toEndpoints } from './endpointRules.ts';
import type { ExtPlan } from './extPlan.ts';
import {
  comment,
  fromHost,
  fromNet,
  fromPods,
  fromThisNode,
  jump,
  markDrop,
  markMasquerade,
  notFromPods,
  noTarget,
} from './matches.ts';
import { chain, rule } from './serviceRules.ts';

/** From 1.24: the chains of one service port in the nat table. */
export function extChains(plan: ExtPlan, comments: boolean): readonly Chain[] {
  const { info, proxy, usable } = plan;
  if (!usable.any) return [];
  const own = endpointChains(info, usable.reachable, proxy.family, comments);
  const chainsOf = chainsByEndpoint(own);
  return [
    ...(plan.usesExternalChain ? [externalChain(plan)] : []),
    ...(plan.usesFirewallChain ? [firewallChain(plan)] : []),
    ...policyChains(plan, (used) => balancing(plan, chainsOf(used), comments)),
    ...own,
  ];
}

/** Whether a chain of this service port leads to KUBE-MARK-DROP. */
export const extMarksDrop = ({ info, proxy, usable, usesFirewallChain }: ExtPlan): boolean =>
  proxy.behaviour.iptables.drops === 'markDrop' &&
  (usesFirewallChain || (usable.any && info.usesLocalEndpoints && usable.local.length === 0));

/** KUBE-EXT-…: what comes from outside the cluster, or acts as if it did. */
function externalChain(plan: ExtPlan): Chain {
  const { info } = plan;
  const because = merge(info.port.because, info.service.externalTrafficPolicy.because);
  return chain(plan.externalChain, because, info.name, () => externalRules(plan, because));
}

function externalRules(plan: ExtPlan, because: Origin): readonly Rule[] {
  const { info } = plan;
  const said = comment(`masquerade traffic for ${info.name} external destinations`);
  const rules = info.externalPolicyLocal
    ? shortCircuits(plan, because)
    : [rule(because, [said], markMasquerade)];
  if (plan.hasExternalEndpoints) rules.push(rule(because, [], jump(plan.externalPolicyChain)));
  return rules;
}

/** Pods and the node itself reach all endpoints even under policy Local, as if they had gone out and come back. */
function shortCircuits({ info, proxy, clusterChain }: ExtPlan, because: Origin): Rule[] {
  const { detector } = proxy;
  const said = (what: string): Match => comment(`${what} traffic for ${info.name} external destinations`);
  const ofPods =
    detector === undefined
      ? []
      : [rule(merge(because, detector.because), [fromPods(detector), said('pod')], jump(clusterChain))];
  return [
    ...ofPods,
    rule(because, [said('masquerade LOCAL'), fromThisNode], markMasquerade),
    rule(because, [said('route LOCAL'), fromThisNode], jump(clusterChain)),
  ];
}

/** KUBE-FW-…: only these sources may use the load balancer's addresses. */
function firewallChain(plan: ExtPlan): Chain {
  const { info } = plan;
  const because = merge(info.port.because, ...info.sourceRanges.map((range) => range.because));
  return chain(plan.firewallChain, because, info.name, () => firewallRules(plan, because));
}

function firewallRules(plan: ExtPlan, because: Origin): readonly Rule[] {
  const { info, proxy } = plan;
  const rules: Rule[] = [];
  const { drops, firewallEndRule } = proxy.behaviour.iptables;
  if (drops === 'filter') {
    rules.push(...allowedSources(plan, info.loadBalancerIPs));
    if (firewallEndRule)
      rules.push(
        rule(
          because,
          [comment(`other traffic to ${info.name} will be dropped by KUBE-PROXY-FIREWALL`)],
          noTarget,
        ),
      );
  } else {
    for (const address of info.loadBalancerIPs) {
      rules.push(...allowedSources(plan, [address]));
      rules.push(rule(because, [comment(`${info.name} loadbalancer IP`)], markDrop));
    }
  }
  return rules;
}

function allowedSources(
  { info, proxy, externalChain: to }: ExtPlan,
  addresses: ExtPlan['info']['loadBalancerIPs'],
): readonly Rule[] {
  const said = comment(`${info.name} loadbalancer IP`);
  const ranges = info.sourceRanges.map((range) =>
    rule(becauseOf(info, range), [fromNet(range.value), said], jump(to)),
  );
  // A node that may use the load balancer meets its own request with the balancer's address as source.
  const own = info.sourceRanges.find((range) => contains(range.value, proxy.nodeIP.value));
  if (own === undefined) return ranges;
  const because = merge(own.because, proxy.nodeIP.because);
  return [
    ...ranges,
    ...addresses.map((address) =>
      rule(merge(because, address.because), [fromHost(address.value), said], jump(to)),
    ),
  ];
}

/** KUBE-SVC-… and KUBE-SVL-…. */
function policyChains(
  plan: ExtPlan,
  balance: (endpoints: readonly ProxyEndpoint[]) => readonly Rule[],
): readonly Chain[] {
  const { info, usable, clusterChain, localChain } = plan;
  const { because } = info.port;
  const made: Chain[] = [];
  if (usable.cluster.length > 0)
    made.push(
      chain(clusterChain, because, info.name, () => [
        ...masquerade(plan, clusterChain),
        ...balance(usable.cluster),
      ]),
    );
  const chainDrops = plan.proxy.behaviour.iptables.drops === 'markDrop';
  if (info.usesLocalEndpoints && (usable.local.length > 0 || chainDrops))
    made.push(
      chain(localChain, because, `${info.name} on this node`, () => [
        ...masquerade(plan, localChain),
        ...(usable.local.length > 0 ? balance(usable.local) : noLocalEndpoints(info)),
      ]),
    );
  return made;
}

const noLocalEndpoints = ({ name, port }: ExtPlan['info']): readonly Rule[] => [
  rule(port.because, [comment(`${name} has no local endpoints`)], markDrop),
];

function balancing(
  { info, proxy }: ExtPlan,
  endpoints: readonly EndpointChain[],
  comments: boolean,
): readonly Rule[] {
  const said = ({ text }: ProxyEndpoint): readonly Match[] =>
    comments ? [comment(`${info.name} -> ${text}`)] : [];
  return toEndpoints(info, endpoints, endpoints, proxy, said, said);
}

/** Traffic to the cluster IP that does not come from a pod goes back through this node. */
function masquerade(plan: ExtPlan, name: Chain['name']): readonly Rule[] {
  const { info, proxy } = plan;
  if (name !== plan.internalPolicyChain || !plan.hasInternalEndpoints) return [];
  const to = toServiceAddress(info, info.clusterIP.value, `${info.name} cluster IP`);
  const because = becauseOf(info, info.clusterIP);
  if (proxy.masqueradeAll.value)
    return [rule(merge(because, proxy.masqueradeAll.because), to, markMasquerade)];
  const { detector } = proxy;
  if (detector === undefined) return [];
  return [rule(merge(because, detector.because), notFromPods(detector, to), markMasquerade)];
}
