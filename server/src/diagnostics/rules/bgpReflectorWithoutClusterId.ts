import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { ClusterPeer } from '../../cluster/calico/bgpPeers.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Located } from '../../yaml/located.ts';
import { arePeersReadable, usablePeers } from '../bgpSessions.ts';
import { clusterIdAnnotation, reflectors } from '../clusterIds.ts';
import { knownLabels } from '../knownNodes.ts';
import { forKindInCluster, type Finding, type RelatedPlace, type Rule } from '../rule.ts';
import { selectorOf } from '../selectors.ts';
import { listed } from '../words.ts';

/**
 * A route reflector needs a cluster id.
 *
 * Routes that a node learnt over iBGP it passes on to no other iBGP peer, unless it is a route reflector, and that it is by
 * `projectcalico.org/RouteReflectorClusterID` on its Node, or `routeReflectorClusterID` on Calico's. A BGPPeer whose
 * peerSelector picks nodes without one leaves the nodes that peer with them ignorant of each other, once the mesh is off.
 *
 * @source RFC 4456; projectcalico confd/pkg/backends/calico/bgp_processor.go (rr client, rr cluster id)
 * @cure Annotate each of the selected nodes: `kubectl annotate node NAME projectcalico.org/RouteReflectorClusterID=244.0.0.1`.
 *   Reflectors of the same clients share one id.
 * @bad
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
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     labels: { route-reflector: "true" }
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker2
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
 *     name: clients
 *   spec:
 *     peerSelector: has(route-reflector)
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     labels: { route-reflector: "true" }
 *     annotations:
 *       projectcalico.org/RouteReflectorClusterID: 244.0.0.1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker2
 */
export const bgpReflectorWithoutClusterId: Rule = {
  id: 'bgp/reflector-without-cluster-id',
  severity: 'warning',
  ...forKindInCluster(['BGPPeer'], function* (resource, cluster) {
    const { peerSelector } = resource;
    if (peerSelector === undefined || !arePeersReadable(cluster)) return;
    const selector = selectorOf(peerSelector);
    const peer = usablePeers(cluster).find((candidate) => candidate.resource === resource);
    if (selector === undefined || peer?.remote.kind !== 'nodes') return;
    const known = knownLabels(cluster, selector);
    if (known === undefined) return;
    const { names } = peer.remote;
    const without = names.filter((name) => !reflectors(cluster).has(name));
    if (without.length === 0) return;
    const places = known.flatMap(({ name, resource: node }): readonly RelatedPlace[] =>
      without.includes(name)
        ? [{ span: node.meta.name?.span ?? node.meta.kindAt, message: `no ${clusterIdAnnotation}` }]
        : [],
    );
    yield* finding(cluster, peer, peerSelector, without, names.length, places.slice(0, 3));
  }),
};

function* finding(
  cluster: Cluster,
  peer: ClusterPeer,
  { span }: Located<string>,
  without: readonly string[],
  selected: number,
  related: readonly RelatedPlace[],
): Generator<Finding> {
  const message =
    without.length === selected
      ? `peerSelector selects ${listed(without)}, and ${without.length === 1 ? 'it has' : 'they have'} no routeReflectorClusterID`
      : `peerSelector selects ${listed(without)} too, without a routeReflectorClusterID`;
  if (bgpSettings(cluster).mesh.value) {
    // Every node but a reflector is in the mesh then, and it does not take part in vain.
    if (without.length === selected)
      yield {
        span,
        message,
        why: 'Nothing is reflected. The mesh is on, so that the nodes learn from each other all the same.',
        severity: 'info',
        related,
      };
    return;
  }
  const clients = clientsOf(peer);
  // Where every node peers with every other one, there is nothing to be reflected.
  if (clients.length === 0) return;
  const pair = strangers(cluster, clients);
  yield {
    span,
    message,
    why:
      pair === undefined
        ? 'What these nodes learn of one node they pass on to no other.'
        : `They pass no route from one node to another: ${pair[0]} and ${pair[1]} learn nothing of each other.`,
    severity: pair === undefined ? 'info' : 'warning',
    related,
  };
}

/** The nodes that have this peer and are none of those it selects. */
const clientsOf = ({ locals, remote }: ClusterPeer): readonly string[] => {
  const selected = new Set(remote.kind === 'nodes' ? remote.names : []);
  return locals.filter((name) => !selected.has(name));
};

/** Two of the nodes that learn each other's routes neither over a session of their own nor over a third party. */
function strangers(
  cluster: Cluster,
  [first, ...others]: readonly string[],
): readonly [string, string] | undefined {
  if (first === undefined) return undefined;
  const peers = usablePeers(cluster);
  const other = others.find((name) => !peers.some((peer) => joins(peer, first, name, cluster)));
  return other === undefined ? undefined : [first, other];
}

function joins({ locals, remote }: ClusterPeer, a: string, b: string, cluster: Cluster): boolean {
  const [hasA, hasB] = [locals.includes(a), locals.includes(b)];
  // A router that both have passes routes on; whether it does is its own business.
  if (remote.kind === 'address') return hasA && hasB;
  if (remote.kind !== 'nodes') return false;
  const { names } = remote;
  if ((hasA && names.includes(b)) || (hasB && names.includes(a))) return true;
  return hasA && hasB && names.some((name) => reflectors(cluster).has(name));
}
