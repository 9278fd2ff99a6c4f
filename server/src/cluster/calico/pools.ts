import { memoByKey } from '../../memo/memo.ts';
import { familyOfCidr, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import { bitsOf, type IpFamily } from '../../net/ip.ts';
import { assumed, byDefault, fact, merge, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type { Cluster } from '../cluster.ts';

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

/**
 * The IPPools that can be read, by name. Without any, one for each pod range, as calico-node makes its default pool
 * when it finds none (node/pkg/lifecycle/startup: configureIPPools).
 */
export const calicoPools = memoByKey(({ resources, podCIDRs }: Cluster): readonly ClusterPool[] => {
  const objects = resources.ofKind('IPPool');
  if (objects.length > 0) return objects.flatMap((pool) => resolvePool(pool));
  return podCIDRs.map(({ value, because }) => impliedPool(value, because));
});

function resolvePool(pool: IpPool): readonly ClusterPool[] {
  if (pool.cidr === undefined) return [];
  const { value: cidr, span } = pool.cidr;
  const uses = pool.allowedUses.flatMap(({ value }) => poolUses.find((use) => use === value) ?? []);
  return [
    {
      name: nameOf(pool),
      cidr,
      family: familyOfCidr(cidr),
      blockSize: blockSizeOf(cidr, pool.blockSize),
      encapsulation: encapsulationOf(pool),
      natOutgoing: orDefault(pool.natOutgoing, 'natOutgoing', false),
      disabled: orDefault(pool.disabled, 'disabled', false),
      disableBGPExport: orDefault(pool.disableBGPExport, 'disableBGPExport', false),
      nodeSelector: pool.nodeSelector?.value ?? '',
      namespaceSelector: pool.namespaceSelector?.value ?? '',
      allowedUses: uses.length === 0 ? ['Workload', 'Tunnel'] : uses,
      manual: pool.assignmentMode?.value === 'Manual',
      because: merge(written(span, `IPPool ${nameOf(pool)}`), written(titleSpan(pool))),
    },
  ];
}

const poolUses = ['Workload', 'Tunnel', 'LoadBalancer'] as const;

function impliedPool(cidr: Cidr, because: Origin): ClusterPool {
  const family = familyOfCidr(cidr);
  return {
    name: `default-ipv${String(family)}-ippool`,
    cidr,
    family,
    blockSize: blockSizeOf(cidr, undefined),
    encapsulation: fact(
      { kind: 'none' },
      assumed(`pods of ${cidr} are routed without a tunnel: no IPPool says otherwise`),
    ),
    natOutgoing: fact(true, assumed(`natOutgoing is on for ${cidr}: no IPPool says otherwise`)),
    disabled: fact(false, byDefault('disabled', 'false')),
    disableBGPExport: fact(false, byDefault('disableBGPExport', 'false')),
    nodeSelector: '',
    namespaceSelector: '',
    allowedUses: ['Workload', 'Tunnel'],
    manual: false,
    because: merge(because, assumed(`an IP pool ${cidr}: there is no IPPool object`)),
  };
}

/** 0 means the default too (libcalico-go/lib/clientv3/ippool.go); a pool smaller than a block is one block. */
function blockSizeOf(cidr: Cidr, field: Located<number> | undefined): Fact<number> {
  const usual = familyOfCidr(cidr) === 4 ? 26 : 122;
  const size =
    field === undefined || field.value === 0
      ? fact(usual, byDefault('blockSize', String(usual)))
      : fact(field.value, written(field.span));
  return fact(Math.min(Math.max(size.value, prefixLengthOf(cidr)), bitsOf(familyOfCidr(cidr))), size.because);
}

/** ipipMode wins over vxlanMode where both are set; the API server refuses that. */
function encapsulationOf({ ipipMode, vxlanMode }: IpPool): Fact<Encapsulation> {
  if (ipipMode !== undefined && ipipMode.value !== 'Never')
    return fact({ kind: 'ipip', mode: ipipMode.value }, written(ipipMode.span));
  if (vxlanMode !== undefined && vxlanMode.value !== 'Never')
    return fact({ kind: 'vxlan', mode: vxlanMode.value }, written(vxlanMode.span));
  const said = ipipMode ?? vxlanMode;
  return fact(
    { kind: 'none' },
    said === undefined ? byDefault('ipipMode, vxlanMode', 'Never') : written(said.span),
  );
}

const orDefault = (field: Located<boolean> | undefined, name: string, value: boolean): Fact<boolean> =>
  field === undefined ? fact(value, byDefault(name, String(value))) : fact(field.value, written(field.span));
