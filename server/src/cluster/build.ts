import type { Resource } from '../resources/resource.ts';
import { nameOf } from '../resources/meta.ts';
import type { Cluster, ClusterNode, WhatIf } from './cluster.ts';
import { withLoadBalancerAddresses } from './calico/ipam/loadBalancers.ts';
import { resolvePodNetwork } from './podNetwork/podNetwork.ts';
import { resolveExternalHosts } from './resolve/hosts.ts';
import { resolveKubeProxy } from './resolve/kubeProxy.ts';
import { resolveNetwork, resolvePodsOf } from './resolve/network.ts';
import { resolveClusterDomain, resolveNodePortRange, resolveServiceCIDRs } from './resolve/ranges.ts';
import { resolveServices } from './resolve/services.ts';
import { resolveVersion } from './resolve/version.ts';
import { indexResources } from './resourceIndex.ts';

/**
 * One resolved cluster from everything its files hold, in whatever order. Objects that did not change keep their
 * identity from one build to the next, so that memos above stay warm. An earlier build (`before`) only saves work.
 */
export function buildCluster(all: readonly Resource[], whatIf: WhatIf = {}, before?: Cluster): Cluster {
  const resources = indexResources(all, before?.resources);
  const podNetwork = resolvePodNetwork(resources);
  const network = resolveNetwork(resources, podNetwork.value);
  const serviceCIDRs = resolveServiceCIDRs(resources);
  const nodePortRange = resolveNodePortRange(resources);
  const { pods, ipam } = resolvePodsOf(resources, network);
  const [profile] = resources.ofKind('ClusterProfile');
  return {
    name: profile === undefined ? 'cluster' : nameOf(profile) || 'cluster',
    version: resolveVersion(resources, whatIf),
    kubeProxy: resolveKubeProxy(resources, network.podCIDRs, whatIf),
    podNetwork,
    ...network,
    ipam,
    serviceCIDRs,
    nodePortRange,
    clusterDomain: resolveClusterDomain(resources),
    externalHosts: resolveExternalHosts(resources, network.nodes),
    services: withLoadBalancerAddresses(
      resolveServices(resources, pods, serviceCIDRs, nodePortRange),
      resources,
      network.pools,
    ),
    pods,
    resources,
  };
}

export const nodeNamed = (cluster: Cluster, name: string): ClusterNode | undefined =>
  cluster.nodes.find((node) => node.name === name);
