import type { Cluster, ClusterNode, ClusterPod } from '../../cluster/cluster.ts';
import { configMapOf } from '../../cluster/podNetwork/podNetwork.ts';
import { podGateway, rangeOf } from '../../cluster/podNetwork/gateways.ts';
import { hostCidr, networkOf, type Cidr } from '../../net/cidr.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { assumed, machinery, merge, type Fact, type Origin } from '../../origin/origin.ts';
import { metrics6, resolveNextHop } from './connected.ts';
import { podMtu } from './mtu.ts';
import { podsOfNode } from './nodePods.ts';
import type { NextHop, Route } from './route.ts';

/** Interfaces that pod networks with a range for each node make on it. */
export const rangeDevices = { bridge: 'cni0', flannel: 'flannel.1', cilium: 'cilium_host' } as const;

/**
 * The pod network's part of a node's table where each node hands out a range of its own: flannel's, Cilium's, or a bridge
 * of which nobody says what routes between the nodes.
 */
export function rangeRoutes(cluster: Cluster, node: ClusterNode, family: IpFamily): readonly Route[] {
  const network = cluster.podNetwork.value;
  switch (network.kind) {
    case 'calico':
      return [];
    case 'cilium':
      return ciliumRoutes(cluster, node, family, network.routing);
    case 'flannel':
      return [
        ...bridgeRoute(cluster, node, family),
        ...otherRanges(cluster, node, family).flatMap((other) =>
          network.backend === 'vxlan' ? [flannelRoute(other)] : direct(node, other, family),
        ),
      ];
    case 'bridge':
      return [
        ...bridgeRoute(cluster, node, family),
        ...otherRanges(cluster, node, family).flatMap((other) => direct(node, guessed(other), family)),
      ];
  }
}

interface OtherRange {
  readonly node: ClusterNode;
  readonly range: Cidr;
  readonly because: Origin;
}

const otherRanges = (cluster: Cluster, own: ClusterNode, family: IpFamily): readonly OtherRange[] =>
  cluster.nodes.flatMap((node) => {
    const range = node.name === own.name ? undefined : rangeOf(cluster, node.name, family);
    return range === undefined
      ? []
      : [{ node, range: range.value, because: merge(range.because, node.because) }];
  });

const guessed = (other: OtherRange): OtherRange => ({
  ...other,
  because: merge(
    other.because,
    assumed(`something routes ${other.range} to ${other.node.name}: nothing names the pod network`),
  ),
});

interface Shape {
  readonly destination: Cidr;
  readonly hop: Omit<NextHop, 'weight' | 'because'>;
  readonly because: Origin;
  readonly protocol?: string;
  readonly source?: Ip | undefined;
  readonly options?: readonly string[];
}

const route = ({ destination, hop, because, protocol, source, options }: Shape, family: IpFamily): Route => ({
  destination,
  kind: 'unicast',
  nextHops: [{ ...hop, weight: 1, because }],
  protocol,
  scope: family === 4 && hop.via === undefined ? 'link' : 'global',
  source: family === 4 ? source : undefined,
  metric: family === 4 ? undefined : protocol === 'kernel' ? metrics6.kernel : metrics6.user,
  options: options ?? [],
  because,
});

/** The bridge comes with the node's first pod (plugins/main/bridge). */
function bridgeRoute(cluster: Cluster, node: ClusterNode, family: IpFamily): readonly Route[] {
  const range = rangeOf(cluster, node.name, family);
  const gateway = podGateway(cluster, node.name, family);
  const [pod] = podsOfNode(cluster, node.name);
  if (range === undefined || gateway === undefined || pod === undefined) return [];
  const because = merge(range.because, gateway.because, pod.because);
  const hop = { via: undefined, device: rangeDevices.bridge };
  return [
    route({ destination: range.value, hop, because, protocol: 'kernel', source: gateway.value }, family),
  ];
}

/** The other node's VTEP has the network address of its range (flannel/pkg/backend/vxlan: handleSubnetEvents). */
const flannelRoute = ({ range, because }: OtherRange): Route =>
  route(
    {
      destination: range,
      hop: { via: networkOf(range), device: rangeDevices.flannel },
      because: merge(because, machinery('cni', 'flannel sends it through VXLAN, whose far end is that node')),
      options: ['onlink'],
    },
    range.includes(':') ? 6 : 4,
  );

