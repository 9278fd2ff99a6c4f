import type { Match } from '../../netfilter/match.ts';
import type { Rule } from '../../netfilter/ruleset.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import { becauseOf, toLocalNodePort, toNodePort, toServiceAddress } from './destinations.ts';
import {
  fromNet,
  fromPhysicalElsewhere,
  jump,
  loopbackNet,
  markMasquerade,
  notFromPods,
  notFromThisNode,
  reject,
  toThisNode,
} from './matches.ts';
import { healthCheckRules, hidesNodePort } from './nodePortRules.ts';
import { rule, type SharedRulesDraft } from './serviceRules.ts';
import type { XlbPlan } from './xlbPlan.ts';

type Destination = readonly [Match, ...Match[]];

/**
 * Up to 1.23: what a service port adds to the chains that all share, in the order in which kube-proxy writes it. Gives the
 * rules for the head of the service's own chain, and whether anything follows at all.
 */
export function dispatchService(
  plan: XlbPlan,
  draft: SharedRulesDraft,
): { readonly head: readonly Rule[]; readonly cutShort: boolean } {
  const head: Rule[] = [];
  captureClusterIP(plan, draft, head);
  captureExternalIPs(plan, draft, head);
  captureLoadBalancer(plan, draft);
  const hidden = plan.info.nodePort !== undefined && hidesNodePort(plan.proxy);
  if (hidden && plan.proxy.behaviour.nodePortWithoutAddress === 'restOfServiceLost')
    return { head, cutShort: true };
  if (!hidden) captureNodePort(plan, draft, head);
  draft.healthChecks.push(...healthCheckRules(plan.info, plan.proxy));
  return { head, cutShort: false };
}

/** Where marking for masquerade stands: before the jump in the shared chain, or in the service's own. */
const masqueradeGoes = ({ proxy }: XlbPlan, shared: Rule[], head: Rule[]): Rule[] =>
  proxy.behaviour.iptables.masqueradesIn === 'dispatch' ? shared : head;

function captureClusterIP(plan: XlbPlan, draft: SharedRulesDraft, head: Rule[]): void {
  const { info, proxy, usable } = plan;
  const { clusterIP } = info;
  const because = becauseOf(info, clusterIP);
  if (!usable.any) {
    const said = `${info.name} has no endpoints`;
    draft.filterServices.push(
      rule(because, toServiceAddress(info, clusterIP.value, said), reject(proxy.family)),
    );
    return;
  }
  const to = toServiceAddress(info, clusterIP.value, `${info.name} cluster IP`);
  const { detector, masqueradeAll } = proxy;
  const goes = masqueradeGoes(plan, draft.services, head);
  if (masqueradeAll.value) goes.push(rule(merge(because, masqueradeAll.because), to, markMasquerade));
  else if (detector !== undefined)
    goes.push(rule(merge(because, detector.because), notFromPods(detector, to), markMasquerade));
  draft.services.push(rule(because, to, jump(plan.serviceChain)));
}

function captureExternalIPs(plan: XlbPlan, draft: SharedRulesDraft, head: Rule[]): void {
  const { info, proxy, usable } = plan;
  for (const externalIP of info.externalIPs) {
    const because = becauseOf(info, externalIP);
    if (!usable.any) {
      const said = `${info.name} has no endpoints`;
      draft.externalServices.push(
        rule(because, toServiceAddress(info, externalIP.value, said), reject(proxy.family)),
      );
      continue;
    }
    const to = toServiceAddress(info, externalIP.value, `${info.name} external IP`);
    if (proxy.behaviour.iptables.externalIPs === 'physdev') captureByTwo(plan, draft.services, to, because);
    else captureByOne(plan, draft.services, head, to, because);
  }
}

/** From outside, or to an address of this node: what a pod sends to an external IP elsewhere goes its way. */
function captureByTwo(plan: XlbPlan, services: Rule[], to: Destination, because: Origin): void {
  const honoursPolicy = plan.proxy.enabled('ExternalPolicyForExternalIP') && plan.info.externalPolicyLocal;
  const target = jump(honoursPolicy ? plan.localChain : plan.serviceChain);
  if (!honoursPolicy) services.push(rule(because, to, markMasquerade));
  services.push(rule(because, [...to, fromPhysicalElsewhere, notFromThisNode], target));
  services.push(rule(because, [...to, toThisNode], target));
}

function captureByOne(plan: XlbPlan, services: Rule[], head: Rule[], to: Destination, because: Origin): void {
  const { detector } = plan.proxy;
  if (!plan.info.externalPolicyLocal)
    masqueradeGoes(plan, services, head).push(
      detector === undefined
        ? rule(because, to, markMasquerade)
        : rule(merge(because, detector.because), notFromPods(detector, to), markMasquerade),
    );
  services.push(rule(because, to, jump(plan.externalChain)));
}

function captureLoadBalancer(plan: XlbPlan, draft: SharedRulesDraft): void {
  const { info, proxy, usable, firewallChain } = plan;
  const refusals =
    proxy.behaviour.iptables.loadBalancerRejectedIn === 'KUBE-SERVICES'
      ? draft.filterServices
      : draft.externalServices;
  for (const address of info.loadBalancerIPs) {
    const because = becauseOf(info, address);
    if (usable.any)
      draft.services.push(
        rule(
          because,
          toServiceAddress(info, address.value, `${info.name} loadbalancer IP`),
          jump(firewallChain),
        ),
      );
    else
      refusals.push(
        rule(
          because,
          toServiceAddress(info, address.value, `${info.name} has no endpoints`),
          reject(proxy.family),
        ),
      );
  }
}

function captureNodePort(plan: XlbPlan, draft: SharedRulesDraft, head: Rule[]): void {
  const { info, proxy, usable } = plan;
  const { nodePort } = info;
  if (nodePort === undefined) return;
  const because = becauseOf(info, nodePort);
  if (!usable.any) {
    const said = `${info.name} has no endpoints`;
    draft.externalServices.push(
      rule(because, toLocalNodePort(info, nodePort.value, said), reject(proxy.family)),
    );
    return;
  }
  const to = toNodePort(info, nodePort.value);
  if (info.externalPolicyLocal)
    // The reply to a node port on loopback would come from a pod's address, which the kernel takes for a martian.
    draft.nodePorts.push(rule(because, [fromNet(loopbackNet(proxy.family)), ...to], markMasquerade));
  else masqueradeGoes(plan, draft.nodePorts, head).push(rule(because, to, markMasquerade));
  draft.nodePorts.push(rule(because, to, jump(plan.externalChain)));
}
