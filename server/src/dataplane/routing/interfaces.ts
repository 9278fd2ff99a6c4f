import { tunnelAddress, tunnelDevices, tunnelInterface } from '../../cluster/calico/tunnels.ts';
import type { TunnelKind } from '../../cluster/calico/ipam/tunnelClaims.ts';
import type { Cluster, ClusterNode, ClusterPod, NetworkInterface } from '../../cluster/cluster.ts';
import { podGateway, rangeOf } from '../../cluster/podNetwork/gateways.ts';
import { prefixLengthOf } from '../../net/cidr.ts';
import { bitsOf, familyOf, type Ip } from '../../net/ip.ts';
import { assumed, byDefault, fact, machinery, merge, type Fact, type Origin } from '../../origin/origin.ts';
import type { HostRef } from './host.ts';
import { hostMtu, podMtu, tunnelMtu } from './mtu.ts';
import { podsOfNode, vethName } from './nodePods.ts';
import { overlayAddress } from './overlay.ts';
import { rangeDevices } from './rangeNetworks.ts';

/** An interface of a host, as `ip address` would list it. */
export interface HostInterface {
  readonly name: string;
  /** Addresses with the length of their subnet: `10.0.1.30/24`. */
  readonly addresses: readonly string[];
  /** In bytes. */
  readonly mtu: Fact<number>;
  /** What it leads to: `loopback`, `link`, `IP in IP`, `yaobank/customer-1`. */
  readonly leadsTo: string;
  readonly because: Origin;
}

/** The host's own interfaces, then what the pod network adds: tunnels, a bridge, one for each pod, by name. */
export function hostInterfaces(cluster: Cluster, at: HostRef): readonly HostInterface[] {
  switch (at.kind) {
    case 'node':
      return [
        ...at.node.interfaces.map((own) => ownInterface(own, hostMtu(at.node))),
        ...tunnels(cluster, at.node),
        ...ofRangeNetwork(cluster, at.node),
        ...vethPairs(cluster, at.node),
      ];
    case 'external':
      return at.host.interfaces.map((own) => ownInterface(own, hostMtu(at.host)));
    case 'pod':
      return podInterfaces(cluster, at.pod);
  }
}

const loopbackMtu = fact(65536, byDefault('mtu', '65536'));

function ownInterface({ name, addresses, mtu }: NetworkInterface, usual: Fact<number>): HostInterface {
  const [first, ...more] = addresses.map(({ because }) => because);
  return {
    name,
    addresses: addresses.map(({ ip, subnet }) => `${ip}/${String(prefixLengthOf(subnet))}`),
    mtu: name === 'lo' ? loopbackMtu : (mtu ?? usual),
    leadsTo: name === 'lo' ? 'loopback' : 'link',
    because: first === undefined ? assumed(`an interface ${name}`) : merge(first, ...more),
  };
}

const alone = (ip: Ip): string => `${ip}/${String(bitsOf(familyOf(ip)))}`;

const tunnelWords: Readonly<Record<TunnelKind, string>> = {
  ipip: 'IP in IP',
  vxlan: 'VXLAN',
  wireguard: 'WireGuard',
};

const tunnels = (cluster: Cluster, node: ClusterNode): readonly HostInterface[] =>
  tunnelDevices(cluster.resources, cluster.pools, node).map((device) => {
    const address = tunnelAddress(cluster, node, device);
    const mtu = tunnelMtu(cluster, node, device);
    return {
      name: tunnelInterface(device),
      addresses: address === undefined ? [] : [alone(address.value)],
      mtu,
      leadsTo: tunnelWords[device.kind],
      because: address === undefined ? mtu.because : merge(address.because, mtu.because),
    };
  });

function ofRangeNetwork(cluster: Cluster, node: ClusterNode): readonly HostInterface[] {
  const network = cluster.podNetwork.value;
  const mtu = podMtu(cluster, node);
  switch (network.kind) {
    case 'calico':
      return [];
    case 'cilium':
      return ciliumInterfaces(cluster, node, network.routing);
    case 'flannel':
      return [
        ...(network.backend === 'vxlan' ? flannelInterface(cluster, node, mtu) : []),
        ...bridgeInterface(cluster, node, mtu),
      ];
    case 'bridge':
      return bridgeInterface(cluster, node, mtu);
  }
}

