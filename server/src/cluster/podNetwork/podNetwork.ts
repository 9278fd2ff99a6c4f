import { assumed, byDefault, fact, merge, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { NetworkConfigMap } from '../../resources/cni/networkConfigMap.ts';
import { nameOf, titleSpan, type ResourceBase } from '../../resources/meta.ts';
import type { ResourceIndex } from '../cluster.ts';
import type { PodNetwork } from './kinds.ts';

/**
 * The network that the manifests give away: what the profile says, else Calico's, Cilium's or flannel's own objects, else
 * what the distribution comes with. Without any trace of one it is Calico.
 */
export function resolvePodNetwork(resources: ResourceIndex): Fact<PodNetwork> {
  return (
    byProfile(resources) ??
    calicoByObjects(resources) ??
    ciliumByObjects(resources) ??
    flannelByObjects(resources) ??
    byDistribution(resources) ??
    fact(calico, assumed('Calico is the pod network: nothing names another'))
  );
}

const calico: PodNetwork = { kind: 'calico', ipam: 'pools' };

function byProfile(resources: ResourceIndex): Fact<PodNetwork> | undefined {
  const field = resources.ofKind('ClusterProfile')[0]?.podNetwork;
  if (field === undefined) return undefined;
  const because = written(field.span);
  switch (field.value) {
    case 'calico':
      return fact(calicoOf(resources), because);
    case 'cilium':
      return merged(ciliumOf(resources), because);
    case 'flannel':
      return merged(flannelOf(resources), because);
    case 'bridge':
      return fact({ kind: 'bridge' }, because);
  }
}

const merged = ({ value, because }: Fact<PodNetwork>, said: Origin): Fact<PodNetwork> =>
  fact(value, merge(said, because));

/** Kinds that nobody applies to a cluster without Calico. Its policies are no proof: they come with canal too. */
const calicoKinds = [
  'IPPool',
  'Installation',
  'BGPConfiguration',
  'BGPPeer',
  'BGPFilter',
  'BlockAffinity',
  'CalicoNode',
  'IPReservation',
  'IPAMConfiguration',
  'FelixConfiguration',
  'ClusterInformation',
  'HostEndpoint',
  'GlobalNetworkPolicy',
] as const;

function calicoByObjects(resources: ResourceIndex): Fact<PodNetwork> | undefined {
  const proof =
    firstOf(calicoKinds, (kind) => resources.ofKind(kind)[0]) ??
    configMapOf(resources, 'calico') ??
    workloadNamed(resources, 'calico-node') ??
    nodeWithAnnotation(resources, 'projectcalico.org/');
  return proof === undefined ? undefined : fact(calicoOf(resources), foundIn(proof, 'Calico'));
}

/** The operator's `spec.cni.ipam.type: HostLocal` leaves the ranges to kube-controller-manager. */
function calicoOf(resources: ResourceIndex): PodNetwork {
  const hostLocal = resources.ofKind('Installation').some(({ ipamType }) => ipamType?.value === 'HostLocal');
  return hostLocal ? { kind: 'calico', ipam: 'hostLocal' } : calico;
}

function ciliumByObjects(resources: ResourceIndex): Fact<PodNetwork> | undefined {
  const proof =
    configMapOf(resources, 'cilium') ??
    resources.ofKind('CiliumNode')[0] ??
    workloadNamed(resources, 'cilium');
  return proof === undefined ? undefined : merged(ciliumOf(resources), foundIn(proof, 'Cilium'));
}

/** `routing-mode` and `tunnel-protocol` since 1.14, `tunnel` before; a tunnel of VXLAN when nothing is said. */
function ciliumOf(resources: ResourceIndex): Fact<PodNetwork> {
  const data = configMapOf(resources, 'cilium')?.data;
  const mode = data?.get('routing-mode');
  const said = mode?.value === 'native' ? mode : (data?.get('tunnel-protocol') ?? data?.get('tunnel'));
  return said === undefined
    ? fact({ kind: 'cilium', routing: 'vxlan' }, byDefault('tunnel-protocol', 'vxlan'))
    : fact({ kind: 'cilium', routing: ciliumRouting(said.value) }, written(said.span));
}

function ciliumRouting(word: string): 'vxlan' | 'geneve' | 'native' {
  if (word === 'native' || word === 'disabled') return 'native';
  return word === 'geneve' ? 'geneve' : 'vxlan';
}

function flannelByObjects(resources: ResourceIndex): Fact<PodNetwork> | undefined {
  const proof =
    configMapOf(resources, 'flannel') ??
    workloadNamed(resources, 'kube-flannel-ds') ??
    nodeWithAnnotation(resources, 'flannel.alpha.coreos.com/');
  return proof === undefined ? undefined : merged(flannelOf(resources), foundIn(proof, 'flannel'));
}

function flannelOf(resources: ResourceIndex): Fact<PodNetwork> {
  const net = configMapOf(resources, 'flannel')?.data.get('net-conf.json');
  return net !== undefined && /"Type"\s*:\s*"host-gw"/.test(net.value)
    ? fact({ kind: 'flannel', backend: 'host-gw' }, written(net.span))
    : fact({ kind: 'flannel', backend: 'vxlan' }, byDefault('Backend.Type', 'vxlan'));
}

/** K3s comes with flannel; kubeadm leaves the network to others but gives each node its range. */
function byDistribution(resources: ResourceIndex): Fact<PodNetwork> | undefined {
  const k3s = isK3s(resources);
  if (k3s !== undefined)
    return fact(
      { kind: 'flannel', backend: 'vxlan' },
      merge(k3s, assumed('flannel is the pod network: K3s comes with it, and nothing names another')),
    );
  const ranged = resources.ofKind('Node').find(({ podCIDRs }) => podCIDRs.length > 0);
  const subnet = resources.ofKind('ClusterConfiguration')[0]?.podSubnet;
  const at = subnet?.span ?? ranged?.podCIDRs[0]?.span;
  return at === undefined
    ? undefined
    : fact(
        { kind: 'bridge' },
        merge(
          written(at, 'each node has a range of its own'),
          assumed('pods hang on a bridge of their node: nothing names the network'),
        ),
      );
}

/** `v1.18.10+k3s1` of a node or of the profile. */
export function isK3s(resources: ResourceIndex): Origin | undefined {
  const versions = [
    resources.ofKind('ClusterProfile')[0]?.kubernetesVersion,
    ...resources.ofKind('Node').map(({ kubeletVersion }) => kubeletVersion),
  ];
  const found = versions.find((version) => version?.value.includes('+k3s') === true);
  return found === undefined ? undefined : written(found.span, 'K3s');
}

export const configMapOf = (
  resources: ResourceIndex,
  network: NetworkConfigMap['network'],
): NetworkConfigMap | undefined =>
  resources.ofKind('NetworkConfigMap').find((map) => map.network === network);

const workloadNamed = (resources: ResourceIndex, name: string): ResourceBase | undefined =>
  resources.ofKind('DaemonSet').find((workload) => nameOf(workload) === name);

const nodeWithAnnotation = (resources: ResourceIndex, prefix: string): ResourceBase | undefined =>
  resources
    .ofKind('Node')
    .find(({ meta }) => [...meta.annotations.keys()].some((key) => key.startsWith(prefix)));

function firstOf<K, T>(keys: readonly K[], find: (key: K) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

const foundIn = (proof: ResourceBase, network: string): Origin =>
  written(titleSpan(proof), `the pod network is ${network}`);
