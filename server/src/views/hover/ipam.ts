import { poolUsage } from '../../cluster/calico/ipam/usage.ts';
import { blocksOfNode } from '../../cluster/calico/blocks.ts';
import type { IpamConfiguration } from '../../resources/calico/ipamConfiguration.ts';
import type { IpReservation } from '../../resources/calico/ipReservation.ts';
import { overlaps } from '../../net/cidr.ts';
import { isWithin } from '../../net/prefixTree.ts';
import { hostCidr } from '../../net/cidr.ts';
import { code, plain } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** Which pools a reservation touches, and who has one of its addresses all the same. */
export function hoverIpReservation(
  { cluster }: ViewContext,
  { reservedCIDRs }: IpReservation,
  path: PathAt,
): string | undefined {
  if (fieldName(path) !== 'spec.reservedCIDRs') return undefined;
  const ranges = reservedCIDRs.map(({ value }) => value);
  const touched = poolUsage(cluster).filter(({ pool }) => ranges.some((range) => overlaps(range, pool.cidr)));
  if (touched.length === 0) return 'No pool hands out these addresses, so there is nothing to keep back.';
  const holders = touched
    .flatMap(({ blocks }) => blocks.flatMap(({ inUse }) => inUse))
    .filter(({ ip }) => isWithin(ranges, hostCidr(ip)));
  const kept = `Addresses of ${listed(touched.map(({ pool }) => plain(pool.name)))} that nobody gets unasked; a pod that asks for one by annotation gets it.`;
  return holders.length === 0
    ? kept
    : `${kept}\n\nIn use already: ${listed(holders.map(({ ip, owner }) => `${code(ip)} (${plain(owner)})`))}.`;
}

/** What the limits of the allocator come to in this cluster. */
export function hoverIpamConfiguration(
  { cluster }: ViewContext,
  { strictAffinity }: IpamConfiguration,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  if (field === 'spec.strictAffinity') {
    const borrowed = cluster.nodes
      .flatMap(({ name }) => blocksOfNode(cluster, name))
      .reduce((sum, block) => sum + block.borrowed.length, 0);
    return strictAffinity?.value === true
      ? 'A node whose blocks are full, and that gets no new one, gives its pods no address.'
      : `A node may take an address of another node’s block when no new block is left: one route more for each. Now: ${count(borrowed, 'address')}.`;
  }
  if (field !== 'spec.maxBlocksPerHost') return undefined;
  const owned = cluster.nodes.map(({ name }) => ({ name, blocks: blocksOfNode(cluster, name).length }));
  const most = [...owned].sort((a, b) => b.blocks - a.blocks)[0];
  return `A node may own so many blocks; 0 stands for 20.${most === undefined ? '' : ` The most has ${plain(most.name)}: ${count(most.blocks, 'block')}.`}`;
}
