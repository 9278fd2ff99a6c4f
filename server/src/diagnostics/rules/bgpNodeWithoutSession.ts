import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { bgpConfigurationAnnounces, isBgpDisabled } from '../bgpConfiguration.ts';
import { arePeersReadable, nodesWithPeer, usablePeers } from '../bgpSessions.ts';
import { areNodesKnown, writtenPools } from '../poolDemand.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * Without the mesh every node needs a BGPPeer.
 *
 * With `nodeToNodeMeshEnabled: false` the nodes have only the sessions that BGPPeers give them. A node without any tells
 * nobody its blocks and learns no other node's: pods on it reach only their own node, unless every pool is VXLAN, whose
 * routes Felix writes. Routes of Services reach nobody outside in either case.
 *
 * @source projectcalico confd/pkg/backends/calico/bgp_processor.go: processMeshPeers; client.go: updatePeersV1
 * @cure Add the BGPPeers first (to route reflectors, or to the routers of the racks) and turn the mesh off afterwards.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     nodeToNodeMeshEnabled: false
 * @good
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
 *     name: rack
 *   spec:
 *     peerIP: 10.0.1.1
 *     asNumber: 65001
 */
export const bgpNodeWithoutSession: Rule = {
  id: 'bgp/node-without-session',
  severity: 'warning',
  ...forKindInCluster(['BGPConfiguration'], function* (configuration, cluster) {
    const mesh = configuration.nodeToNodeMeshEnabled;
    if (mesh?.value !== false || nameOf(configuration) !== 'default') return;
    if (isBgpDisabled(cluster) || isBgpIdle(configuration, cluster)) return;
    if (cluster.resources.ofKind('BGPPeer').length === 0) yield nobody(mesh, cluster);
    else yield* someNodes(mesh, cluster);
  }),
};

/** With VXLAN everywhere pods need no BGP, and without service ranges nobody else does. */
function isBgpIdle(configuration: BgpConfiguration, cluster: Cluster): boolean {
  const pools = writtenPools(cluster);
  return !bgpConfigurationAnnounces(configuration) && pools.length > 0 && pools.every(isVxlan);
}

const isVxlan = ({ encapsulation }: ReturnType<typeof writtenPools>[number]): boolean =>
  encapsulation.value.kind === 'vxlan';

/** What a node without a session loses. */
function loss(cluster: Cluster): string {
  const pools = writtenPools(cluster);
  const needing = pools.filter((pool) => !isVxlan(pool));
  if (needing.length > 0)
    return `Pods of ${listed(needing.map(({ name }) => name))} reach no pod on another node: nobody learns the blocks.`;
  return pools.length > 0
    ? 'Pods reach each other by VXLAN, but routes of Services reach nobody outside.'
    : 'Unless the pools are VXLAN, pods reach no pod on another node: nobody learns the blocks.';
}

const nobody = (mesh: Located<boolean>, cluster: Cluster): Finding => ({
  span: mesh.entry,
  message: 'The mesh is off and there is no BGPPeer: no node has a BGP session',
  why: loss(cluster),
});

function* someNodes(mesh: Located<boolean>, cluster: Cluster): Generator<Finding> {
  if (!areNodesKnown(cluster) || !arePeersReadable(cluster)) return;
  const withPeer = nodesWithPeer(cluster);
  const without = bgpNodes(cluster).filter(({ name }) => !withPeer.has(name));
  if (without.length === 0) return;
  const names = listed(without.map(({ name }) => name));
  yield {
    span: mesh.entry,
    message: `The mesh is off and no BGPPeer is for ${names}: no BGP session there`,
    why: loss(cluster),
    related: [
      ...usablePeers(cluster)
        .slice(0, 2)
        .map(({ resource, name }) => ({
          span: (resource.nodeSelector ?? resource.node)?.span ?? resource.meta.kindAt,
          message: `BGPPeer ${name}`,
        })),
    ],
  };
}