function direct(own: ClusterNode, { node, range, because }: OtherRange, family: IpFamily): readonly Route[] {
  const address = node.addresses.find(({ value }) => familyOf(value) === family);
  const hop = address === undefined ? undefined : resolveNextHop(own, address.value);
  if (address === undefined || hop === undefined) return [];
  const origin = merge(because, address.because, ...(hop.because === undefined ? [] : [hop.because]));
  return [route({ destination: range, hop: { via: hop.via, device: hop.device }, because: origin }, family)];
}

/**
 * Everything for pods goes to `cilium_host`, where eBPF takes over; routes to other nodes carry the MTU of the tunnel
 * (pkg/datapath/linux/node.go: updateNodeRoute). Without a tunnel they are somebody else's, unless
 * `auto-direct-node-routes` is on.
 */
function ciliumRoutes(
  cluster: Cluster,
  node: ClusterNode,
  family: IpFamily,
  routing: 'vxlan' | 'geneve' | 'native',
): readonly Route[] {
  const router = podGateway(cluster, node.name, family);
  const range = rangeOf(cluster, node.name, family);
  if (router === undefined || range === undefined) return [];
  const others = otherRanges(cluster, node, family);
  const toOthers =
    routing === 'native'
      ? others.flatMap((other) => directIfSaid(cluster, node, other, family))
      : others.map((other) => tunnelRoute(router, other, podMtu(cluster, node), routing, family));
  const device = rangeDevices.cilium;
  const because = merge(range.because, router.because);
  const own = { via: router.value, device };
  return [
    route(
      { destination: hostCidr(router.value), hop: { via: undefined, device }, because, protocol: 'kernel' },
      family,
    ),
    route({ destination: range.value, hop: own, because, protocol: 'kernel', source: router.value }, family),
    ...toOthers,
  ];
}

function tunnelRoute(
  router: Fact<Ip>,
  { range, because }: OtherRange,
  mtu: Fact<number>,
  tunnel: 'vxlan' | 'geneve',
  family: IpFamily,
): Route {
  const name = tunnel === 'vxlan' ? 'VXLAN' : 'Geneve';
  return route(
    {
      destination: range,
      hop: { via: router.value, device: rangeDevices.cilium },
      because: merge(
        because,
        router.because,
        mtu.because,
        machinery('cni', `Cilium sends it through ${name}`),
      ),
      protocol: 'kernel',
      source: router.value,
      options: ['mtu', String(mtu.value)],
    },
    family,
  );
}

function directIfSaid(
  cluster: Cluster,
  node: ClusterNode,
  other: OtherRange,
  family: IpFamily,
): readonly Route[] {
  const said = configMapOf(cluster.resources, 'cilium')?.data.get('auto-direct-node-routes');
  if (said?.value !== 'true') return [];
  return direct(node, other, family).map((found) => ({ ...found, protocol: 'kernel' }));
}

/** The table inside a pod of such a network. */
export function rangePodRoutes(
  cluster: Cluster,
  pod: ClusterPod,
  address: Fact<Ip>,
  family: IpFamily,
): readonly Route[] {
  const node = pod.node?.value ?? '';
  const gateway = podGateway(cluster, node, family);
  const range = rangeOf(cluster, node, family);
  if (gateway === undefined || range === undefined) return [];
  const because = merge(gateway.because, pod.because);
  const toGateway = { via: gateway.value, device: 'eth0' };
  const onLink = { via: undefined, device: 'eth0' };
  const all = (family === 4 ? '0.0.0.0/0' : '::/0') as Cidr;
  const network = cluster.podNetwork.value;
  if (network.kind === 'cilium')
    return [
      route({ destination: all, hop: toGateway, because, options: ciliumMtu(cluster, pod) }, family),
      route({ destination: hostCidr(gateway.value), hop: onLink, because }, family),
    ];
  const [whole] = cluster.podCIDRs.filter(({ value }) => value.includes(':') === (family === 6));
  return [
    route({ destination: all, hop: toGateway, because }, family),
    ...(network.kind === 'flannel' && whole !== undefined && whole.value !== range.value
      ? [route({ destination: whole.value, hop: toGateway, because: merge(because, whole.because) }, family)]
      : []),
    route(
      { destination: range.value, hop: onLink, because, protocol: 'kernel', source: address.value },
      family,
    ),
  ];
}

function ciliumMtu(cluster: Cluster, pod: ClusterPod): readonly string[] {
  const network = cluster.podNetwork.value;
  const node = cluster.nodes.find(({ name }) => name === pod.node?.value);
  return node === undefined || (network.kind === 'cilium' && network.routing === 'native')
    ? []
    : ['mtu', String(podMtu(cluster, node).value)];
}
