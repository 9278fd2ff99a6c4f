import type { Cluster, ClusterPod } from '../../cluster/cluster.ts';
import { hostCidr, type Cidr } from '../../net/cidr.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { machinery, merge, type Fact } from '../../origin/origin.ts';
import { linkLocalRoute, metrics6 } from './connected.ts';
import { rangePodRoutes } from './rangeNetworks.ts';
import type { Route } from './route.ts';

/** The gateway that every pod is given; its host answers for it by proxy ARP. */
const podGateway = '169.254.1.1' as Ip;
/** Made of the MAC address ee:ee:ee:ee:ee:ee that Calico gives the host's end. */
const podGateway6 = 'fe80::ecee:eeff:feee:eeee' as Ip;

/** The table inside a pod, which the CNI plugin fills. */
export function podRoutes(cluster: Cluster, pod: ClusterPod, family: IpFamily): readonly Route[] {
  const address = pod.ips.find(({ value }) => familyOf(value) === family);
  if (address === undefined) return [];
  return cluster.podNetwork.value.kind === 'calico'
    ? calicoPodRoutes(pod, address, family)
    : rangePodRoutes(cluster, pod, address, family);
}

/** cni-plugin/pkg/dataplane/linux/dataplane_linux.go: DoWorkloadNetnsSetUp. */
function calicoPodRoutes(pod: ClusterPod, address: Fact<Ip>, family: IpFamily): readonly Route[] {
  const because = merge(machinery('cni', 'every pod sends everything to its node'), pod.because);
  const hop = { device: 'eth0', weight: 1, because };
  const plain = {
    kind: 'unicast',
    protocol: undefined,
    source: undefined,
    options: [],
    because,
  } as const;
  if (family === 4) {
    const gatewayHop = { ...hop, via: podGateway };
    const linkHop = { ...hop, via: undefined };
    return [
      {
        ...plain,
        destination: '0.0.0.0/0' as Cidr,
        nextHops: [gatewayHop],
        scope: 'global',
        metric: undefined,
      },
      { ...plain, destination: hostCidr(podGateway), nextHops: [linkHop], scope: 'link', metric: undefined },
    ];
  }
  return [
    {
      ...plain,
      destination: hostCidr(address.value),
      nextHops: [{ ...hop, via: undefined }],
      protocol: 'kernel',
      scope: 'global',
      metric: metrics6.kernel,
    },
    linkLocalRoute('eth0'),
    {
      ...plain,
      destination: '::/0' as Cidr,
      nextHops: [{ ...hop, via: podGateway6 }],
      scope: 'global',
      metric: metrics6.user,
    },
  ];
}
