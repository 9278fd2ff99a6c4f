import type { Resource } from '../resources/resource.ts';
import { nameOf } from '../resources/meta.ts';
import type { Cluster, ClusterNode, WhatIf } from './cluster.ts';
import { resolveExternalHosts, resolveNodes } from './resolve/hosts.ts';
import { resolveKubeProxy } from './resolve/kubeProxy.ts';
import { resolvePods } from './resolve/pods.ts';
import {
  resolveClusterDomain,
  resolveNodePortRange,
  resolvePodCIDRs,
  resolveServiceCIDRs,
} from './resolve/ranges.ts';
import { resolveServices } from './resolve/services.ts';
import { resolveVersion } from './resolve/version.ts';
import { indexResources } from './resourceIndex.ts';

/**
 * One resolved cluster from everything its files hold, in whatever order. Objects that did not change keep their
 * identity from one build to the next, so that memos above stay warm.
 */
export function buildCluster(all: readonly Resource[], whatIf: WhatIf = {}): Cluster {
  const resources = indexResources(all);
  const podCIDRs = resolvePodCIDRs(resources);
  const serviceCIDRs = resolveServiceCIDRs(resources);
  const nodePortRange = resolveNodePortRange(resources);
  const nodes = resolveNodes(resources);
  const pods = resolvePods(resources, nodes, podCIDRs);
  const [profile] = resources.ofKind('ClusterProfile');
  return {
    name: profile === undefined ? 'cluster' : nameOf(profile) || 'cluster',
    version: resolveVersion(resources, whatIf),
    kubeProxy: resolveKubeProxy(resources, podCIDRs, whatIf),
    podCIDRs,
    serviceCIDRs,
    nodePortRange,
    clusterDomain: resolveClusterDomain(resources),
    nodes,
    externalHosts: resolveExternalHosts(resources, nodes),
    services: resolveServices(resources, pods, serviceCIDRs, nodePortRange),
    pods,
    resources,
  };
}

export const nodeNamed = (cluster: Cluster, name: string): ClusterNode | undefined =>
  cluster.nodes.find((node) => node.name === name);
