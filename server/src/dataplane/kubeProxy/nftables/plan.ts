import { merge, type Origin } from '../../../origin/origin.ts';
import type { NftChainName } from '../../netfilter/nft.ts';
import { categorizeEndpoints, type UsableEndpoints } from '../categorize.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePortInfo } from '../services.ts';
import { servicePortBase, servicePortChain } from './names.ts';
import { nftablesBehaviourOf, type NftablesBehaviour } from './versions.ts';

/** Everything that decides what one service port adds to the table. */
export interface ServicePortPlan {
  readonly info: ServicePortInfo;
  readonly proxy: ProxyNode;
  readonly behaviour: NftablesBehaviour;
  readonly usable: UsableEndpoints;
  readonly chains: ServicePortChains;
  /** Whether traffic to the cluster IP finds an endpoint, and traffic from outside. */
  readonly hasInternal: boolean;
  readonly hasExternal: boolean;
  /** The service and its port, as the cause of what they add. */
  readonly because: Origin;
}

export interface ServicePortChains {
  readonly cluster: NftChainName;
  readonly local: NftChainName;
  readonly external: NftChainName;
  readonly firewall: NftChainName;
  /** Where traffic to the cluster IP goes, and where the external chain ends. */
  readonly internalPolicy: NftChainName;
  readonly externalPolicy: NftChainName;
}

export function planOf(info: ServicePortInfo, proxy: ProxyNode): ServicePortPlan {
  const usable = categorizeEndpoints(info, proxy);
  const localOnlyMissing = (local: boolean): boolean => local && usable.local.length === 0;
  return {
    info,
    proxy,
    behaviour: nftablesBehaviourOf(proxy.minor),
    usable,
    chains: chainsOf(info),
    hasInternal: usable.any && !localOnlyMissing(info.internalPolicyLocal),
    hasExternal: usable.any && !localOnlyMissing(info.externalPolicyLocal),
    because: merge(info.port.because, info.service.because),
  };
}

function chainsOf({ service, port, protocol, ...info }: ServicePortInfo): ServicePortChains {
  const base = servicePortBase(service.namespace, service.name, protocol, port.name);
  const cluster = servicePortChain('service', base);
  const local = servicePortChain('local', base);
  return {
    cluster,
    local,
    external: servicePortChain('external', base),
    firewall: servicePortChain('firewall', base),
    internalPolicy: info.internalPolicyLocal ? local : cluster,
    externalPolicy: info.externalPolicyLocal ? local : cluster,
  };
}
