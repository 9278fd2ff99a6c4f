import { parsePeerAddress } from '../../cluster/calico/bgpPeers.ts';
import { parseIp } from '../../net/ip.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue } from '../edits.ts';
import { forKind, type Finding, type Fix, type Rule } from '../rule.ts';

/**
 * `peerIP` holds an address, and a port where it is not 179.
 *
 * `10.0.1.1`, `10.0.1.1:1790`, `fd00::1` or `[fd00::1]:1790`. Calico refuses anything else; written straight to
 * crd.projectcalico.org/v1, the peer is stored, logged as malformed and ignored.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go, tag `IP:port`; confd/pkg/backends/calico/client.go: parseIPPort
 * @cure Write the address alone, without a prefix length. An IPv6 address with a port stands in brackets.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPPeer
 *   metadata:
 *     name: bastion
 *   spec:
 *     peerIP: 10.0.1.10/24
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
export const bgpPeerAddress: Rule = {
  id: 'bgp/peer-address',
  severity: 'error',
  ...forKind(['BGPPeer'], function* ({ peerIP }) {
    if (peerIP === undefined || peerIP.value === '') return;
    const address = parsePeerAddress(peerIP.value);
    if (address === undefined) yield unreadable(peerIP);
    else if (/:0+$/.test(peerIP.value) && parseIp(peerIP.value) === undefined) yield portZero(peerIP);
  }),
};

const why = 'Calico refuses it: an address, IPv4:PORT or [IPv6]:PORT, with a port from 1 to 65535.';

const unreadable = (peerIP: Located<string>): Finding => ({
  span: peerIP.span,
  message: `Not the address of a peer: ${peerIP.value.replace(/\s+/g, ' ')}`,
  why,
  fix: meant(peerIP),
});

const portZero = (peerIP: Located<string>): Finding => ({
  span: peerIP.span,
  message: `Not the address of a peer: ${peerIP.value}`,
  why,
});

/** What is certainly meant: the address in front of a prefix length, or without blanks or brackets. */
function meant(peerIP: Located<string>): Fix | undefined {
  const bare = peerIP.value.trim().replace(/\/\d+$/, '');
  const address = [bare, bare.replace(/^\[(.*)\]$/, '$1')].find(
    (candidate) => parsePeerAddress(candidate) !== undefined,
  );
  return address === undefined
    ? undefined
    : { title: `Write ${address}`, edits: [replaceValue(peerIP, address)] };
}
