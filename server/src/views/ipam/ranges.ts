import { poolUsage } from '../../cluster/calico/ipam/usage.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { contains, sizeOf, type Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';

/** A range that addresses are handed out of: a pool with its blocks, or where there are no pools a node's own range. */
export interface AddressRange {
  readonly kind: 'pool' | 'node range';
  /** The pool's name, or the node's. */
  readonly name: string;
  readonly cidr: Cidr;
  readonly total: bigint;
  readonly inUse: bigint;
  readonly free: bigint;
  /** What is special about it: `disabled`, `blocks of /26`. */
  readonly notes: readonly string[];
  readonly blocks: readonly AddressBlock[];
  readonly because: Origin;
}

export interface AddressBlock {
  readonly cidr: Cidr;
  readonly node: string;
  readonly total: bigint;
  readonly inUse: bigint;
  readonly free: bigint;
  readonly addresses: readonly GivenAddress[];
  readonly because: Origin;
}

export interface GivenAddress {
  readonly ip: Ip;
  readonly owner: string;
  readonly node: string | undefined;
  readonly because: Origin;
}

/** Every range of the cluster with what is in use of it. */
export const addressRanges = (cluster: Cluster): readonly AddressRange[] => {
  const pools = poolUsage(cluster);
  return pools.length > 0 ? pools.map((usage) => ofPool(usage)) : nodeRanges(cluster);
};

type PoolUsage = ReturnType<typeof poolUsage>[number];

const ofPool = ({ pool, total, inUse, free, blocks }: PoolUsage): AddressRange => ({
  kind: 'pool',
  name: pool.name,
  cidr: pool.cidr,
  total,
  inUse: BigInt(inUse),
  free,
  notes: notesOf(pool),
  because: pool.because,
  blocks: blocks.map((usage): AddressBlock => ({
    cidr: usage.block.cidr,
    node: usage.block.node,
    total: usage.total,
    inUse: BigInt(usage.inUse.length),
    free: usage.free,
    addresses: usage.inUse,
    because: usage.block.because,
  })),
});

const tunnels = { ipip: 'IP in IP', vxlan: 'VXLAN' } as const;

function notesOf({
  blockSize,
  encapsulation: { value: encapsulation },
  natOutgoing,
  disabled,
  disableBGPExport,
  manual,
  nodeSelector,
}: PoolUsage['pool']): readonly string[] {
  return [
    `blocks of /${String(blockSize.value)}`,
    encapsulation.kind === 'none'
      ? 'no tunnel'
      : `${tunnels[encapsulation.kind]}${encapsulation.mode === 'CrossSubnet' ? ' between subnets' : ''}`,
    natOutgoing.value ? 'natOutgoing' : undefined,
    disabled.value ? 'disabled: no new addresses' : undefined,
    disableBGPExport.value ? 'not announced by BGP' : undefined,
    manual ? 'only for pods that ask for it' : undefined,
    nodeSelector === '' || nodeSelector === 'all()' ? undefined : `nodes ${nodeSelector}`,
  ].filter((note) => note !== undefined);
}

/** Without pools each node hands out addresses of its own range (host-local, Cilium). */
const nodeRanges = (cluster: Cluster): readonly AddressRange[] =>
  [...cluster.nodeRanges].flatMap(([node, ranges]) =>
    ranges.map(({ value: cidr, because }): AddressRange => {
      const addresses = podAddresses(cluster, node, cidr);
      const total = sizeOf(cidr);
      const inUse = BigInt(addresses.length);
      const size = { cidr, total, inUse, free: total - inUse, because };
      return {
        ...size,
        kind: 'node range',
        name: node,
        notes: [],
        blocks: [{ ...size, node, addresses }],
      };
    }),
  );

const podAddresses = ({ pods }: Cluster, node: string, cidr: Cidr): readonly GivenAddress[] =>
  pods
    .filter((pod) => pod.node?.value === node && !pod.hostNetwork)
    .flatMap((pod) =>
      pod.ips
        .filter(({ value }) => contains(cidr, value))
        .map(({ value, because }) => ({
          ip: value,
          owner: `${pod.namespace}/${pod.name}`,
          node,
          because,
        })),
    );
