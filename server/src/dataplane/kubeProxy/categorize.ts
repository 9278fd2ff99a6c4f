import { hintedEndpoints, preferredByHints } from './hints.ts';
import type { ProxyEndpoint } from './endpoints.ts';
import type { ProxyNode } from './proxyNode.ts';
import type { ServicePortInfo } from './services.ts';

/** Which endpoints of a service port this node uses for what. */
export interface UsableEndpoints {
  /** For traffic under policy Cluster, topology taken into account. */
  readonly cluster: readonly ProxyEndpoint[];
  /** For traffic under policy Local. */
  readonly local: readonly ProxyEndpoint[];
  /** Those that get a chain of their own: reachable from here in either way. */
  readonly reachable: readonly ProxyEndpoint[];
  /** Those that a client may stick to under policy Cluster. */
  readonly sticky: readonly ProxyEndpoint[];
  /** Whether the service has an endpoint anywhere. */
  readonly any: boolean;
}

/** pkg/proxy/topology.go: CategorizeEndpoints, and what stood in its place before 1.24. */
export function categorizeEndpoints(info: ServicePortInfo, proxy: ProxyNode): UsableEndpoints {
  switch (proxy.behaviour.endpointChoice) {
    case 'kept':
      return firstGeneration(info.endpoints, info);
    case 'ready':
      return firstGeneration(filterEndpoints(info, proxy).filter(isReady), info);
    case 'anyCounts':
      return anyCounts(info, proxy);
    case 'readyOrLocalTerminating':
      return readyOrLocalTerminating(info, proxy);
    case 'categorized':
      return categorized(info, proxy);
  }
}

const isReady = ({ endpoint }: ProxyEndpoint): boolean => endpoint.ready;
const isLocal = ({ local }: ProxyEndpoint): boolean => local;
/** On its way out but still answering: better than nothing. */
const isServingTerminating = ({ endpoint }: ProxyEndpoint): boolean =>
  endpoint.serving && endpoint.terminating;

/** Before 1.24: one list for everything, narrowed by internal policy Local or by hints (proxy.FilterEndpoints). */
export function filterEndpoints(info: ServicePortInfo, proxy: ProxyNode): readonly ProxyEndpoint[] {
  if (info.externalPolicyLocal) return info.endpoints;
  if (info.internalPolicyLocal) return info.endpoints.filter(isLocal);
  return hintedEndpoints(info, proxy);
}

function firstGeneration(used: readonly ProxyEndpoint[], info: ServicePortInfo): UsableEndpoints {
  return {
    cluster: used,
    local: info.externalPolicyLocal ? used.filter(isLocal) : [],
    reachable: used,
    sticky: used,
    any: used.length > 0,
  };
}

function anyCounts(info: ServicePortInfo, proxy: ProxyNode): UsableEndpoints {
  const all = filterEndpoints(info, proxy);
  return {
    cluster: all.filter(isReady),
    local: localOrTerminating(all, info, proxy),
    reachable: all,
    sticky: all,
    any: all.length > 0,
  };
}

function readyOrLocalTerminating(info: ServicePortInfo, proxy: ProxyNode): UsableEndpoints {
  const all = filterEndpoints(info, proxy);
  const cluster = all.filter(isReady);
  const local = localOrTerminating(all, info, proxy);
  const fallback = info.externalPolicyLocal && proxy.enabled('ProxyTerminatingEndpoints');
  return {
    cluster,
    local,
    reachable: union(cluster, local),
    sticky: cluster,
    any: cluster.length > 0 || (fallback && all.some(isServingTerminating)),
  };
}

function localOrTerminating(
  all: readonly ProxyEndpoint[],
  info: ServicePortInfo,
  proxy: ProxyNode,
): readonly ProxyEndpoint[] {
  return info.externalPolicyLocal ? withFallback(all.filter(isLocal), proxy) : [];
}

/** The ready ones, else those that still answer while they end. */
function withFallback(endpoints: readonly ProxyEndpoint[], proxy: ProxyNode): readonly ProxyEndpoint[] {
  const ready = endpoints.filter(isReady);
  return ready.length > 0 || !proxy.enabled('ProxyTerminatingEndpoints')
    ? ready
    : endpoints.filter(isServingTerminating);
}

function categorized(info: ServicePortInfo, proxy: ProxyNode): UsableEndpoints {
  const { endpoints, usesClusterEndpoints, usesLocalEndpoints } = info;
  const cluster = usesClusterEndpoints ? clusterEndpoints(info, proxy) : [];
  if (!usesLocalEndpoints)
    return { cluster, local: [], reachable: cluster, sticky: cluster, any: cluster.length > 0 };
  const local = withFallback(endpoints.filter(isLocal), proxy);
  return {
    cluster,
    local,
    reachable: usesClusterEndpoints ? union(cluster, local) : local,
    sticky: cluster,
    any: cluster.length > 0 || withFallback(endpoints, proxy).length > 0,
  };
}

function clusterEndpoints(info: ServicePortInfo, proxy: ProxyNode): readonly ProxyEndpoint[] {
  const isPreferred = preferredByHints(info, proxy);
  const usable = info.endpoints.filter((one) => isReady(one) && isPreferred(one));
  return usable.length > 0 ? usable : withFallback(info.endpoints, proxy);
}

function union(a: readonly ProxyEndpoint[], b: readonly ProxyEndpoint[]): readonly ProxyEndpoint[] {
  const missing = b.filter((one) => !a.includes(one));
  return missing.length === 0 ? a : [...a, ...missing];
}
