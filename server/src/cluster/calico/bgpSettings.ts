import { memoByKey } from '../../memo/memo.ts';
import type { Cidr } from '../../net/cidr.ts';
import { byDefault, fact, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type { Cluster } from '../cluster.ts';
import { configMapOf } from '../podNetwork/podNetwork.ts';

/** The cluster's BGP settings with defaults applied. */
export interface BgpSettings {
  readonly asNumber: Fact<number>;
  readonly mesh: Fact<boolean>;
  readonly serviceClusterIPs: readonly Fact<Cidr>[];
  readonly serviceExternalIPs: readonly Fact<Cidr>[];
  readonly serviceLoadBalancerIPs: readonly Fact<Cidr>[];
  /** Load-balancer ranges are announced whole; else each address of a service by itself. */
  readonly loadBalancerAggregation: Fact<boolean>;
  /** Undefined: BIRD's own, 179. */
  readonly listenPort: Fact<number> | undefined;
}

/** Only the BGPConfiguration named `default` is read (confd/pkg/backends/calico/client.go: updateBGPConfigCache). */
export const bgpSettings = memoByKey((cluster: Cluster): BgpSettings => {
  const configuration = bgpConfigurationNamed(cluster, 'default');
  return {
    asNumber: orDefault(configuration?.asNumber, 'asNumber', 64512),
    mesh: orDefault(configuration?.nodeToNodeMeshEnabled, 'nodeToNodeMeshEnabled', true),
    serviceClusterIPs: ranges(configuration?.serviceClusterIPs, 'serviceClusterIPs'),
    serviceExternalIPs: ranges(configuration?.serviceExternalIPs, 'serviceExternalIPs'),
    serviceLoadBalancerIPs: ranges(configuration?.serviceLoadBalancerIPs, 'serviceLoadBalancerIPs'),
    loadBalancerAggregation: aggregation(configuration),
    listenPort: factOf(configuration?.listenPort),
  };
});

/** `default`, or `node.NAME` for the settings of one node. */
export const bgpConfigurationNamed = ({ resources }: Cluster, name: string): BgpConfiguration | undefined =>
  resources.ofKind('BGPConfiguration').find((configuration) => nameOf(configuration) === name);

export const factOf = <T>(field: Located<T> | undefined): Fact<T> | undefined =>
  field === undefined ? undefined : fact(field.value, written(field.span));

const orDefault = <T extends number | boolean>(
  field: Located<T> | undefined,
  name: string,
  value: T,
): Fact<T> => factOf(field) ?? fact(value, byDefault(name, String(value)));

const ranges = (fields: readonly Located<Cidr>[] | undefined, name: string): readonly Fact<Cidr>[] =>
  (fields ?? []).map(({ value, span }) => fact(value, written(span, name)));

function aggregation(configuration: BgpConfiguration | undefined): Fact<boolean> {
  const field = configuration?.serviceLoadBalancerAggregation;
  const because: Origin =
    field === undefined ? byDefault('serviceLoadBalancerAggregation', 'Enabled') : written(field.span);
  return fact(field?.value !== 'Disabled', because);
}

/**
 * Whether the nodes run BIRD: the operator's `bgp: Disabled` and the manifest's `calico_backend: vxlan` do without, and no
 * other pod network has it.
 */
export const speaksBgp = memoByKey(({ resources, podNetwork }: Cluster): boolean => {
  if (podNetwork.value.kind !== 'calico') return false;
  const backend = configMapOf(resources, 'calico')?.data.get('calico_backend')?.value ?? 'bird';
  return backend === 'bird' && !resources.ofKind('Installation').some(({ bgp }) => bgp?.value === 'Disabled');
});
