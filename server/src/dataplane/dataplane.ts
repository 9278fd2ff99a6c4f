import type { ClusterNode } from '../cluster/cluster.ts';
import type { IpFamily } from '../net/ip.ts';
import type { NftTable } from './netfilter/nft.ts';
import type { IpvsState } from './netfilter/ipvs.ts';
import type { Ruleset } from './netfilter/ruleset.ts';

/** What kube-proxy keeps on one node for one address family. A mode is a different value, never a flag. */
export type ProxyDataplane =
  | { readonly mode: 'iptables'; readonly ruleset: Ruleset }
  | { readonly mode: 'ipvs'; readonly ipvs: IpvsState; readonly ruleset: Ruleset }
  | { readonly mode: 'nftables'; readonly table: NftTable };

export interface NodeDataplane {
  readonly node: ClusterNode;
  readonly family: IpFamily;
  readonly proxy: ProxyDataplane;
}
