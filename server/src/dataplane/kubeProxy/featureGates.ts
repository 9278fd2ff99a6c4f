import type { KubernetesVersion } from '../../cluster/kubernetesVersion.ts';

/** Feature gates that change what kube-proxy writes. */
export const featureGates = [
  'EndpointSliceProxying',
  'ExternalPolicyForExternalIP',
  'ServiceInternalTrafficPolicy',
  'TopologyAwareHints',
  'ProxyTerminatingEndpoints',
  'LoadBalancerIPMode',
  'ServiceTrafficDistribution',
  'PreferSameTrafficDistribution',
  'AllowServiceExternalIPs',
] as const;

export type FeatureGate = (typeof featureGates)[number];

type Maturity = 'alpha' | 'beta' | 'GA' | 'locked';

/** From which minor version on, how mature, on or off by default. `locked` also stands for gates that are gone. */
type Stage = readonly [since: number, maturity: Maturity, enabled: boolean];

/** pkg/features/kube_features.go of each version. Before its first stage a feature does not exist. */
const stages: Readonly<Record<FeatureGate, readonly Stage[]>> = {
  EndpointSliceProxying: [
    [18, 'alpha', false],
    [19, 'beta', true],
    [22, 'locked', true],
  ],
  ExternalPolicyForExternalIP: [
    [18, 'GA', false],
    [19, 'GA', true],
    [20, 'locked', true],
  ],
  ServiceInternalTrafficPolicy: [
    [21, 'alpha', false],
    [22, 'beta', true],
    [26, 'locked', true],
  ],
  TopologyAwareHints: [
    [21, 'alpha', false],
    [23, 'beta', false],
    [24, 'beta', true],
    [33, 'locked', true],
  ],
  ProxyTerminatingEndpoints: [
    [22, 'alpha', false],
    [26, 'beta', true],
    [28, 'locked', true],
  ],
  LoadBalancerIPMode: [
    [29, 'alpha', false],
    [30, 'beta', true],
    [32, 'locked', true],
  ],
  ServiceTrafficDistribution: [
    [30, 'alpha', false],
    [31, 'beta', true],
    [33, 'locked', true],
  ],
  PreferSameTrafficDistribution: [
    [33, 'alpha', false],
    [34, 'beta', true],
    [35, 'locked', true],
  ],
  AllowServiceExternalIPs: [
    [18, 'locked', true],
    [36, 'GA', true],
  ],
};

/**
 * Whether a feature is on: as written by its name, or by `AllAlpha` and `AllBeta`, where the version lets it be set; else
 * the version's default.
 */
export function gateEnabled(
  gate: FeatureGate,
  { minor }: Pick<KubernetesVersion, 'minor'>,
  written: ReadonlyMap<string, boolean>,
): boolean {
  const stage = stages[gate].findLast(([since]) => since <= minor);
  if (stage === undefined) return false;
  const [, maturity, byDefault] = stage;
  if (maturity === 'locked') return byDefault;
  const all = maturity === 'alpha' ? 'AllAlpha' : maturity === 'beta' ? 'AllBeta' : '';
  return written.get(gate) ?? written.get(all) ?? byDefault;
}
