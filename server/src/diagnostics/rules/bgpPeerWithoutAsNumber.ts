import { parsePeerAddress } from '../../cluster/calico/bgpPeers.ts';
import { knownPeerAt } from '../bgpSessions.ts';
import { addFieldBefore } from '../edits.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * A peer given by its address needs its AS number.
 *
 * With `peerIP` and without `asNumber` Calico writes a session to AS 0 into BIRD's configuration, and BIRD refuses a
 * configuration like that: the session never comes up.
 *
 * @source projectcalico confd/pkg/backends/calico/client.go: updatePeersV1; RFC 7607 (AS 0 is not used)
 * @cure Set the AS number of the peer; for a peer inside the cluster's AS, which is 64512 unless set, that number.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: bastion
 *   spec:
 *     peerIP: 10.0.1.10
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: bastion
 *   spec:
 *     peerIP: 10.0.1.10
 *     asNumber: 64512
 */
export const bgpPeerWithoutAsNumber: Rule = {
  id: 'bgp/peer-without-as-number',
  severity: 'error',
  ...forKindInCluster(['BGPPeer'], function* ({ peerIP, asNumber, problems }, cluster) {
    if (peerIP === undefined || peerIP.value === '' || asNumber !== undefined) return;
    // A number that cannot be read is reported as such.
    if (problems.some(({ message }) => message.includes('AS number'))) return;
    const address = parsePeerAddress(peerIP.value);
    const known = address === undefined ? undefined : knownPeerAt(cluster, address.ip);
    const number = known === undefined ? undefined : String(known.asNumber.value);
    yield {
      span: peerIP.entry,
      message: `The peer ${peerIP.value} has no asNumber`,
      why: `Calico writes a session to AS 0, which BIRD refuses: it never comes up.${known === undefined ? '' : ` ${known.name} is AS ${String(known.asNumber.value)}.`}`,
      fix:
        number === undefined
          ? undefined
          : { title: `Set asNumber: ${number}`, edits: [addFieldBefore(peerIP.entry, 'asNumber', number)] },
    };
  }),
};
