import { memoByKey } from '../../../memo/memo.ts';
import { merge, type Origin } from '../../../origin/origin.ts';
import type { NftChain, NftPart, NftRule } from '../../netfilter/nft.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import { servicePortElements } from './elements.ts';
import { affinitySets, balancingRules, endpointChains } from './endpoints.ts';
import { firewallChains } from './firewall.ts';
import { planOf, type ServicePortPlan } from './plan.ts';
import { fromPods, fromThisNode, goTo, markForMasquerade, rule } from './statements.ts';

/**
 * One service port's part of the table (pkg/proxy/nftables/proxier.go: syncProxyRules, the body of its loop). The same
 * service port in the same surroundings gives the same part.
 */
export const servicePortPart = memoByKey((info: ServicePortInfo, proxy: ProxyNode): NftPart => {
  const plan = planOf(info, proxy);
  return {
    chains: [...policyChains(plan), ...externalChain(plan), ...firewallChains(plan), ...endpointChains(plan)],
    sets: affinitySets(plan),
    maps: [],
    elements: servicePortElements(plan),
  };
});

/** The chains that choose an endpoint: among all for policy Cluster, among this node's for policy Local. */
function policyChains(plan: ServicePortPlan): readonly NftChain[] {
  const { info, usable, chains, because } = plan;
  const policies = [
    { name: chains.cluster, used: info.usesClusterEndpoints, endpoints: usable.cluster },
    { name: chains.local, used: info.usesLocalEndpoints, endpoints: usable.local },
  ];
  return policies
    .filter(({ used, endpoints }) => used && endpoints.length > 0)
    .map(({ name, endpoints }) => ({
      name,
      rules: [
        ...(name === chains.internalPolicy ? internalMasquerade(plan) : []),
        ...balancingRules(plan, endpoints),
      ],
      stands: info.name,
      because,
    }));
}

/** Traffic to the cluster IP that comes from outside the cluster must come back through this node. */
function internalMasquerade({ info, proxy, behaviour, hasInternal }: ServicePortPlan): readonly NftRule[] {
  const { masqueradeAll, masqueradeMark, detector } = proxy;
  if (!hasInternal || behaviour.masqueradesClusterIPs === 'atOnce') return [];
  if (!masqueradeAll.value && detector === undefined) return [];
  const { clusterIP, protocol, port } = info;
  const outside = masqueradeAll.value || detector === undefined ? [] : [fromPods(detector, behaviour, true)];
  const because = masqueradeAll.value ? masqueradeAll.because : (detector?.because ?? clusterIP.because);
  return [
    rule(merge(clusterIP.because, info.port.because, because), [
      { kind: 'address', side: 'destination', net: clusterIP.value },
      ...(behaviour.masqueradesClusterIPs === 'byPort'
        ? [{ kind: 'destinationPort', protocol, port: port.port } as const]
        : []),
      ...outside,
      markForMasquerade(behaviour, masqueradeMark.value),
    ]),
  ];
}

/** Node ports, external and load-balancer addresses; there even when only traffic from inside finds an endpoint. */
function externalChain(plan: ServicePortPlan): readonly NftChain[] {
  const { info, usable, chains, hasExternal } = plan;
  if (!usable.any || !info.externallyAccessible) return [];
  const because = merge(plan.because, info.service.externalTrafficPolicy.because);
  const rules = info.externalPolicyLocal ? keepingSource(plan, because) : [markAll(plan, because)];
  if (hasExternal) rules.push(rule(because, [goTo(chains.externalPolicy)]));
  return [{ name: chains.external, rules, stands: info.name, because }];
}

/** Policy Cluster may send the packet to another node, which must answer through this one. */
function markAll({ proxy, behaviour }: ServicePortPlan, because: Origin): NftRule {
  const statements = [markForMasquerade(behaviour, proxy.masqueradeMark.value)];
  return behaviour.marks === 'inPlace' ? rule(because, statements, 'masquerade') : rule(because, statements);
}

/** Policy Local keeps the client's address; pods and the node itself are let to all endpoints all the same. */
function keepingSource({ proxy, behaviour, chains }: ServicePortPlan, because: Origin): NftRule[] {
  const { detector, masqueradeMark } = proxy;
  const mark = markForMasquerade(behaviour, masqueradeMark.value);
  const rules: NftRule[] = [];
  if (detector !== undefined)
    rules.push(
      rule(
        merge(because, detector.because),
        [fromPods(detector, behaviour, false), goTo(chains.cluster)],
        'short-circuit pod traffic',
      ),
    );
  rules.push(
    rule(because, [fromThisNode, mark], 'masquerade local traffic'),
    rule(because, [fromThisNode, goTo(chains.cluster)], 'short-circuit local traffic'),
  );
  return rules;
}
