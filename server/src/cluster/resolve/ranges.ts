import { parseCidr, type Cidr } from '../../net/cidr.ts';
import type { PortRange } from '../../net/port.ts';
import { assumed, byDefault, fact, merge, written, type Fact, type Origin } from '../../origin/origin.ts';
import { titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { builtInLab } from '../assumptions.ts';
import type { ResourceIndex } from '../cluster.ts';
import { configMapOf, isK3s } from '../podNetwork/podNetwork.ts';
import type { PodNetwork } from '../podNetwork/kinds.ts';

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

/** Where pods get their addresses from; the pools for pods when nobody says the range as a whole. */
export function resolvePodCIDRs(resources: ResourceIndex, network: PodNetwork): readonly Fact<Cidr>[] {
  const [profile] = resources.ofKind('ClusterProfile');
  const [kubeadm] = resources.ofKind('ClusterConfiguration');
  const [kubeProxy] = resources.ofKind('KubeProxyConfiguration');
  return firstNonEmpty(
    facts(profile?.podCIDRs ?? []),
    network.kind === 'calico' ? facts(rangesForPods(resources)) : [],
    cidrList(kubeadm?.podSubnet),
    cidrList(kubeProxy?.clusterCIDR),
    rangesOfNetwork(resources, network),
    [usualPodRange(resources, network)],
  );
}

function rangesForPods(resources: ResourceIndex): readonly Located<Cidr>[] {
  const objects = resources.ofKind('IPPool').filter(({ disabled }) => disabled?.value !== true);
  const ofOperator = resources.ofKind('Installation').flatMap(({ ipPools }) => ipPools ?? []);
  const forPods = [...objects, ...ofOperator].filter(
    ({ allowedUses }) => !allowedUses.some(({ value }) => value === 'LoadBalancer'),
  );
  const ranges = forPods.flatMap(({ cidr }) => cidr ?? []);
  return ranges.filter(({ value }, i) => ranges.findIndex((other) => other.value === value) === i);
}

/** What Cilium's and flannel's own configuration say. */
function rangesOfNetwork(resources: ResourceIndex, network: PodNetwork): readonly Fact<Cidr>[] {
  if (network.kind === 'cilium') {
    const data = configMapOf(resources, 'cilium')?.data;
    return ['cluster-pool-ipv4-cidr', 'cluster-pool-ipv6-cidr'].flatMap((key) => blankList(data?.get(key)));
  }
  if (network.kind !== 'flannel') return [];
  const net = configMapOf(resources, 'flannel')?.data.get('net-conf.json');
  const range = parseCidr(/"Network"\s*:\s*"([^"]+)"/.exec(net?.value ?? '')?.[1] ?? '');
  return net === undefined || range === undefined ? [] : [fact(range.network, written(net.span))];
}

const blankList = (field: Located<string> | undefined): readonly Fact<Cidr>[] =>
  field === undefined ? [] : cidrList({ ...field, value: field.value.trim().replace(/[\s,]+/g, ',') });

/** What installers take when nobody chooses. */
function usualPodRange(resources: ResourceIndex, network: PodNetwork): Fact<Cidr> {
  const k3s = isK3s(resources);
  if (k3s !== undefined) return usual('10.42.0.0/16', '--cluster-cidr', k3s);
  switch (network.kind) {
    case 'calico': {
      const [operator] = resources.ofKind('Installation');
      const manifest = configMapOf(resources, 'calico');
      if (operator !== undefined && operator.ipPools === undefined)
        return usual('192.168.0.0/16', 'calicoNetwork.ipPools', written(titleSpan(operator)));
      return manifest === undefined
        ? fact(builtInLab.podCIDR, assumed(`pod addresses are taken from ${builtInLab.podCIDR}`))
        : usual('192.168.0.0/16', 'CALICO_IPV4POOL_CIDR', written(titleSpan(manifest)));
    }
    case 'cilium':
      return usual('10.0.0.0/8', 'cluster-pool-ipv4-cidr');
    case 'flannel':
      return usual('10.244.0.0/16', 'Network');
    case 'bridge':
      return fact(builtInLab.podCIDR, assumed(`pod addresses are taken from ${builtInLab.podCIDR}`));
  }
}

function usual(range: string, field: string, because?: Origin): Fact<Cidr> {
  const origin = byDefault(field, range);
  return fact(range as Cidr, because === undefined ? origin : merge(origin, because));
}

export function resolveServiceCIDRs(resources: ResourceIndex): readonly Fact<Cidr>[] {
  const [profile] = resources.ofKind('ClusterProfile');
  const [kubeadm] = resources.ofKind('ClusterConfiguration');
  return firstNonEmpty(facts(profile?.serviceCIDRs ?? []), cidrList(kubeadm?.serviceSubnet), [
    usualServiceRange(resources),
  ]);
}

function usualServiceRange(resources: ResourceIndex): Fact<Cidr> {
  const k3s = isK3s(resources);
  if (k3s !== undefined) return usual('10.43.0.0/16', '--service-cidr', k3s);
  const [kubeadm] = resources.ofKind('ClusterConfiguration');
  return kubeadm === undefined
    ? fact(builtInLab.serviceCIDR, assumed(`service addresses are taken from ${builtInLab.serviceCIDR}`))
    : usual('10.96.0.0/12', 'networking.serviceSubnet', written(titleSpan(kubeadm)));
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
