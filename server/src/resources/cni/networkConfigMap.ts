import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import { nameOf, type ResourceBase } from '../meta.ts';

/** A ConfigMap by which a pod network is set up, by the name that its installer gives it. */
export interface NetworkConfigMap extends ResourceBase {
  readonly kind: 'NetworkConfigMap';
  readonly network: 'calico' | 'cilium' | 'flannel';
  /** The ConfigMap's keys: of Cilium its settings, of flannel `net-conf.json`. */
  readonly data: ReadonlyMap<string, Located<string>>;
}

const names: Readonly<Record<string, NetworkConfigMap['network']>> = {
  'calico-config': 'calico',
  'cilium-config': 'cilium',
  'kube-flannel-cfg': 'flannel',
};

/** Undefined for every other ConfigMap. */
export function readNetworkConfigMap(root: Fields, base: ResourceBase): NetworkConfigMap | undefined {
  const network = names[nameOf(base)];
  return network === undefined
    ? undefined
    : { ...base, kind: 'NetworkConfigMap', network, data: root.stringMap('data') };
}
