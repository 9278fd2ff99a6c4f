import { sha256Base32 } from '../../digest/sha256.ts';
import type { Protocol } from '../../net/port.ts';
import type { ChainName } from '../netfilter/chainName.ts';

/**
 * Chains of one service port (pkg/proxy/iptables/proxier.go): SVC all endpoints, SVL those of this node, EXT traffic from
 * outside the cluster, FW load-balancer source ranges, XLB what SVL and EXT were before 1.24.
 */
export type ServiceChain = 'SVC' | 'SVL' | 'XLB' | 'EXT' | 'FW';

/**
 * `namespace/name:port`, or `namespace/name` for an unnamed port, which 1.18 follows with a colon all the same
 * (pkg/proxy/types.go: ServicePortName.String).
 */
export function servicePortName(
  namespace: string,
  name: string,
  port: string,
  unnamedPort: 'colon' | 'bare' = 'bare',
): string {
  return port === '' && unnamedPort === 'bare' ? `${namespace}/${name}` : `${namespace}/${name}:${port}`;
}

/** The sixteen letters that all chains of one service port share (portProtoHash). */
export const servicePortHash = (name: string, protocol: Protocol): string =>
  sha256Base32(name + protocol, 16);

export const serviceChain = (kind: ServiceChain, hash: string): ChainName =>
  `KUBE-${kind}-${hash}` as ChainName;

/** The chain of one endpoint of a service port; `endpoint` as `endpointText` spells it. */
export const endpointChain = (name: string, protocol: Protocol, endpoint: string): ChainName =>
  `KUBE-SEP-${sha256Base32(name + protocol + endpoint, 16)}` as ChainName;

/** `10.48.0.43:80`, `[fd00:48::2b]:80` (Go's net.JoinHostPort). */
export const endpointText = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${String(port)}` : `${address}:${String(port)}`;

const named = (name: string): ChainName => name as ChainName;

/** Chains that stand on every node, whatever services there are. */
export const chains = {
  services: named('KUBE-SERVICES'),
  externalServices: named('KUBE-EXTERNAL-SERVICES'),
  nodePorts: named('KUBE-NODEPORTS'),
  forward: named('KUBE-FORWARD'),
  postrouting: named('KUBE-POSTROUTING'),
  markMasquerade: named('KUBE-MARK-MASQ'),
  markDrop: named('KUBE-MARK-DROP'),
  proxyFirewall: named('KUBE-PROXY-FIREWALL'),
  kubeletFirewall: named('KUBE-FIREWALL'),
  canary: named('KUBE-PROXY-CANARY'),
} as const;
