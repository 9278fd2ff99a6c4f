import type { Ip } from '../../../net/ip.ts';
import type { Fact } from '../../../origin/origin.ts';
import { isLoopback } from '../nodePortAddresses.ts';
import type { ProxyNode } from '../proxyNode.ts';

/** Addresses with a virtual server for each node port: never loopback, and unless they are named never link-local IPv6. */
export function nodePortServers({ nodePortAddresses, localAddresses }: ProxyNode): readonly Fact<Ip>[] {
  const { matchAll, addresses } = nodePortAddresses;
  return matchAll
    ? localAddresses.filter(({ value }) => isNodeAddress(value))
    : addresses.filter(({ value }) => !isLoopback(value));
}

/** pkg/proxy/ipvs/netlink_linux.go: isValidForSet. */
export const isNodeAddress = (ip: Ip): boolean => !isLoopback(ip) && !/^fe[89ab]/.test(ip);
