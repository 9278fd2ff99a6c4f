import type { Cluster, ClusterNode } from '../../../cluster/cluster.ts';
import { familyOfCidr, type Cidr } from '../../../net/cidr.ts';
import type { IpFamily } from '../../../net/ip.ts';
import type { Fact } from '../../../origin/origin.ts';
import { isLoopback, nodePortAddressesOf, type NodePortAddresses } from '../nodePortAddresses.ts';
import { proxyNodeOf, type ProxyNode } from '../proxyNode.ts';
import { nftablesBehaviourOf, type NftablesBehaviour } from './versions.ts';

/** kube-proxy in nftables mode on one node for one address family. */
export interface NftablesNode {
  readonly proxy: ProxyNode;
  readonly behaviour: NftablesBehaviour;
  readonly nodePortAddresses: NodePortAddresses;
  /** The family's service ranges, where this version of kube-proxy knows them. */
  readonly serviceRanges: readonly Fact<Cidr>[];
}

export function nftablesNodeOf(cluster: Cluster, node: ClusterNode, family: IpFamily): NftablesNode {
  const proxy = proxyNodeOf(cluster, node, family);
  const behaviour = nftablesBehaviourOf(proxy.minor);
  return {
    proxy,
    behaviour,
    nodePortAddresses: openNodePorts(proxy, behaviour),
    serviceRanges: knowsServiceRanges(proxy, behaviour)
      ? cluster.serviceCIDRs.filter(({ value }) => familyOfCidr(value) === family)
      : [],
  };
}

/** NewNodePortAddresses with the node's address (1.30), platformApplyDefaults and newProxyServer (from 1.31). */
function openNodePorts(proxy: ProxyNode, { nodePortsOpenOn }: NftablesBehaviour): NodePortAddresses {
  const { settings, family, localAddresses, nodeIP } = proxy;
  const written = settings.nodePortAddresses;
  switch (nodePortsOpenOn) {
    case 'everyAddress':
      return proxy.nodePortAddresses;
    case 'primaryWithoutFamily':
      return nodePortAddressesOf(written, family, localAddresses, nodeIP);
    case 'primaryWhenEmpty':
      return written.length === 0 && !isLoopback(nodeIP.value)
        ? nodePortAddressesOf([], family, localAddresses, nodeIP)
        : proxy.nodePortAddresses;
  }
}

function knowsServiceRanges(
  { settings }: ProxyNode,
  { knowsServiceRanges: known }: NftablesBehaviour,
): boolean {
  const gate = settings.featureGates.get('MultiCIDRServiceAllocator');
  switch (known) {
    case 'ifGateIsSet':
      return gate === true;
    case 'unlessGateIsUnset':
      return gate !== false;
    case 'always':
      return true;
  }
}
