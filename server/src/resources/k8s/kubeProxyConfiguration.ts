import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/**
 * kubeproxy.config.k8s.io KubeProxyConfiguration, as written: a document of its own, or the `config.conf` key of the
 * kube-proxy ConfigMap (its spans then point into the ConfigMap).
 */
export interface KubeProxyConfiguration extends ResourceBase {
  readonly kind: 'KubeProxyConfiguration';
  readonly mode: Located<string> | undefined;
  readonly clusterCIDR: Located<string> | undefined;
  readonly bindAddress: Located<string> | undefined;
  readonly hostnameOverride: Located<string> | undefined;
  readonly nodePortAddresses: readonly Located<string>[];
  readonly detectLocalMode: Located<string> | undefined;
  readonly bridgeInterface: Located<string> | undefined;
  readonly interfaceNamePrefix: Located<string> | undefined;
  readonly featureGates: ReadonlyMap<string, Located<string>>;
  readonly iptables: {
    readonly masqueradeAll: Located<boolean> | undefined;
    readonly masqueradeBit: Located<number> | undefined;
    readonly localhostNodePorts: Located<boolean> | undefined;
  };
  readonly ipvs: {
    readonly scheduler: Located<string> | undefined;
    readonly strictARP: Located<boolean> | undefined;
    readonly excludeCIDRs: readonly Located<string>[];
    readonly tcpTimeout: Located<string> | undefined;
    readonly tcpFinTimeout: Located<string> | undefined;
    readonly udpTimeout: Located<string> | undefined;
  };
  readonly nftables: {
    readonly masqueradeAll: Located<boolean> | undefined;
    readonly masqueradeBit: Located<number> | undefined;
  };
  readonly tcpBeLiberal: Located<boolean> | undefined;
}

export function readKubeProxyConfiguration(root: Fields, base: ResourceBase): KubeProxyConfiguration {
  const iptables = root.child('iptables');
  const ipvs = root.child('ipvs');
  const nftables = root.child('nftables');
  const detectLocal = root.child('detectLocal');
  return {
    ...base,
    kind: 'KubeProxyConfiguration',
    mode: root.text('mode'),
    clusterCIDR: root.text('clusterCIDR'),
    bindAddress: root.text('bindAddress'),
    hostnameOverride: root.text('hostnameOverride'),
    nodePortAddresses: root.strings('nodePortAddresses'),
    detectLocalMode: root.text('detectLocalMode'),
    bridgeInterface: detectLocal.text('bridgeInterface'),
    interfaceNamePrefix: detectLocal.text('interfaceNamePrefix'),
    featureGates: root.stringMap('featureGates'),
    iptables: {
      masqueradeAll: iptables.boolean('masqueradeAll'),
      masqueradeBit: iptables.integer('masqueradeBit'),
      localhostNodePorts: iptables.boolean('localhostNodePorts'),
    },
    ipvs: {
      scheduler: ipvs.text('scheduler'),
      strictARP: ipvs.boolean('strictARP'),
      excludeCIDRs: ipvs.strings('excludeCIDRs'),
      tcpTimeout: ipvs.text('tcpTimeout'),
      tcpFinTimeout: ipvs.text('tcpFinTimeout'),
      udpTimeout: ipvs.text('udpTimeout'),
    },
    nftables: {
      masqueradeAll: nftables.boolean('masqueradeAll'),
      masqueradeBit: nftables.integer('masqueradeBit'),
    },
    tcpBeLiberal: root.child('conntrack').boolean('tcpBeLiberal'),
  };
}
