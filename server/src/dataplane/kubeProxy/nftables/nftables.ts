import type { Cluster, ClusterNode } from '../../../cluster/cluster.ts';
import type { IpFamily } from '../../../net/ip.ts';
import type { NftTable } from '../../netfilter/nft.ts';
import { servicePortsOf } from '../services.ts';
import { frameOf } from './frame.ts';
import { nftablesNodeOf } from './node.ts';
import { servicePortPart } from './servicePort.ts';
import { byProxy } from './statements.ts';

/**
 * The table that kube-proxy in nftables mode keeps on a node for one address family (pkg/proxy/nftables/proxier.go,
 * Kubernetes 1.29 to 1.36). Versions before 1.29 do not have the mode; for them, and for versions that are not known yet,
 * the nearest known shape is returned, and it is the caller's to say so (`versionProof`).
 */
export function deriveKubeProxyNftables(cluster: Cluster, node: ClusterNode, family: IpFamily): NftTable {
  const nftablesNode = nftablesNodeOf(cluster, node, family);
  const { proxy, behaviour } = nftablesNode;
  return {
    family,
    name: 'kube-proxy',
    comment: 'rules for kube-proxy',
    scriptOrder: behaviour.scriptOrder,
    parts: [
      frameOf(nftablesNode),
      ...servicePortsOf(cluster, proxy).map((info) => servicePortPart(info, proxy)),
    ],
    because: byProxy('nftables mode keeps one table for each address family'),
  };
}