/** `cilium_host` carries packets as they are; the route, not the interface, makes room for the tunnel. */
function ciliumInterfaces(
  cluster: Cluster,
  node: ClusterNode,
  routing: 'vxlan' | 'geneve' | 'native',
): readonly HostInterface[] {
  const router = podGateway(cluster, node.name, 4);
  const mtu = hostMtu(node);
  const because = router?.because ?? cluster.podNetwork.because;
  const host: HostInterface = {
    name: rangeDevices.cilium,
    addresses: router === undefined ? [] : [alone(router.value)],
    mtu,
    leadsTo: 'pods, through eBPF',
    because,
  };
  if (routing === 'native') return [host];
  const leadsTo = routing === 'vxlan' ? 'VXLAN' : 'Geneve';
  return [
    host,
    { name: `cilium_${routing}`, addresses: [], mtu, leadsTo, because: cluster.podNetwork.because },
  ];
}

function flannelInterface(cluster: Cluster, node: ClusterNode, mtu: Fact<number>): readonly HostInterface[] {
  const address = overlayAddress(cluster, node, rangeDevices.flannel, 4);
  return [
    {
      name: rangeDevices.flannel,
      addresses: address === undefined ? [] : [alone(address)],
      mtu,
      leadsTo: 'VXLAN',
      because: merge(cluster.podNetwork.because, mtu.because),
    },
  ];
}

function bridgeInterface(cluster: Cluster, node: ClusterNode, mtu: Fact<number>): readonly HostInterface[] {
  const gateway = podGateway(cluster, node.name, 4);
  const range = rangeOf(cluster, node.name, 4);
  if (gateway === undefined || range === undefined || podsOfNode(cluster, node.name).length === 0) return [];
  return [
    {
      name: rangeDevices.bridge,
      addresses: [`${gateway.value}/${String(prefixLengthOf(range.value))}`],
      mtu,
      leadsTo: 'pods, as a bridge',
      because: merge(gateway.because, mtu.because),
    },
  ];
}

/** Other networks name the host's end by chance. */
function vethPairs(cluster: Cluster, node: ClusterNode): readonly HostInterface[] {
  if (cluster.podNetwork.value.kind !== 'calico') return [];
  const mtu = podMtu(cluster, node);
  return podsOfNode(cluster, node.name)
    .map((pod): HostInterface => {
      const leadsTo = `${pod.namespace}/${pod.name}`;
      const because = merge(pod.because, machinery('cni', `the host's end of the veth pair of ${leadsTo}`));
      return { name: vethName(pod), addresses: [], mtu, leadsTo, because };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A pod's address stands alone in Calico and Cilium, and has its node's range on a bridge. */
function podInterfaces(cluster: Cluster, pod: ClusterPod): readonly HostInterface[] {
  const node = cluster.nodes.find(({ name }) => name === pod.node?.value);
  const { kind } = cluster.podNetwork.value;
  const lengthOf = (ip: Ip): number => {
    const range = rangeOf(cluster, node?.name ?? '', familyOf(ip));
    return range === undefined || kind === 'calico' || kind === 'cilium'
      ? bitsOf(familyOf(ip))
      : prefixLengthOf(range.value);
  };
  const mtu =
    node === undefined
      ? fact(1500, assumed('no file says on which node the pod runs'))
      : kind === 'cilium'
        ? hostMtu(node)
        : podMtu(cluster, node);
  return [
    {
      name: 'lo',
      addresses: ['127.0.0.1/8'],
      mtu: loopbackMtu,
      leadsTo: 'loopback',
      because: machinery('kernel', 'every network namespace has a loopback'),
    },
    {
      name: 'eth0',
      addresses: pod.ips.map(({ value }) => `${value}/${String(lengthOf(value))}`),
      mtu,
      leadsTo: node === undefined ? 'its node' : node.name,
      because: merge(pod.because, ...pod.ips.map(({ because }) => because), mtu.because),
    },
  ];
}
