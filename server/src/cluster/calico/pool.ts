import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { Fact, Origin } from '../../origin/origin.ts';

export type TunnelMode = 'Always' | 'CrossSubnet';

/** How packets between pods of two nodes travel. */
export type Encapsulation =
  { readonly kind: 'none' } | { readonly kind: 'ipip' | 'vxlan'; readonly mode: TunnelMode };

export type PoolUse = 'Workload' | 'Tunnel' | 'LoadBalancer';

/** A Calico IP pool with its defaults applied. */
export interface ClusterPool {
  readonly name: string;
  readonly cidr: Cidr;
  readonly family: IpFamily;
  /** Prefix length of the blocks that nodes take from it. */
  readonly blockSize: Fact<number>;
  readonly encapsulation: Fact<Encapsulation>;
  readonly natOutgoing: Fact<boolean>;
  readonly disabled: Fact<boolean>;
  readonly disableBGPExport: Fact<boolean>;
  /** As written; `all()` when absent. */
  readonly nodeSelector: string;
  readonly namespaceSelector: string;
  readonly allowedUses: readonly PoolUse[];
  /** Only for pods that ask for it by annotation. */
  readonly manual: boolean;
  readonly because: Origin;
}

/** Everything about a pool that says which addresses come out of it: pools with the same text give the same addresses. */
export const allocationText = (pool: ClusterPool): string =>
  JSON.stringify([
    pool.name,
    pool.cidr,
    pool.blockSize.value,
    // Tunnel devices take an address each, however often packets go through them.
    pool.encapsulation.value.kind,
    pool.disabled.value,
    pool.nodeSelector,
    pool.namespaceSelector,
    pool.allowedUses,
    pool.manual,
  ]);
