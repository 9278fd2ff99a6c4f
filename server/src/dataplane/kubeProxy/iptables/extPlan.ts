import type { ChainName } from '../../netfilter/chainName.ts';
import type { Target } from '../../netfilter/target.ts';
import { categorizeEndpoints, type UsableEndpoints } from '../categorize.ts';
import { serviceChain } from '../names.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import { drop, reject } from './matches.ts';

/** What happens in the filter table to traffic that no endpoint can take. */
export interface Refusal {
  readonly target: Target;
  readonly comment: string;
}

/** Which chains a service port has from 1.24 on, and where its traffic goes. */
export interface ExtPlan {
  readonly info: ServicePortInfo;
  readonly proxy: ProxyNode;
  readonly usable: UsableEndpoints;
  /** KUBE-SVC-… and KUBE-SVL-…: all endpoints, and this node's. */
  readonly clusterChain: ChainName;
  readonly localChain: ChainName;
  readonly externalChain: ChainName;
  readonly firewallChain: ChainName;
  /** The one that traffic to the cluster IP enters, or that external traffic ends in. */
  readonly internalPolicyChain: ChainName;
  readonly externalPolicyChain: ChainName;
  /** Endpoints can take it; otherwise the refusal says what becomes of it. */
  readonly hasInternalEndpoints: boolean;
  readonly hasExternalEndpoints: boolean;
  readonly refusal: Refusal;
  readonly usesExternalChain: boolean;
  readonly usesFirewallChain: boolean;
}

export function planService(info: ServicePortInfo, proxy: ProxyNode): ExtPlan {
  const usable = categorizeEndpoints(info, proxy);
  const clusterChain = serviceChain('SVC', info.hash);
  const localChain = serviceChain('SVL', info.hash);
  // Before 1.25 the local chain itself drops what it cannot deliver.
  const chainDrops = proxy.behaviour.iptables.drops === 'markDrop';
  const hasEndpoints = (policyLocal: boolean): boolean =>
    usable.any && (chainDrops || !policyLocal || usable.local.length > 0);
  const refusal: Refusal = usable.any
    ? { target: drop, comment: `${info.name} has no local endpoints` }
    : { target: reject(proxy.family), comment: `${info.name} has no endpoints` };
  return {
    info,
    proxy,
    usable,
    clusterChain,
    localChain,
    externalChain: serviceChain('EXT', info.hash),
    firewallChain: serviceChain('FW', info.hash),
    internalPolicyChain: info.internalPolicyLocal ? localChain : clusterChain,
    externalPolicyChain: info.externalPolicyLocal ? localChain : clusterChain,
    hasInternalEndpoints: hasEndpoints(info.internalPolicyLocal),
    hasExternalEndpoints: hasEndpoints(info.externalPolicyLocal),
    refusal,
    usesExternalChain: usable.any && info.externallyAccessible,
    usesFirewallChain: usable.any && info.loadBalancerIPs.length > 0 && info.sourceRanges.length > 0,
  };
}
