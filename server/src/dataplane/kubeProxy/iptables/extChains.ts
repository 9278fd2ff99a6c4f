import { contains } from '../../../net/cidr.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Chain, Rule } from '../../netfilter/ruleset.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import { becauseOf, toServiceAddress } from './destinations.ts';
import {
  chainedEndpoint,
  endpointChains,
  nameComment,
  toEndpoints,
  type ChainedEndpoint,
} from './endpointRules.ts';
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
  const chained = new Map(usable.reachable.map((one) => [one, chainedEndpoint(info, one)]));
  return [
    ...(plan.usesExternalChain ? [externalChain(plan)] : []),
    ...(plan.usesFirewallChain ? [firewallChain(plan)] : []),
    ...policyChains(plan, chained, comments),
    ...endpointChains(info, [...chained.values()], proxy, nameComment(info, comments)),
  ];
}

/** KUBE-EXT-…: what comes from outside the cluster, or acts as if it did. */
function externalChain(plan: ExtPlan): Chain {
  const { info } = plan;
  const because = merge(info.port.because, info.service.externalTrafficPolicy.because);
  const rules = info.externalPolicyLocal
    ? shortCircuits(plan, because)
    : [rule(because, [comment(`masquerade traffic for ${info.name} external destinations`)], markMasquerade)];
  if (plan.hasExternalEndpoints) rules.push(rule(because, [], jump(plan.externalPolicyChain)));
  return chain(plan.externalChain, rules, because, info.name);
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
  const { info, proxy } = plan;
  const because = merge(info.port.because, ...info.sourceRanges.map((range) => range.because));
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
  return chain(plan.firewallChain, rules, because, info.name);
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
  chained: ReadonlyMap<ProxyEndpoint, ChainedEndpoint>,
  comments: boolean,
): readonly Chain[] {
  const { info, usable, clusterChain, localChain } = plan;
  const made: Chain[] = [];
  if (usable.cluster.length > 0) {
    const rules = [...masquerade(plan, clusterChain), ...balancing(plan, usable.cluster, chained, comments)];
    made.push(chain(clusterChain, rules, info.port.because, info.name));
  }
  const chainDrops = plan.proxy.behaviour.iptables.drops === 'markDrop';
  if (info.usesLocalEndpoints && (usable.local.length > 0 || chainDrops)) {
    const rules = [...masquerade(plan, localChain), ...localBalancing(plan, chained, comments)];
    made.push(chain(localChain, rules, info.port.because, `${info.name} on this node`));
  }
  return made;
}

function localBalancing(
  plan: ExtPlan,
  chained: ReadonlyMap<ProxyEndpoint, ChainedEndpoint>,
  comments: boolean,
): readonly Rule[] {
  const { info, usable } = plan;
  return usable.local.length > 0
    ? balancing(plan, usable.local, chained, comments)
    : [rule(info.port.because, [comment(`${info.name} has no local endpoints`)], markDrop)];
}

function balancing(
  { info, proxy }: ExtPlan,
  endpoints: readonly ProxyEndpoint[],
  chained: ReadonlyMap<ProxyEndpoint, ChainedEndpoint>,
  comments: boolean,
): readonly Rule[] {
  const said = ({ text }: ProxyEndpoint): readonly Match[] =>
    comments ? [comment(`${info.name} -> ${text}`)] : [];
  const list = endpoints.flatMap((one) => chained.get(one) ?? []);
  return toEndpoints(info, list, list, proxy, said, said);
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
