import { blocksOfNode, floatingIPs, type Block } from '../../cluster/calico/blocks.ts';
import { speaksBgp } from '../../cluster/calico/bgpSettings.ts';
import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import { routedBy } from '../../cluster/calico/clusterRouting.ts';
import { calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster, ClusterNode, ClusterPod } from '../../cluster/cluster.ts';
import { hostCidr, prefixLengthOf } from '../../net/cidr.ts';
import { bitsOf, familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { machinery, merge, type Fact } from '../../origin/origin.ts';
import { connectedRoutes, defaultRoute, linkLocalRoute, linkLocalRoutes } from './connected.ts';
import { clusterRoutes } from './clusterRoutes.ts';
import { rangeRoutes } from './rangeNetworks.ts';
import { wireguardRoutes } from './wireguard.ts';
import { blackhole, routeMetric } from './nodeRoute.ts';
import { podsOfNode, vethName } from './nodePods.ts';
import type { Route } from './route.ts';

/** A node: its links and gateway, its pods, a blackhole for what is free in its blocks, and the way to other nodes' pods. */
export function nodeRoutes(cluster: Cluster, node: ClusterNode, family: IpFamily): readonly Route[] {
  const speaker = bgpNodes(cluster).find(({ name }) => name === node.name);
  const pods = podsOfNode(cluster, node.name);
  return [
    ...defaultRoute(node, family),
    ...connectedRoutes(node, family),
    ...linkLocalRoutes(node, family),
    ...(cluster.podNetwork.value.kind === 'calico' ? localPods(cluster, node, pods, family) : []),
    ...ownBlocks(cluster, node.name, family),
    ...(speaker === undefined || cluster.podNetwork.value.kind !== 'calico'
      ? []
      : clusterRoutes(cluster, speaker, family)),
    ...rangeRoutes(cluster, node, family),
    ...wireguardRoutes(cluster, node, family),
  ];
}

/** Felix writes one route for each pod address (felix/dataplane/linux/endpoint_mgr.go). */
function localPods(
  cluster: Cluster,
  node: ClusterNode,
  pods: readonly ClusterPod[],
  family: IpFamily,
): readonly Route[] {
  const metric = routeMetric(calicoVersion(cluster).value, family);
  const addressed = pods.flatMap((pod) =>
    [...pod.ips, ...floatingIPs(cluster, node, pod)]
      .filter(({ value }) => familyOf(value) === family)
      .map((address) => ({ pod, address })),
  );
  const routes = addressed.map(({ pod, address }) => localPod(pod, address, metric, family));
  const devices = new Set(addressed.map(({ pod }) => vethName(pod)));
  return family === 4 ? routes : [...routes, ...[...devices].map(linkLocalRoute)];
}

function localPod(
  pod: ClusterPod,
  { value, because }: Fact<Ip>,
  metric: number | undefined,
  family: IpFamily,
): Route {
  const origin = merge(
    pod.because,
    because,
    machinery('felix', `${pod.namespace}/${pod.name} runs on this node`),
  );
  return {
    destination: hostCidr(value),
    kind: 'unicast',
    nextHops: [{ via: undefined, device: vethName(pod), weight: 1, because: origin }],
    protocol: undefined,
    scope: family === 4 ? 'link' : 'global',
    source: undefined,
    metric,
    options: [],
    because: origin,
  };
}

/**
 * What no pod has is thrown away, so that it does not go round between nodes. BIRD's static routes do it, Felix for
 * VXLAN pools (and from v3.33 for IPIP pools); a block of one address has none.
 */
function ownBlocks(cluster: Cluster, node: string, family: IpFamily): readonly Route[] {
  return blocksOfNode(cluster, node)
    .filter(({ cidr, family: other }) => other === family && prefixLengthOf(cidr) < bitsOf(family))
    .map(({ cidr, pool, because }) => {
      const owner = blackholedBy(cluster, pool);
      const note = machinery(owner, 'free addresses of an own block lead nowhere');
      return blackhole(cidr, owner === 'felix' ? '80' : 'bird', family, [because, note]);
    });
}

/** BIRD's static routes stay where Felix routes without a tunnel: only for tunnelled pools it keeps its own. */
function blackholedBy(cluster: Cluster, pool: Block['pool']): 'bird' | 'felix' {
  const kind = pool?.encapsulation.value.kind ?? 'none';
  if (!speaksBgp(cluster)) return 'felix';
  return kind === 'none' ? 'bird' : routedBy(cluster, kind);
}
