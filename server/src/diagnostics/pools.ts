import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { familyOfCidr, prefixLengthOf, type Cidr } from '../net/cidr.ts';
import type { IpFamily } from '../net/ip.ts';
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
  readonly pool: IpPool;
  readonly name: string;
  readonly cidr: Located<Cidr>;
  readonly family: IpFamily;
  /** Prefix length of its blocks. */
  readonly blockSize: number;
  readonly enabled: boolean;
}

/** Every IPPool with a range, by name; none that is only simulated. */
export const rangedPools = memoByKey(({ resources }: Cluster): readonly RangedPool[] =>
  resources.ofKind('IPPool').flatMap((pool) => ranged(pool)),
);

const ranged = memoByKey((pool: IpPool): readonly RangedPool[] => {
  const { cidr, disabled } = pool;
  if (cidr === undefined) return [];
  const family = familyOfCidr(cidr.value);
  return [
    {
      pool,
      name: nameOf(pool),
      cidr,
      family,
      blockSize: blockSizeOf(pool, family),
      enabled: disabled?.value !== true,
    },
  ];
});

/** 0 stands for the default, as an absent field does. */
export const blockSizeOf = ({ blockSize }: IpPool, family: IpFamily): number =>
  blockSize === undefined || blockSize.value === 0 ? blockSizes[family].usual : blockSize.value;

export const isTunnelOn = (mode: Located<string> | undefined): mode is Located<string> =>
  mode?.value === 'Always' || mode?.value === 'CrossSubnet';

/** Whether pods may have addresses of it; a pool that names no use is for pods and tunnels. */
export const isFor = ({ allowedUses }: IpPool, use: 'Workload' | 'Tunnel' | 'LoadBalancer'): boolean =>
  allowedUses.length === 0 ? use !== 'LoadBalancer' : allowedUses.some(({ value }) => value === use);

export const lengthOf = (cidr: Located<Cidr>): number => prefixLengthOf(cidr.value);
