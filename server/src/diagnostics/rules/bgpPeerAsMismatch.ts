import { parsePeerAddress } from '../../cluster/calico/bgpPeers.ts';
import type { Fact } from '../../origin/origin.ts';
import { replaceValue } from '../edits.ts';
import { knownPeerAt } from '../bgpSessions.ts';
import { forKindInCluster, type RelatedPlace, type Rule } from '../rule.ts';

/**
 * A peer must have the AS number that it is expected to have.
 *
 * Each end of a session says its AS number when it opens, and the other end closes the session if it expected another. Said
 * where the workspace names the peer: a node, by its own AS number or the cluster's, or an external host of the
 * ClusterProfile that has one.
 *
 * @source RFC 4271, 6.2 (Bad Peer AS); projectcalico confd/pkg/backends/calico/client.go: updatePeersV1
 * @cure Correct one of the two numbers. A node has its own from the annotation `projectcalico.org/ASNumber`, else the
 *   cluster's: `asNumber` of the BGPConfiguration named default, else 64512.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: reflector
 *   spec:
 *     peerIP: 10.0.1.20
 *     asNumber: 64513
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *   status:
 *     addresses:
 *     - { type: InternalIP, address: 10.0.1.20 }
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: reflector
 *   spec:
 *     peerIP: 10.0.1.20
 *     asNumber: 64512
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *   status:
 *     addresses:
 *     - { type: InternalIP, address: 10.0.1.20 }
 */
export const bgpPeerAsMismatch: Rule = {
  id: 'bgp/peer-as-mismatch',
  severity: 'error',
  ...forKindInCluster(['BGPPeer'], function* ({ peerIP, asNumber }, cluster) {
    const address = peerIP === undefined ? undefined : parsePeerAddress(peerIP.value);
    if (address === undefined || asNumber === undefined) return;
    const peer = knownPeerAt(cluster, address.ip);
    if (peer === undefined || peer.asNumber.value === asNumber.value) return;
    const actual = String(peer.asNumber.value);
    yield {
      span: asNumber.entry,
      message: `${peer.name} is AS ${actual}, not ${String(asNumber.value)}`,
      why: 'The session does not come up: each end closes it when the other says another AS number than expected.',
      fix: { title: `Set asNumber: ${actual}`, edits: [replaceValue(asNumber, actual)] },
      related: placeOf(peer.asNumber),
    };
  }),
};

const placeOf = ({ because }: Fact<number>): readonly RelatedPlace[] =>
  because.flatMap((cause) =>
    cause.kind === 'manifest' ? [{ span: cause.span, message: 'where its AS number is said' }] : [],
  );
