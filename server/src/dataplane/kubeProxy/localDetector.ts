import type { ClusterNode } from '../../cluster/cluster.ts';
import type { KubeProxySettings } from '../../cluster/kubeProxySettings.ts';
import { parseCidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';
import type { Behaviour } from './versions.ts';

/** How this node tells traffic of its cluster's pods from other traffic. */
export type LocalDetector =
  | { readonly kind: 'source'; readonly net: string; readonly because: Origin }
  /** `name` ends in `+` where every interface that starts so is meant. */
  | { readonly kind: 'inInterface'; readonly name: string; readonly because: Origin };

/**
 * One family's detector, or none (cmd/kube-proxy/app/server_linux.go: getLocalDetectors). A mode that the version does
 * not know, or that lacks its value, detects nothing.
 */
export function localDetectorOf(
  { detectLocal: { value: detect, because } }: KubeProxySettings,
  node: ClusterNode | undefined,
  family: IpFamily,
  { detectsByInterface }: Pick<Behaviour, 'detectsByInterface'>,
): LocalDetector | undefined {
  switch (detect.kind) {
    case 'clusterCIDR':
      return firstOfFamily(
        detect.cidrs.map((cidr) => ({ value: cidr, because })),
        family,
      );
    case 'nodeCIDR':
      return firstOfFamily(node?.podCIDRs ?? [], family);
    case 'bridgeInterface':
      return detectsByInterface && detect.name !== ''
        ? { kind: 'inInterface', name: detect.name, because }
        : undefined;
    case 'interfaceNamePrefix':
      return detectsByInterface && detect.prefix !== ''
        ? { kind: 'inInterface', name: `${detect.prefix}+`, because }
        : undefined;
    case 'none':
      return undefined;
  }
}

function firstOfFamily(
  cidrs: readonly { readonly value: string; readonly because: Origin }[],
  family: IpFamily,
): LocalDetector | undefined {
  for (const { value, because } of cidrs) {
    const parsed = parseCidr(value.trim());
    if (parsed?.family === family) return { kind: 'source', net: parsed.network, because };
  }
  return undefined;
}
