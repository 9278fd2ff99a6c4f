import type { Cluster, ClusterNode } from '../../../cluster/cluster.ts';
import { memoByKey } from '../../../memo/memo.ts';
import type { IpFamily } from '../../../net/ip.ts';
import { proxyNodeOf, type ProxyNode } from '../proxyNode.ts';
import type { Chain, Ruleset } from '../../netfilter/ruleset.ts';
import { isLargeCluster, servicePortsOf, type ServicePortInfo } from '../services.ts';
import { extChains, extMarksDrop } from './extChains.ts';
import { dispatchExternal } from './extDispatch.ts';
import { planService as planExt } from './extPlan.ts';
import { emptyDraft, type ServiceRules } from './serviceRules.ts';
import { assemble } from './tables.ts';
import { xlbChains, xlbMarksDrop } from './xlbChains.ts';
import { dispatchService } from './xlbDispatch.ts';
import { planService as planXlb } from './xlbPlan.ts';

/**
 * What kube-proxy in iptables mode keeps on one node for one family: filter, nat and mangle, as iptables-save lists them
 * when nobody else writes rules (pkg/proxy/iptables/proxier.go, Kubernetes 1.18 to 1.36).
 */
export function deriveKubeProxyIptables(cluster: Cluster, node: ClusterNode, family: IpFamily): Ruleset {
  const proxy = proxyNodeOf(cluster, node, family);
  const ports = servicePortsOf(cluster, proxy);
  return assemble(proxy, ports.map(rulesFor(proxy, !isLargeCluster(ports))));
}

// A service port is the same object as long as its service and the node are, so its rules are made once.
const rulesFor = memoByKey((proxy: ProxyNode, comments: boolean) => {
  const known = new WeakMap<ServicePortInfo, ServiceRules>();
  return (info: ServicePortInfo): ServiceRules => {
    const before = known.get(info);
    if (before !== undefined) return before;
    const made = rulesOf(info, proxy, comments);
    known.set(info, made);
    return made;
  };
});

/**
 * The chains of one service port alone, without the rest of the node. Whether they are there does not depend on the size of
 * the cluster; whether their rules have comments does.
 */
export const chainsOfPort = (info: ServicePortInfo, proxy: ProxyNode): readonly Chain[] =>
  rulesFor(proxy, true)(info).chains;

function rulesOf(info: ServicePortInfo, proxy: ProxyNode, comments: boolean): ServiceRules {
  if (proxy.behaviour.iptables.externalChains === 'EXT') {
    const plan = planExt(info, proxy);
    const draft = emptyDraft();
    dispatchExternal(plan, draft);
    return { ...draft, chains: extChains(plan, comments), marksDrop: extMarksDrop(plan) };
  }
  const plan = planXlb(info, proxy);
  const draft = emptyDraft();
  const { head, cutShort } = dispatchService(plan, draft);
  return {
    ...draft,
    chains: xlbChains(plan, head, cutShort, comments),
    marksDrop: xlbMarksDrop(plan, cutShort),
  };
}
