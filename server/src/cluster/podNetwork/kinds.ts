import type { Cidr } from '../../net/cidr.ts';
import type { Fact } from '../../origin/origin.ts';

/** Who gives pods their addresses, and carries packets from the pods of one node to those of another. */
export type PodNetwork =
  /** `hostLocal`: addresses come from the node's own podCIDR, and there are no pools. */
  | { readonly kind: 'calico'; readonly ipam: 'pools' | 'hostLocal' }
  /** One range a node; `native` leaves packets between nodes as they are. */
  | { readonly kind: 'cilium'; readonly routing: 'vxlan' | 'geneve' | 'native' }
  | { readonly kind: 'flannel'; readonly backend: 'vxlan' | 'host-gw' }
  /** A Linux bridge on each node and one range a node; something that nobody names routes between them. */
  | { readonly kind: 'bridge' };

/** The ranges that a node hands out to its pods, by node name; nothing where pools are used instead. */
export type NodeRanges = ReadonlyMap<string, readonly Fact<Cidr>[]>;
