import { bytewise } from '../order.ts';
import { categorizeEndpoints, filterEndpoints } from '../categorize.ts';
import type { ProxyEndpoint } from '../endpoints.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import type { RealServer } from '../../netfilter/ipvs.ts';
import { ipvsBehaviour } from './versions.ts';

/** What stands behind the virtual servers of a service port, by the policy that holds for the address. */
export interface RealServers {
  /** Under policy Cluster. */
  readonly cluster: readonly RealServer[];
  /** Under policy Local; only where some policy of the service is Local. */
  readonly local: readonly RealServer[];
}

/** pkg/proxy/ipvs/proxier.go: syncEndpoint. */
export function realServersOf(info: ServicePortInfo, proxy: ProxyNode): RealServers {
  const chosen =
    proxy.behaviour.endpointChoice === 'categorized'
      ? sinceCategories(info, proxy)
      : beforeCategories(info, proxy);
  const cluster = toRealServers(chosen.cluster, proxy);
  const asked = info.internalPolicyLocal || info.externalPolicyLocal;
  return {
    cluster,
    local: chosen.local === chosen.cluster || !asked ? cluster : toRealServers(chosen.local, proxy),
  };
}

interface Chosen {
  readonly cluster: readonly ProxyEndpoint[];
  readonly local: readonly ProxyEndpoint[];
}

function sinceCategories(info: ServicePortInfo, proxy: ProxyNode): Chosen {
  const { cluster, local } = categorizeEndpoints(info, proxy);
  const fallsBack = local.length === 0 && ipvsBehaviour(proxy.minor).localFallsBack;
  return { cluster, local: fallsBack ? cluster : local };
}

/** The ready ones; under policy Local, those of the node, or if the gate lets it those that still answer while they end. */
function beforeCategories(info: ServicePortInfo, proxy: ProxyNode): Chosen {
  const all = filterEndpoints(info, proxy);
  const ready = all.filter(({ endpoint }) => endpoint.ready);
  const local = ready.filter((one) => one.local);
  const mayFallBack = local.length === 0 && proxy.enabled('ProxyTerminatingEndpoints');
  return {
    cluster: ready,
    local: mayFallBack
      ? all.filter(({ endpoint, local: here }) => here && endpoint.serving && endpoint.terminating)
      : local,
  };
}

/** Bytewise by address and port as they are written together, which is how most versions keep them anyway. */
function toRealServers(endpoints: readonly ProxyEndpoint[], { behaviour }: ProxyNode): readonly RealServer[] {
  const sorted =
    behaviour.endpointOrder === 'address:port'
      ? endpoints
      : [...endpoints].sort((a, b) => bytewise(a.text, b.text));
  return sorted.map(({ ip, port, endpoint }) => ({
    address: ip,
    port,
    weight: 1,
    because: endpoint.because,
  }));
}
