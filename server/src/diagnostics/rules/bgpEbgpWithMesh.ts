import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import { bgpPeers, type ClusterPeer } from '../../cluster/calico/bgpPeers.ts';
import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { familyOf } from '../../net/ip.ts';
import type { BgpFilter } from '../../resources/calico/bgpFilter.ts';
import { nameOf } from '../../resources/meta.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { areNodesKnown, writtenPools } from '../poolDemand.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * With the mesh on, every node passes the other nodes' blocks on to an eBGP peer.
 *
 * What a node learns over iBGP it does not tell other iBGP peers, but it does tell an eBGP peer, with itself as the next hop,
 * for Calico's sessions are multihop. All paths are equally long, so that the router spreads packets over nodes that do not
 * own the block, or hold no endpoint of a Service with `externalTrafficPolicy: Local`.
 *
 * @source projectcalico node/filesystem/etc/calico/confd/templates/bird_ipam.cfg.template: calico_export_to_bgp_peers; RFC 4271, 9.1
 * @cure Three remedies: turn the mesh off and use route reflectors; or a BGPFilter whose exportV4 rejects `source:
 *   RemotePeers`; or `nextHopMode: Keep` on the BGPPeer (Calico v3.30; `keepOriginalNextHop: true` before), where the router
 *   reaches every node by itself.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: rack
 *   spec:
 *     peerIP: 10.0.1.1
 *     asNumber: 65001
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: rack
 *   spec:
 *     peerIP: 10.0.1.1
 *     asNumber: 65001
 *     filters: [own-routes]
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: own-routes
 *   spec:
 *     exportV4:
 *     - action: Reject
 *       source: RemotePeers
 */
export const bgpEbgpWithMesh: Rule = {
  id: 'bgp/ebgp-with-mesh',
  severity: 'warning',
  ...forKindInCluster(['BGPPeer'], function* (resource, cluster) {
    const { asNumber } = resource;
    if (asNumber === undefined || !bgpSettings(cluster).mesh.value) return;
    const peer = bgpPeers(cluster).find((candidate) => candidate.resource === resource);
    if (peer?.remote.kind !== 'address' || isRemedied(peer, cluster) || exportsNothing(cluster)) return;
    const nodes = relayingNodes(peer, asNumber.value, cluster);
    if (nodes.length < 2) return;
    const known = areNodesKnown(cluster);
    const who = peer.global ? 'Every node' : listed(nodes);
    yield {
      span: asNumber.entry,
      message: `${who} ${peer.global ? 'passes' : 'pass'} the other nodes' blocks on to AS ${String(asNumber.value)}`,
      why: 'The mesh is on and this is an eBGP peer: it learns every block from every node, each as next hop, and spreads packets over nodes that do not own it.',
      // How many nodes there are is known only where the workspace holds them.
      severity: known ? 'warning' : 'info',
      related: meshPlace(cluster),
    };
  }),
};

const meshPlace = (cluster: Cluster) => {
  const mesh = defaultBgpConfiguration(cluster)?.nodeToNodeMeshEnabled;
  return mesh === undefined ? [] : [{ span: mesh.entry, message: 'the mesh' }];
};

/** Nodes of the mesh that have a session of another AS with this address, whichever BGPPeer gives it to them. */
function relayingNodes(peer: ClusterPeer, asNumber: number, cluster: Cluster): readonly string[] {
  const { remote } = peer;
  if (remote.kind !== 'address') return [];
  const alike = bgpPeers(cluster).filter(
    (other) =>
      other.remote.kind === 'address' && other.remote.ip === remote.ip && !isRemedied(other, cluster),
  );
  const locals = new Set(alike.flatMap((other) => other.locals));
  return bgpNodes(cluster)
    .filter(
      (node) =>
        locals.has(node.name) &&
        node.clusterId === undefined &&
        (peer.localAsNumber ?? node.asNumber).value !== asNumber,
    )
    .map(({ name }) => name);
}

/** The next hop stays that of the owner, or a filter rejects routes; a filter that is not here may do anything. */
function isRemedied(
  { nextHop, keepOriginalNextHop, filters, remote }: ClusterPeer,
  cluster: Cluster,
): boolean {
  if (nextHop?.value === 'Keep' || keepOriginalNextHop) return true;
  const list = remote.kind === 'address' && familyOf(remote.ip) === 6 ? 'exportV6' : 'exportV4';
  return filters.some((name) => {
    const filter = filterNamed(cluster, name);
    return filter === undefined || filter[list].some(({ action }) => action?.value === 'Reject');
  });
}

const filterNamed = ({ resources }: Cluster, name: string): BgpFilter | undefined =>
  resources.ofKind('BGPFilter').find((filter) => nameOf(filter) === name);

/** No block leaves the cluster, and no route of a Service. */
function exportsNothing(cluster: Cluster): boolean {
  const pools = writtenPools(cluster);
  const { serviceClusterIPs, serviceExternalIPs, serviceLoadBalancerIPs } = bgpSettings(cluster);
  const ranges = serviceClusterIPs.length + serviceExternalIPs.length + serviceLoadBalancerIPs.length;
  return ranges === 0 && pools.length > 0 && pools.every(({ disableBGPExport }) => disableBGPExport.value);
}
