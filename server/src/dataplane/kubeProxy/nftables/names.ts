import { sha256Base32 } from '../../../digest/sha256.ts';
import type { Protocol } from '../../../net/port.ts';
import { nftChainName, type NftChainName } from '../../netfilter/nft.ts';

/** Names that stand in every table (pkg/proxy/nftables/proxier.go). */
export const sets = {
  clusterIPs: 'cluster-ips',
  nodePortIPs: 'nodeport-ips',
  firewall: 'firewall',
  firewallAllow: 'firewall-allow',
  hairpins: 'hairpin-connections',
} as const;

export const maps = {
  serviceIPs: 'service-ips',
  serviceNodePorts: 'service-nodeports',
  noEndpointServices: 'no-endpoint-services',
  noEndpointNodePorts: 'no-endpoint-nodeports',
  firewallIPs: 'firewall-ips',
} as const;

export const chains = {
  services: nftChainName('services'),
  markForMasquerade: nftChainName('mark-for-masquerade'),
  masquerading: nftChainName('masquerading'),
  endpointsCheck: nftChainName('endpoints-check'),
  serviceEndpointsCheck: nftChainName('service-endpoints-check'),
  nodePortEndpointsCheck: nftChainName('nodeport-endpoints-check'),
  reject: nftChainName('reject-chain'),
  clusterIPsCheck: nftChainName('cluster-ips-check'),
  firewallCheck: nftChainName('firewall-check'),
  firewallAllowCheck: nftChainName('firewall-allow-check'),
  forward: nftChainName('forward'),
} as const;

/**
 * Chains of one service port: `service` all endpoints, `local` those of this node, `external` traffic to node ports,
 * external and load-balancer addresses, `firewall` load-balancer source ranges.
 */
export type ServicePortChain = 'service' | 'local' | 'external' | 'firewall';

/** `ULMVA6XW-ns1/svc1/tcp/p80` (servicePortChainNameBase). */
export const servicePortBase = (namespace: string, name: string, protocol: Protocol, port: string): string =>
  hashedAndCut(`${namespace}/${name}/${protocol}/${port}`);

export const servicePortChain = (kind: ServicePortChain, servicePort: string): NftChainName =>
  nftChainName(`${kind}-${servicePort}`);

/** `5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80` (servicePortEndpointChainNameBase); colons become dots. */
export const endpointBase = (
  namespace: string,
  name: string,
  protocol: Protocol,
  port: string,
  endpoint: { readonly address: string; readonly port: number },
): string =>
  hashedAndCut(
    `${namespace}/${name}/${protocol}/${port}__${endpoint.address.replaceAll(':', '.')}/${String(endpoint.port)}`,
  );

export const endpointChain = (endpoint: string): NftChainName => nftChainName(`endpoint-${endpoint}`);

/** The set of clients that this endpoint serves, for session affinity. */
export const affinitySet = (endpoint: string): string => `affinity-${endpoint}`;

/** nft names have 256 characters at most, of which the kind of chain takes up to sixteen (knftables.NameLengthMax). */
const longestBase = 240;

function hashedAndCut(name: string): string {
  const hashed = `${sha256Base32(name, 8)}-${name}`;
  return hashed.length > longestBase ? `${hashed.slice(0, longestBase - 3)}...` : hashed;
}
