import { picks } from '../../cluster/calico/selection.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Located } from '../../yaml/located.ts';
import { knownLabels, unknownNode } from '../knownNodes.ts';
import { replaceValue } from '../edits.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { selectorOf } from '../selectors.ts';
import { listed } from '../words.ts';

/**
 * A BGPPeer's nodes must exist.
 *
 * `node` and `nodeSelector` say which nodes have the peer, `peerSelector` which nodes are the peers. Where no node is meant,
 * no session comes up. Nothing is said where the workspace does not hold the nodes themselves.
 *
 * @source projectcalico confd/pkg/backends/calico/client.go: updatePeersV1
 * @cure Put the label on the nodes, or ask for one that they carry.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: clients
 *   spec:
 *     nodeSelector: all()
 *     peerSelector: has(route-reflector)
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *     labels: { routereflector: "true" }
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: clients
 *   spec:
 *     nodeSelector: all()
 *     peerSelector: has(route-reflector)
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *     labels: { route-reflector: "true" }
 */
export const bgpPeerSelectsNoNode: Rule = {
  id: 'bgp/peer-selects-no-node',
  severity: 'warning',
  ...forKindInCluster(['BGPPeer'], function* (peer, cluster) {
    yield* selectsUnknown(cluster, peer.node);
    yield* selectsNone(cluster, 'nodeSelector', peer.nodeSelector, 'no node has this peer');
    yield* selectsNone(cluster, 'peerSelector', peer.peerSelector, 'nobody is the peer');
  }),
};

function* selectsUnknown(cluster: Cluster, node: Located<string> | undefined): Generator<Finding> {
  const unknown = node === undefined || node.value === '' ? undefined : unknownNode(cluster, node.value);
  if (node === undefined || unknown === undefined) return;
  const { names, meant } = unknown;
  yield {
    span: node.span,
    message: `No node is named ${node.value}; there are ${listed(names)}`,
    why: 'No node has this peer, and no session comes up.',
    fix:
      meant === undefined ? undefined : { title: `Name node ${meant}`, edits: [replaceValue(node, meant)] },
  };
}

function* selectsNone(
  cluster: Cluster,
  field: string,
  written: Located<string> | undefined,
  effect: string,
): Generator<Finding> {
  if (written === undefined || written.value === '') return;
  const selector = selectorOf(written);
  if (selector === undefined) return;
  const labels = knownLabels(cluster, selector);
  if (labels === undefined || labels.some(({ labels: of }) => picks(written.value, of))) return;
  yield {
    span: written.span,
    message: `${field} selects no node: ${effect}`,
    why: `No session comes up. The nodes here are ${listed(labels.map(({ name }) => name))}, and none of them carries these labels.`,
  };
}
