import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { familyOfCidr, prefixLengthOf, type Cidr } from '../net/cidr.ts';
import type { IpFamily } from '../net/ip.ts';
import type { Installation } from '../resources/calico/installation.ts';
import type { IpPool } from '../resources/calico/ipPool.ts';
import { nameOf } from '../resources/meta.ts';
import type { Located } from '../yaml/located.ts';

/** What Calico takes for the size of a block: the shortest and the longest prefix, and the one that holds unless set. */
export const blockSizes = {
  4: { smallest: 20, largest: 32, usual: 26 },
  6: { smallest: 116, largest: 128, usual: 122 },
} as const;

/** A pool whose range could be read: without one nothing can be said about it. */
export interface RangedPool {
  readonly source: IpPool | Installation;
  readonly name: string;
  readonly cidr: Located<Cidr>;
  readonly family: IpFamily;
  readonly blockSizeField: Located<number> | undefined;
  /** Prefix length of its blocks: 0 stands for the default, as an absent field does. */
  readonly blockSize: number;
  readonly enabled: boolean;
  readonly allowedUses: readonly Located<string>[];
}

/** The kinds that pools are written in: objects of their own, and what the operator makes such objects from. */
export const poolKinds = ['IPPool', 'Installation'] as const;

/** Every pool with a range that is written somewhere; none that is only simulated. */
export const rangedPools = memoByKey(({ resources }: Cluster): readonly RangedPool[] =>
  poolKinds.flatMap((kind) =>
    resources.ofKind(kind).flatMap((source: IpPool | Installation) => poolsIn(source)),
  ),
);

/** The pools of one object. */
export const poolsIn = memoByKey((source: IpPool | Installation): readonly RangedPool[] => {
  if (source.kind === 'IPPool') {
    const { cidr, blockSize, disabled, allowedUses } = source;
    return ranged(source, nameOf(source), cidr, blockSize, disabled, allowedUses);
  }
  return (source.ipPools ?? []).flatMap((pool) => {
    const { name, cidr, blockSize, disableNewAllocations, allowedUses } = pool;
    const usual = cidr === undefined ? '' : `default-ipv${String(familyOfCidr(cidr.value))}-ippool`;
    return ranged(source, name?.value ?? usual, cidr, blockSize, disableNewAllocations, allowedUses);
  });
});

function ranged(
  source: IpPool | Installation,
  name: string,
  cidr: Located<Cidr> | undefined,
  blockSizeField: Located<number> | undefined,
  disabled: Located<boolean> | undefined,
  allowedUses: readonly Located<string>[],
): readonly RangedPool[] {
  if (cidr === undefined) return [];
  const family = familyOfCidr(cidr.value);
  const said = blockSizeField === undefined || blockSizeField.value === 0 ? undefined : blockSizeField.value;
  const enabled = disabled?.value !== true;
  return [
    {
      source,
      name,
      cidr,
      family,
      blockSizeField,
      blockSize: said ?? blockSizes[family].usual,
      enabled,
      allowedUses,
    },
  ];
}

/** Whether one is made from the other: an IPPool, and the entry of the Installation that it comes from. */
export const isSamePool = (a: RangedPool, b: RangedPool): boolean =>
  a === b || a.name === b.name || (a.source.kind !== b.source.kind && a.cidr.value === b.cidr.value);

export const isTunnelOn = (mode: Located<string> | undefined): mode is Located<string> =>
  mode?.value === 'Always' || mode?.value === 'CrossSubnet';

/** Whether pods may have addresses of it; a pool that names no use is for pods and tunnels. */
export const isFor = (
  { allowedUses }: Pick<RangedPool, 'allowedUses'>,
  use: 'Workload' | 'Tunnel' | 'LoadBalancer',
): boolean =>
  allowedUses.length === 0 ? use !== 'LoadBalancer' : allowedUses.some(({ value }) => value === use);

export const lengthOf = (cidr: Located<Cidr>): number => prefixLengthOf(cidr.value);
