import { parseCidr, type Cidr } from '../../net/cidr.ts';
import type { PortRange } from '../../net/port.ts';
import { assumed, byDefault, fact, written, type Fact } from '../../origin/origin.ts';
import type { Located } from '../../yaml/located.ts';
import { builtInLab } from '../assumptions.ts';
import type { ResourceIndex } from '../cluster.ts';

/** A comma list of CIDRs in one field, as kubeadm and kube-proxy write two families; what cannot be read is left out. */
export const cidrList = (field: Located<string> | undefined): readonly Fact<Cidr>[] =>
  (field?.value ?? '').split(',').flatMap((part) => {
    const cidr = parseCidr(part.trim());
    return cidr === undefined || field === undefined ? [] : [fact(cidr.network, written(field.span))];
  });

const facts = <T>(fields: readonly Located<T>[]): readonly Fact<T>[] =>
  fields.map(({ value, span }) => fact(value, written(span)));

const firstNonEmpty = <T>(...lists: readonly (readonly T[])[]): readonly T[] =>
  lists.find((list) => list.length > 0) ?? [];

export function resolvePodCIDRs(resources: ResourceIndex): readonly Fact<Cidr>[] {
  const [profile] = resources.ofKind('ClusterProfile');
  const [kubeadm] = resources.ofKind('ClusterConfiguration');
  const [kubeProxy] = resources.ofKind('KubeProxyConfiguration');
  const pools = resources
    .ofKind('IPPool')
    .flatMap((pool) => (pool.disabled?.value === true ? [] : (pool.cidr ?? [])));
  return firstNonEmpty(
    facts(profile?.podCIDRs ?? []),
    facts(pools),
    cidrList(kubeadm?.podSubnet),
    cidrList(kubeProxy?.clusterCIDR),
    [fact(builtInLab.podCIDR, assumed(`pod addresses are taken from ${builtInLab.podCIDR}`))],
  );
}

export function resolveServiceCIDRs(resources: ResourceIndex): readonly Fact<Cidr>[] {
  const [profile] = resources.ofKind('ClusterProfile');
  const [kubeadm] = resources.ofKind('ClusterConfiguration');
  return firstNonEmpty(facts(profile?.serviceCIDRs ?? []), cidrList(kubeadm?.serviceSubnet), [
    fact(builtInLab.serviceCIDR, assumed(`service addresses are taken from ${builtInLab.serviceCIDR}`)),
  ]);
}

export function resolveNodePortRange(resources: ResourceIndex): Fact<PortRange> {
  const range =
    resources.ofKind('ClusterProfile')[0]?.nodePortRange ??
    resources.ofKind('ClusterConfiguration')[0]?.nodePortRange;
  return range === undefined
    ? fact(builtInLab.nodePortRange, byDefault('--service-node-port-range', '30000-32767'))
    : fact(range.value, written(range.span));
}

export function resolveClusterDomain(resources: ResourceIndex): Fact<string> {
  const domain =
    resources.ofKind('ClusterProfile')[0]?.clusterDomain ??
    resources.ofKind('ClusterConfiguration')[0]?.dnsDomain;
  return domain === undefined
    ? fact(builtInLab.clusterDomain, byDefault('networking.dnsDomain', builtInLab.clusterDomain))
    : fact(domain.value, written(domain.span));
}
