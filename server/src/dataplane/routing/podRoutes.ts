import type { Cluster, ClusterPod } from '../../cluster/cluster.ts';
import { sha1Hex } from '../../digest/sha1.ts';
import { memoByKey } from '../../memo/memo.ts';
import { hostCidr, type Cidr } from '../../net/cidr.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { machinery, merge } from '../../origin/origin.ts';
import { linkLocalRoute, metrics6 } from './connected.ts';
import type { Route } from './route.ts';

/**
 * The host's end of a pod's veth pair: `cali` and the first 11 hex digits of SHA-1 over `namespace.pod`
 * (libcalico-go/lib/names and backend/k8s/conversion: VethNameForWorkload).
 */
export const vethName = memoByKey(
  ({ namespace, name }: ClusterPod): string => `cali${sha1Hex(`${namespace}.${name}`).slice(0, 11)}`,
);

/** The pods with a network of their own on this node. */
export const podsOfNode = (cluster: Cluster, node: string): readonly ClusterPod[] =>
  podsByNode(cluster).get(node) ?? [];

const podsByNode = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly ClusterPod[]> => {
  const byNode = new Map<string, ClusterPod[]>();
  for (const pod of cluster.pods) {
    if (pod.hostNetwork || pod.node === undefined) continue;
    const known = byNode.get(pod.node.value);
    if (known === undefined) byNode.set(pod.node.value, [pod]);
    else known.push(pod);
  }
  return byNode;
});

/** The gateway that every pod is given; its host answers for it by proxy ARP. */
const podGateway = '169.254.1.1' as Ip;
/** Made of the MAC address ee:ee:ee:ee:ee:ee that Calico gives the host's end. */
const podGateway6 = 'fe80::ecee:eeff:feee:eeee' as Ip;

/** The table inside a pod (cni-plugin/pkg/dataplane/linux/dataplane_linux.go: DoWorkloadNetnsSetUp). */
export function podRoutes(pod: ClusterPod, family: IpFamily): readonly Route[] {
  const address = pod.ips.find(({ value }) => familyOf(value) === family);
  if (address === undefined) return [];
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
