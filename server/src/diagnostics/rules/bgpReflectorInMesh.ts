import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { nameOf } from '../../resources/meta.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { arePeersReadable, nodesWithPeer } from '../bgpSessions.ts';
import { clusterIdOf } from '../clusterIds.ts';
import { forKindInCluster, type RelatedPlace, type Rule } from '../rule.ts';

/**
 * A route reflector keeps out of the mesh.
 *
 * A node with a cluster id has no mesh session with any other node, and no other node with it. Without a BGPPeer it has no
 * session at all, and its pods reach no other node. With one, and the mesh still on, the nodes peer with each other and
 * with the reflector: what it reflects they know already. Nothing is said where the workspace holds neither a
 * BGPConfiguration nor a BGPPeer.
 *
 * @source projectcalico confd/pkg/backends/calico/bgp_processor.go: processMeshPeers
 * @cure Give the nodes a BGPPeer to the reflectors, then set `nodeToNodeMeshEnabled: false`.
 * @bad
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     annotations:
 *       projectcalico.org/RouteReflectorClusterID: 244.0.0.1
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeToNodeMeshEnabled: true
 * @good
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     labels: { route-reflector: "true" }
 *     annotations:
 *       projectcalico.org/RouteReflectorClusterID: 244.0.0.1
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeToNodeMeshEnabled: false
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: clients
 *   spec:
 *     peerSelector: has(route-reflector)
 */
export const bgpReflectorInMesh: Rule = {
  id: 'bgp/reflector-in-mesh',
  severity: 'warning',
  ...forKindInCluster(['Node', 'CalicoNode'], function* (resource, cluster) {
    const id = clusterIdOf(resource);
    if (id === undefined || !bgpSettings(cluster).mesh.value || !arePeersReadable(cluster)) return;
    const configuration = defaultBgpConfiguration(cluster);
    if (configuration === undefined && cluster.resources.ofKind('BGPPeer').length === 0) return;
    const name = nameOf(resource);
    const hasPeer = nodesWithPeer(cluster).has(name);
    yield {
      span: id.entry,
      message: hasPeer
        ? `The mesh is on beside the route reflector ${name}`
        : `${name} keeps out of the mesh and no BGPPeer is for it: it has no BGP session`,
      why: hasPeer
        ? 'The other nodes still peer with each other and know already what it reflects; it takes part in no mesh session.'
        : 'Its blocks are announced to nobody, and it learns no route to another node.',
      severity: hasPeer ? 'info' : 'warning',
      related: meshPlace(cluster),
    };
  }),
};

const meshPlace = (cluster: Cluster): readonly RelatedPlace[] => {
  const mesh = defaultBgpConfiguration(cluster)?.nodeToNodeMeshEnabled;
  return mesh === undefined ? [] : [{ span: mesh.entry, message: 'the mesh' }];
};
