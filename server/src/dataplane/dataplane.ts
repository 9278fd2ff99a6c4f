import type { ClusterNode } from '../cluster/cluster.ts';
import type { IpFamily } from '../net/ip.ts';
import type { NftTable } from './netfilter/nft.ts';
import type { IpSet, IpvsState } from './netfilter/ipvs.ts';
import type { Ruleset, Table } from './netfilter/ruleset.ts';

/** What kube-proxy keeps on one node for one address family. A mode is a different value, never a flag. */
export type ProxyDataplane =
  | { readonly mode: 'iptables'; readonly ruleset: Ruleset }
  | { readonly mode: 'ipvs'; readonly ipvs: IpvsState; readonly ruleset: Ruleset }
  | { readonly mode: 'nftables'; readonly table: NftTable };

/** What Felix keeps on one node for one address family: so far its part of nat POSTROUTING. */
export interface FelixDataplane {
  /** Chains of its own; `cali-POSTROUTING` is the first. */
  readonly nat: Table;
  readonly ipSets: readonly IpSet[];
  /** Whether POSTROUTING jumps there before kube-proxy's rules or after them. */
  readonly placed: 'inserted' | 'appended';
}

export interface NodeDataplane {
  readonly node: ClusterNode;
  readonly family: IpFamily;
  readonly proxy: ProxyDataplane;
  /** Undefined where Felix changes no packet. */
  readonly felix: FelixDataplane | undefined;
}
