import type { Cluster, ClusterNode } from '../../../cluster/cluster.ts';
import type { IpFamily } from '../../../net/ip.ts';
import { fact, type Fact } from '../../../origin/origin.ts';
import type { IpvsState } from '../../netfilter/ipvs.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Ruleset } from '../../netfilter/ruleset.ts';
import { proxyNodeOf, type ProxyNode } from '../proxyNode.ts';
import { servicePortsOf } from '../services.ts';
import { ipvsRuleset } from './chains.ts';
import { servicePartOf } from './servicePart.ts';
import { boundAddressesOf, ipSetsOf, membersOf, sysctlsOf, virtualServersOf } from './state.ts';
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
  const partOf = servicePartOf(proxy);
  const parts = servicePortsOf(cluster, proxy).map((info) => partOf(info));
  const boundAddresses = boundAddressesOf(parts);
  const members = membersOf(parts, boundAddresses, proxy);
  return {
    ipvs: {
      family,
      sysctls: sysctlsOf(proxy),
      virtualServers: virtualServersOf(parts),
      ipSets: ipSetsOf(members, proxy),
      boundAddresses,
    },
    ruleset: ipvsRuleset({
      behaviour: ipvsBehaviour(proxy.minor),
      family,
      members,
      masqueradeAll: proxy.masqueradeAll,
      masqueradeMark: proxy.masqueradeMark,
      notFromPods: notFromPods(proxy),
      barred: parts.flatMap(({ barred }) => barred),
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
