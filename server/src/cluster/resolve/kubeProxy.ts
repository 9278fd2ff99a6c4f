import type { Cidr } from '../../net/cidr.ts';
import { assumed, byDefault, fact, written, type Fact } from '../../origin/origin.ts';
import type { KubeProxyConfiguration } from '../../resources/k8s/kubeProxyConfiguration.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceIndex, WhatIf } from '../cluster.ts';
import type { DetectLocal, KubeProxySettings, ProxyMode } from '../kubeProxySettings.ts';
import { cidrList } from './ranges.ts';

/**
 * Defaults of pkg/proxy/apis/config/v1alpha1/defaults.go (Kubernetes 1.18 to 1.35 alike, but for what versions.ts of the
 * kube-proxy room names). Values that the real program refuses are left at their default; diagnostics report them.
 */
export function resolveKubeProxy(
  resources: ResourceIndex,
  podCIDRs: readonly Fact<Cidr>[],
  whatIf: WhatIf,
): KubeProxySettings {
  const [config] = resources.ofKind('KubeProxyConfiguration');
  const mode = resolveMode(config, whatIf);
  return {
    mode,
    detectLocal: resolveDetectLocal(config, podCIDRs),
    nodePortAddresses: (config?.nodePortAddresses ?? []).map(said),
    ...masqueradeSettings(config, mode.value),
    ...ipvsSettings(config),
    localhostNodePorts: orDefault(config?.iptables.localhostNodePorts, 'iptables.localhostNodePorts', true),
    tcpBeLiberal: orDefault(config?.tcpBeLiberal, 'conntrack.tcpBeLiberal', false),
    featureGates: new Map(
      [...(config?.featureGates ?? [])].map(([gate, { value }]) => [gate, value === 'true']),
    ),
    hostnameOverride: nonEmpty(config?.hostnameOverride)?.value,
    bindAddress: nonEmpty(config?.bindAddress)?.value,
  };
}

/** IPVS mode takes these from the iptables section; nftables mode has its own. */
function masqueradeSettings(
  config: KubeProxyConfiguration | undefined,
  mode: ProxyMode,
): Pick<KubeProxySettings, 'masqueradeAll' | 'masqueradeBit'> {
  const section = mode === 'nftables' ? config?.nftables : config?.iptables;
  const bit = section?.masqueradeBit;
  const validBit = bit !== undefined && bit.value >= 0 && bit.value <= 31 ? bit : undefined;
  return {
    masqueradeAll: orDefault(section?.masqueradeAll, 'masqueradeAll', false),
    masqueradeBit: orDefault(validBit, 'masqueradeBit', 14),
  };
}

function ipvsSettings(
  config: KubeProxyConfiguration | undefined,
): Pick<KubeProxySettings, 'ipvsScheduler' | 'ipvsStrictARP' | 'ipvsExcludeCIDRs'> {
  return {
    ipvsScheduler: orDefault(nonEmpty(config?.ipvs.scheduler), 'ipvs.scheduler', 'rr'),
    ipvsStrictARP: orDefault(config?.ipvs.strictARP, 'ipvs.strictARP', false),
    ipvsExcludeCIDRs: (config?.ipvs.excludeCIDRs ?? []).map(said),
  };
}

const said = <T>({ value, span }: Located<T>): Fact<T> => fact(value, written(span));

const orDefault = <T>(field: Located<T> | undefined, name: string, value: T): Fact<T> =>
  field === undefined ? fact(value, byDefault(name, String(value))) : said(field);

const nonEmpty = (field: Located<string> | undefined): Located<string> | undefined =>
  field?.value === '' ? undefined : field;

const modes: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables'];

function resolveMode(config: KubeProxyConfiguration | undefined, { proxyMode }: WhatIf): Fact<ProxyMode> {
  if (proxyMode !== undefined) return fact(proxyMode, assumed(`what if kube-proxy ran in ${proxyMode} mode`));
  const mode = modes.find((known) => known === config?.mode?.value);
  return mode === undefined || config?.mode === undefined
    ? fact('iptables', byDefault('mode', 'iptables'))
    : fact(mode, written(config.mode.span));
}

/** cmd/kube-proxy/app/server_linux.go: getLocalDetector. */
function resolveDetectLocal(
  config: KubeProxyConfiguration | undefined,
  podCIDRs: readonly Fact<Cidr>[],
): Fact<DetectLocal> {
  if (config === undefined) {
    const cidrs = podCIDRs.map(({ value }) => value);
    return fact(
      { kind: 'clusterCIDR', cidrs },
      assumed(`kube-proxy has clusterCIDR ${cidrs.join(',')}, as kubeadm sets it`),
    );
  }
  const { detectLocalMode } = config;
  if (detectLocalMode === undefined) return detectByClusterCIDR(config);
  switch (detectLocalMode.value) {
    case 'NodeCIDR':
      return fact({ kind: 'nodeCIDR' }, written(detectLocalMode.span));
    case 'BridgeInterface':
      return detectByInterface(detectLocalMode, config.bridgeInterface, (name) => ({
        kind: 'bridgeInterface',
        name,
      }));
    case 'InterfaceNamePrefix':
      return detectByInterface(detectLocalMode, config.interfaceNamePrefix, (prefix) => ({
        kind: 'interfaceNamePrefix',
        prefix,
      }));
    default:
      return detectByClusterCIDR(config);
  }
}

const detectByInterface = (
  mode: Located<string>,
  name: Located<string> | undefined,
  detector: (name: string) => DetectLocal,
): Fact<DetectLocal> => fact(detector(name?.value ?? ''), written((name ?? mode).span));

function detectByClusterCIDR({ clusterCIDR }: KubeProxyConfiguration): Fact<DetectLocal> {
  const cidrs = cidrList(clusterCIDR);
  if (clusterCIDR === undefined || cidrs.length === 0)
    return fact({ kind: 'none' }, byDefault('clusterCIDR', '""'));
  return fact({ kind: 'clusterCIDR', cidrs: cidrs.map(({ value }) => value) }, written(clusterCIDR.span));
}
