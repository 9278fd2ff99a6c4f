import { titleSpan } from '../../resources/meta.ts';
import { isBegun, textOf } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A BGPPeer must say whom to peer with.
 *
 * Without `peerIP`, `peerSelector` or `localWorkloadSelector` a BGPPeer is stored, logged and ignored.
 *
 * @source projectcalico confd/pkg/backends/calico/client.go: updatePeersV1, "PeerIP is not assigned or is malformed"
 * @cure Set `peerIP` and `asNumber` for a router, `peerSelector` for nodes of the cluster.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: bastion
 *   spec:
 *     asNumber: 64512
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: bastion
 *   spec:
 *     peerIP: 10.0.1.10
 *     asNumber: 64512
 */
export const bgpPeerWithoutAddress: Rule = {
  id: 'bgp/peer-without-address',
  severity: 'warning',
  ...forKind(['BGPPeer'], function* (peer) {
    const { peerIP, peerSelector, localWorkloadSelector, specAt } = peer;
    const whom = [peerIP, peerSelector, localWorkloadSelector];
    if (specAt === undefined || !isBegun(specAt)) return;
    if (whom.some((field) => field !== undefined && field.value !== '')) return;
    // Begun but not ended, or lost as a YAML tag: then something else is wrong.
    if (/(?:peerIP|peerSelector|localWorkloadSelector)\s*:(?!\s*["'])/.test(textOf(specAt))) return;
    yield {
      span: titleSpan(peer),
      message: 'This BGPPeer names no peer: peerIP or peerSelector is missing',
      why: 'Calico stores it, logs that its address is not assigned, and ignores it.',
    };
  }),
};
