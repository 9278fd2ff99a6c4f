import { parsePeerAddress } from '../../cluster/calico/bgpPeers.ts';
import { familyOf } from '../../net/ip.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import type { Located } from '../../yaml/located.ts';
import { removeEntry } from '../edits.ts';
import { forKind, type Finding, type Fix, type Rule } from '../rule.ts';

/**
 * Some fields of a BGPPeer exclude one another, and some need another.
 *
 * A peer is given by its address, or by a selector of nodes, or by a selector of pods on the node; its own nodes by name
 * or by selector. Nodes that a selector picks bring their AS number along; pods do not. The gateway in `reachableBy` is
 * on the way to one address, and of its family.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/bgppeer.go, the CEL rules of its spec; libcalico-go/lib/validator/v3/validator.go: validateBGPPeerSpec
 * @cure Keep one of the two fields. Of `nextHopMode` and `keepOriginalNextHop` the first is the newer one and says more.
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
    for (const rule of exclusive) yield* notBoth(peer, rule);
    yield* needsAsNumber(peer);
    yield* reachableBy(peer);
  }),
};

type Field =
  | 'node'
  | 'nodeSelector'
  | 'peerIP'
  | 'peerSelector'
  | 'asNumber'
  | 'localWorkloadSelector'
  | 'nextHopMode'
  | 'keepOriginalNextHop';

interface Exclusive {
  /** What the message is about, beside what. */
  readonly field: Field;
  readonly beside: Field;
  readonly message: string;
  readonly why: string;
  /** Whether the field can go without anything being lost. */
  readonly idle?: true;
}

const exclusive: readonly Exclusive[] = [
  {
    field: 'nodeSelector',
    beside: 'node',
    message: 'node and nodeSelector cannot both be set',
    why: 'Calico refuses it: the nodes that have this peer are named, or they are selected.',
  },
  {
    field: 'peerSelector',
    beside: 'peerIP',
    message: 'peerIP and peerSelector cannot both be set',
    why: 'Calico refuses it: a peer has one address, or it is every node that is selected.',
  },
  {
    field: 'asNumber',
    beside: 'peerSelector',
    message: 'asNumber must be empty when peerSelector is set',
    why: 'Calico refuses it: each of the selected nodes has an AS number of its own.',
    idle: true,
  },
  {
    field: 'peerIP',
    beside: 'localWorkloadSelector',
    message: 'peerIP must be empty when localWorkloadSelector is set',
    why: 'Calico refuses it: the addresses are those of the selected pods.',
  },
  {
    field: 'peerSelector',
    beside: 'localWorkloadSelector',
    message: 'peerSelector must be empty when localWorkloadSelector is set',
    why: 'Calico refuses it: the peers are pods of the node, or they are other nodes.',
  },
  {
    field: 'keepOriginalNextHop',
    beside: 'nextHopMode',
    message:
      'keepOriginalNextHop and nextHopMode cannot both be set; keepOriginalNextHop is deprecated, use nextHopMode instead',
    why: 'Calico refuses it: nextHopMode says all that keepOriginalNextHop does.',
    idle: true,
  },
];

function* notBoth(peer: BgpPeer, { field, beside, message, why, idle }: Exclusive): Generator<Finding> {
  const at: Located<unknown> | undefined = peer[field];
  const other: Located<unknown> | undefined = peer[beside];
  if (!isSet(at) || !isSet(other)) return;
  yield {
    span: at.entry,
    message,
    why,
    fix: idle === undefined ? undefined : removal(field, at),
    related: [{ span: other.entry, message: beside }],
  };
}

function removal(name: string, { entry }: Located<unknown>): Fix | undefined {
  const edit = removeEntry(entry);
  return edit === undefined ? undefined : { title: `Remove ${name}`, edits: [edit] };
}

function* needsAsNumber({ localWorkloadSelector, asNumber, problems }: BgpPeer): Generator<Finding> {
  if (!isSet(localWorkloadSelector) || asNumber !== undefined) return;
  if (problems.some(({ message }) => message.includes('AS number'))) return;
  yield {
    span: localWorkloadSelector.entry,
    message: 'asNumber is required when localWorkloadSelector is set',
    why: 'Calico refuses it: the AS number of the pods is not known otherwise.',
  };
}

function* reachableBy({ reachableBy: gateway, peerIP }: BgpPeer): Generator<Finding> {
  if (gateway === undefined) return;
  if (!isSet(peerIP)) {
    const edit = removeEntry(gateway.entry);
    yield {
      span: gateway.entry,
      message: 'reachableBy must be empty when peerIP is empty',
      why: 'Calico refuses it: it is the gateway to the one address that peerIP names.',
      fix: edit && { title: 'Remove reachableBy', edits: [edit] },
    };
    return;
  }
  const address = parsePeerAddress(peerIP.value);
  if (address === undefined || familyOf(address.ip) === familyOf(gateway.value)) return;
  yield {
    span: gateway.entry,
    message: 'ReachableBy and PeerIP address family mismatched',
    why: `Calico refuses it: the peer has an IPv${String(familyOf(address.ip))} address, and so must the gateway to it.`,
    related: [{ span: peerIP.entry, message: 'the address of the peer' }],
  };
}

/** A field that is set to its empty value is as good as left out. */
const isSet = <T>(field: Located<T> | undefined): field is Located<T> =>
  field !== undefined && field.value !== '' && field.value !== false && field.value !== 0;
