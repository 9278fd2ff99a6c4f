import type { Cluster, ClusterNode } from '../../../cluster/cluster.ts';
import type { IpFamily } from '../../../net/ip.ts';
import { fact, type Fact } from '../../../origin/origin.ts';
import type { IpvsState } from '../../netfilter/ipvs.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Ruleset } from '../../netfilter/ruleset.ts';
import { proxyNodeOf, type ProxyNode } from '../proxyNode.ts';
import { servicePortsOf } from '../services.ts';
import { ipvsRuleset } from './chains.ts';
import { inventoryOf } from './inventory.ts';
import { ipSetsOf, sysctlsOf } from './state.ts';
import { ipvsBehaviour } from './versions.ts';

/**
 * Everything that kube-proxy in IPVS mode keeps on a node for one address family, by the cluster's Kubernetes version
 * (pkg/proxy/ipvs/proxier.go: syncProxyRules). `ipvs.excludeCIDRs` changes nothing of it: those are ranges in which
 * kube-proxy leaves the virtual servers of others alone.
 */
export function deriveKubeProxyIpvs(
  cluster: Cluster,
  node: ClusterNode,
  family: IpFamily,
): { readonly ipvs: IpvsState; readonly ruleset: Ruleset } {
  const proxy = proxyNodeOf(cluster, node, family);
  const { virtualServers, members, bound, barred } = inventoryOf(proxy)(servicePortsOf(cluster, proxy));
  return {
    ipvs: {
      family,
      sysctls: sysctlsOf(proxy),
      virtualServers,
      ipSets: ipSetsOf(members, proxy),
      boundAddresses: bound,
    },
    ruleset: ipvsRuleset({
      behaviour: ipvsBehaviour(proxy.minor),
      family,
      members,
      masqueradeAll: proxy.masqueradeAll,
      masqueradeMark: proxy.masqueradeMark,
      notFromPods: notFromPods(proxy),
      barred,
    }),
  };
}

function notFromPods({ detector }: ProxyNode): Fact<Match> | undefined {
  if (detector === undefined) return undefined;
  const match: Match =
    detector.kind === 'source'
      ? { kind: 'source', net: detector.net, not: true }
      : { kind: 'inInterface', name: detector.name, not: true };
  return fact(match, detector.because);
}
