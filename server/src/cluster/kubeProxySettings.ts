import type { Fact } from '../origin/origin.ts';

export type ProxyMode = 'iptables' | 'ipvs' | 'nftables';

/** KubeProxyConfiguration with its defaults applied: how the pods' own traffic is told from other traffic, and the rest. */
export interface KubeProxySettings {
  readonly mode: Fact<ProxyMode>;
  readonly detectLocal: Fact<DetectLocal>;
  /** CIDRs or the word `primary`; empty means every local address (or the version's default in nftables mode). */
  readonly nodePortAddresses: readonly Fact<string>[];
  readonly masqueradeAll: Fact<boolean>;
  /** The bit's number, 14 by default: mark 0x4000. */
  readonly masqueradeBit: Fact<number>;
  readonly localhostNodePorts: Fact<boolean>;
  readonly ipvsScheduler: Fact<string>;
  readonly ipvsStrictARP: Fact<boolean>;
  readonly ipvsExcludeCIDRs: readonly Fact<string>[];
  readonly tcpBeLiberal: Fact<boolean>;
  /** Only those that were written. */
  readonly featureGates: ReadonlyMap<string, boolean>;
  readonly hostnameOverride: string | undefined;
  readonly bindAddress: string | undefined;
}

/** pkg/proxy/util LocalTrafficDetector: how traffic from this cluster's pods is recognised, a value per family. */
export type DetectLocal =
  | { readonly kind: 'clusterCIDR'; readonly cidrs: readonly string[] }
  | { readonly kind: 'nodeCIDR' }
  | { readonly kind: 'bridgeInterface'; readonly name: string }
  | { readonly kind: 'interfaceNamePrefix'; readonly prefix: string }
  /** No detector: ClusterCIDR mode without a CIDR of the family. */
  | { readonly kind: 'none' };
