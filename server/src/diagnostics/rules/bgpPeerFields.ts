import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import type { Located } from '../../yaml/located.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';

/**
 * Some fields of a BGPPeer exclude one another.
 *
 * A peer is given by its address, or by a selector of nodes, or by a selector of pods on the node; its own nodes by name
 * or by selector. Nodes that a selector picks bring their AS number along.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/bgppeer.go, the CEL rules of its spec
 * @cure Keep one of the two fields.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: tor
 *   spec:
 *     node: worker1
 *     nodeSelector: rack == "1"
 *     peerIP: 10.0.1.1
 *     asNumber: 64512
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: tor
 *   spec:
 *     nodeSelector: rack == "1"
 *     peerIP: 10.0.1.1
 *     asNumber: 64512
 */
export const bgpPeerFields: Rule = {
  id: 'bgp/peer-fields',
  severity: 'error',
  ...forKind(['BGPPeer'], function* (peer) {
    yield* notBoth(peer, 'node', 'nodeSelector');
    yield* notBoth(peer, 'peerIP', 'peerSelector');
    yield* notBoth(peer, 'peerSelector', 'asNumber');
    yield* notBoth(peer, 'localWorkloadSelector', 'peerIP');
    yield* notBoth(peer, 'localWorkloadSelector', 'peerSelector');
    yield* notBoth(peer, 'nextHopMode', 'keepOriginalNextHop');
    if (isSet(peer.localWorkloadSelector) && peer.asNumber === undefined)
      yield {
        span: peer.localWorkloadSelector.entry,
        message: 'localWorkloadSelector needs asNumber',
        why: 'Calico refuses it: the AS number of the pods is not known otherwise.',
      };
  }),
};

type Exclusive =
  | 'node'
  | 'nodeSelector'
  | 'peerIP'
  | 'peerSelector'
  | 'asNumber'
  | 'localWorkloadSelector'
  | 'nextHopMode'
  | 'keepOriginalNextHop';

function* notBoth(peer: BgpPeer, first: Exclusive, second: Exclusive): Generator<Finding> {
  const [a, b] = [peer[first], peer[second]];
  if (!isSet(a) || !isSet(b)) return;
  yield {
    span: b.entry,
    message: `${second} beside ${first}`,
    why: 'Calico refuses it: only one of the two can be set.',
    related: [{ span: a.entry, message: first }],
  };
}

/** A field that is set to its empty value is as good as left out. */
const isSet = (field: Located<unknown> | undefined): field is Located<unknown> =>
  field !== undefined && field.value !== '' && field.value !== false && field.value !== 0;
