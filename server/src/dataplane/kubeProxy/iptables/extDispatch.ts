import { hidesNodePort, healthCheckRules } from './nodePortRules.ts';
import { becauseOf, toLocalNodePort, toNodePort, toServiceAddress } from './destinations.ts';
import type { ExtPlan } from './extPlan.ts';
import { drop, jump, toLoopback } from './matches.ts';
import { rule, type SharedRulesDraft } from './serviceRules.ts';

/**
 * From 1.24: what a service port adds to the chains that all share, in the order in which kube-proxy writes it
 * (pkg/proxy/iptables/proxier.go: syncProxyRules).
 */
export function dispatchExternal(plan: ExtPlan, draft: SharedRulesDraft): void {
  captureClusterIP(plan, draft);
  captureExternalIPs(plan, draft);
  captureLoadBalancer(plan, draft);
  captureNodePort(plan, draft);
  draft.healthChecks.push(...healthCheckRules(plan.info, plan.proxy));
}

function captureClusterIP(plan: ExtPlan, draft: SharedRulesDraft): void {
  const { info, refusal } = plan;
  const { clusterIP } = info;
  const because = becauseOf(info, clusterIP);
  if (plan.hasInternalEndpoints)
    draft.services.push(
      rule(
        because,
        toServiceAddress(info, clusterIP.value, `${info.name} cluster IP`),
        jump(plan.internalPolicyChain),
      ),
    );
  else
    draft.filterServices.push(
      rule(because, toServiceAddress(info, clusterIP.value, refusal.comment), refusal.target),
    );
}

function captureExternalIPs(plan: ExtPlan, draft: SharedRulesDraft): void {
  const { info, usable } = plan;
  for (const externalIP of info.externalIPs) {
    if (usable.any)
      draft.services.push(
        rule(
          becauseOf(info, externalIP),
          toServiceAddress(info, externalIP.value, `${info.name} external IP`),
          jump(plan.externalChain),
        ),
      );
    if (!plan.hasExternalEndpoints) refuse(plan, draft, externalIP);
  }
}

function captureLoadBalancer(plan: ExtPlan, draft: SharedRulesDraft): void {
  const { info, usable } = plan;
  const to = plan.usesFirewallChain ? plan.firewallChain : plan.externalChain;
  for (const address of info.loadBalancerIPs) {
    const because = becauseOf(info, address);
    if (usable.any)
      draft.services.push(
        rule(because, toServiceAddress(info, address.value, `${info.name} loadbalancer IP`), jump(to)),
      );
    if (plan.usesFirewallChain && plan.proxy.behaviour.iptables.drops === 'filter') {
      const said = `${info.name} traffic not accepted by ${plan.firewallChain}`;
      draft.firewall.push(rule(because, toServiceAddress(info, address.value, said), drop));
    }
  }
  if (!plan.hasExternalEndpoints) for (const address of info.loadBalancerIPs) refuse(plan, draft, address);
}

function refuse(
  { info, refusal }: ExtPlan,
  draft: SharedRulesDraft,
  address: ExtPlan['info']['clusterIP'],
): void {
  draft.externalServices.push(
    rule(becauseOf(info, address), toServiceAddress(info, address.value, refusal.comment), refusal.target),
  );
}

function captureNodePort(plan: ExtPlan, draft: SharedRulesDraft): void {
  const { info, proxy, usable, refusal } = plan;
  const { nodePort } = info;
  if (nodePort === undefined || hidesNodePort(proxy)) return;
  const because = becauseOf(info, nodePort);
  if (usable.any) {
    const matches = toNodePort(info, nodePort.value);
    if (proxy.behaviour.iptables.nfacct && proxy.localhostNodePorts)
      draft.nodePorts.push(
        rule(because, [toLoopback, ...matches, countLocalhostNodePorts], jump(plan.externalChain)),
      );
    draft.nodePorts.push(rule(because, matches, jump(plan.externalChain)));
  }
  if (!plan.hasExternalEndpoints)
    draft.externalServices.push(
      rule(because, toLocalNodePort(info, nodePort.value, refusal.comment), refusal.target),
    );
}

const countLocalhostNodePorts = { kind: 'nfacct', name: 'localhost_nps_accepted_pkts' } as const;
