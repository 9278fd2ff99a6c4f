import type { ChainName } from '../../netfilter/chainName.ts';
import { categorizeEndpoints, type UsableEndpoints } from '../categorize.ts';
import { serviceChain } from '../names.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';

/** Which chains a service port has up to 1.23. */
export interface XlbPlan {
  readonly info: ServicePortInfo;
  readonly proxy: ProxyNode;
  readonly usable: UsableEndpoints;
  readonly serviceChain: ChainName;
  /** KUBE-XLB-…: external traffic under policy Local. */
  readonly localChain: ChainName;
  readonly firewallChain: ChainName;
  /** Where load balancers and node ports lead. */
  readonly externalChain: ChainName;
}

export function planService(info: ServicePortInfo, proxy: ProxyNode): XlbPlan {
  const service = serviceChain('SVC', info.hash);
  const local = serviceChain('XLB', info.hash);
  return {
    info,
    proxy,
    usable: categorizeEndpoints(info, proxy),
    serviceChain: service,
    localChain: local,
    firewallChain: serviceChain('FW', info.hash),
    externalChain: info.externalPolicyLocal ? local : service,
  };
}
