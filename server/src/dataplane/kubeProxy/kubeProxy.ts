import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { ProxyDataplane } from '../dataplane.ts';
import { deriveKubeProxyIptables } from './iptables/iptables.ts';
import { deriveKubeProxyIpvs } from './ipvs/ipvs.ts';
import { deriveKubeProxyNftables } from './nftables/nftables.ts';

/** What kube-proxy keeps on one node for one family, in the mode that its configuration says. */
export function deriveKubeProxy(cluster: Cluster, node: ClusterNode, family: IpFamily): ProxyDataplane {
  switch (cluster.kubeProxy.mode.value) {
    case 'iptables':
      return { mode: 'iptables', ruleset: deriveKubeProxyIptables(cluster, node, family) };
    case 'ipvs':
      return { mode: 'ipvs', ...deriveKubeProxyIpvs(cluster, node, family) };
    case 'nftables':
      return { mode: 'nftables', table: deriveKubeProxyNftables(cluster, node, family) };
  }
}
