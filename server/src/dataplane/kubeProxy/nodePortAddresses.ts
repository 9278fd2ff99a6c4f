import type { ClusterNode } from '../../cluster/cluster.ts';
import { contains, hostCidr, parseCidr, type Cidr } from '../../net/cidr.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { byDefault, fact, machinery, merge, type Fact, type Origin } from '../../origin/origin.ts';
import { bytewise } from './order.ts';

/** Where node ports are served (pkg/proxy/util/nodeport_addresses.go: NodePortAddresses). */
export interface NodePortAddresses {
  /** Every local address; then `addresses` is empty. */
  readonly matchAll: boolean;
  /** The local addresses that the setting takes in, bytewise order. */
  readonly addresses: readonly Fact<Ip>[];
  readonly containsLoopback: boolean;
  readonly because: Origin;
}

/**
 * What nodePortAddresses means on this node for one family. Without a range of the family it is every local address, or
 * only `whenEmpty` (nftables mode from 1.30).
 */
export function nodePortAddressesOf(
  settings: readonly Fact<string>[],
  family: IpFamily,
  local: readonly Fact<Ip>[],
  whenEmpty?: Fact<Ip>,
): NodePortAddresses {
  const ranges = settings.flatMap(({ value, because }) => {
    const parsed = parseCidr(value.trim());
    return parsed?.family === family ? [{ ...parsed, because }] : [];
  });
  if (ranges.length === 0 && whenEmpty === undefined) return everywhere(byDefault('nodePortAddresses', '[]'));
  const zero = ranges.find(({ prefixLength }) => prefixLength === 0);
  if (zero !== undefined) return everywhere(zero.because);
  const networks: readonly Fact<Cidr>[] =
    ranges.length === 0 && whenEmpty !== undefined
      ? [fact(hostCidr(whenEmpty.value), whenEmpty.because)]
      : ranges.map(({ network, because }) => fact(network, because));
  return {
    matchAll: false,
    addresses: matching(networks, local),
    containsLoopback: networks.some(({ value }) => isLoopbackRange(value)),
    because: merge(
      networks[0]?.because ?? byDefault('nodePortAddresses', '[]'),
      ...networks.map((n) => n.because),
    ),
  };
}

const everywhere = (because: Origin): NodePortAddresses => ({
  matchAll: true,
  addresses: [],
  containsLoopback: true,
  because,
});

/** A range inside 127.0.0.0/8, or one that holds its first address (ContainsIPv4Loopback). */
const isLoopbackRange = (range: Cidr): boolean =>
  range.startsWith('127.') || contains(range, '127.0.0.0' as Ip);

function matching(networks: readonly Fact<Cidr>[], local: readonly Fact<Ip>[]): readonly Fact<Ip>[] {
  const found = new Map<Ip, Fact<Ip>>();
  for (const network of networks)
    for (const { value, because } of local)
      if (contains(network.value, value)) found.set(value, fact(value, merge(network.because, because)));
  return [...found.values()].sort((a, b) => bytewise(a.value, b.value));
}

/** Every address of the node's interfaces; a node that names no loopback has one all the same. */
export function localAddressesOf(node: ClusterNode | undefined, family: IpFamily): readonly Fact<Ip>[] {
  const named = (node?.interfaces ?? []).flatMap(({ addresses }) =>
    addresses.filter(({ ip }) => familyOf(ip) === family).map(({ ip, because }) => fact(ip, because)),
  );
  if (named.some(({ value }) => isLoopback(value))) return named;
  const loopback = (family === 4 ? '127.0.0.1' : '::1') as Ip;
  return [fact(loopback, machinery('kernel', 'every node has a loopback address')), ...named];
}

export const isLoopback = (ip: Ip): boolean => ip === '::1' || ip.startsWith('127.');
