import { bgpNodes, type BgpNode } from '../../cluster/calico/bgpNodes.ts';
import { bgpSettings, speaksBgp } from '../../cluster/calico/bgpSettings.ts';
import type { Cluster, ExternalHost } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { familyOf, type Ip, type IpFamily } from '../../net/ip.ts';
import { machinery, merge, type Origin } from '../../origin/origin.ts';
import { peeringsOf, type Peering } from './peerings.ts';

/** Who speaks BGP. */
export type Speaker =
  | { readonly kind: 'node'; readonly node: BgpNode }
  | { readonly kind: 'external'; readonly host: ExternalHost };

/** One BGP session, as one end has it configured. */
export interface Session {
  readonly kind: 'mesh' | 'peer';
  readonly family: IpFamily;
  readonly local: BgpNode;
  readonly localIp: Ip;
  /** The node's own, unless the BGPPeer gives it another one for this session. */
  readonly localAs: number;
  readonly remoteIp: Ip;
  readonly remoteAs: number | undefined;
  /** Undefined: no host of the picture has the address. */
  readonly remote: Speaker | undefined;
  readonly internal: boolean;
  /** Set on a route reflector for a client: the cluster it reflects for. */
  readonly reflects: string | undefined;
  readonly peering: Peering | undefined;
  /** Why no route passes; undefined when the session comes up. */
  readonly down: string | undefined;
  readonly because: Origin;
}

/** The sessions of one node, those of BGPPeers first. */
export const sessionsOfNode = (cluster: Cluster, node: BgpNode, family: IpFamily): readonly Session[] => [
  ...peerSessions(cluster, node, family),
  ...meshSessions(cluster, node, family),
];

export function peerSessions(cluster: Cluster, node: BgpNode, family: IpFamily): readonly Session[] {
  const address = node.addresses[family];
  if (address === undefined) return [];
  const speakers = speakersByAddress(cluster);
  return peeringsOf(cluster, node, family).map((peering) =>
    peerSession(peering, node, address.ip, speakers.get(peering.ip)),
  );
}

function peerSession(peering: Peering, local: BgpNode, localIp: Ip, remote: Speaker | undefined): Session {
  const localAs = peering.peer.localAsNumber?.value ?? local.asNumber.value;
  const remoteAs = peering.asNumber?.value;
  const internal = remoteAs === localAs;
  const cluster = local.clusterId?.value;
  return {
    kind: 'peer',
    family: familyOf(localIp),
    local,
    localIp,
    localAs,
    remoteIp: peering.ip,
    remoteAs,
    remote,
    internal,
    reflects: internal && peering.clusterId !== cluster ? cluster : undefined,
    peering,
    down: whyDown(peering, remote),
    because: peering.because,
  };
}

function whyDown({ ip, asNumber, peer }: Peering, remote: Speaker | undefined): string | undefined {
  if (asNumber === undefined) return `BGPPeer ${peer.name} names no AS number for ${ip}`;
  if (remote === undefined) return `no host of the picture has the address ${ip}`;
  if (remote.kind === 'node') return wrongAs(remote.node.name, remote.node.asNumber.value, asNumber.value);
  const { bgp, name } = remote.host;
  if (bgp === undefined) return `${name} does not speak BGP: its profile has no bgp`;
  const wasWritten = bgp.asNumber.because.some(({ kind }) => kind === 'manifest');
  return wasWritten ? wrongAs(name, bgp.asNumber.value, asNumber.value) : undefined;
}

const wrongAs = (name: string, actual: number, expected: number): string | undefined =>
  actual === expected
    ? undefined
    : `${name} is AS ${String(actual)}, but is expected to be AS ${String(expected)}`;

/** Every other node with an address of the family; route reflectors keep out on both sides (bgp_processor.go: processMeshPeers). */
export function meshSessions(cluster: Cluster, local: BgpNode, family: IpFamily): readonly Session[] {
  const address = local.addresses[family];
  if (address === undefined || !inMesh(cluster, local)) return [];
  const because = meshOrigin(cluster);
  return bgpNodes(cluster).flatMap((node): readonly Session[] => {
    const peer = node.addresses[family];
    if (peer === undefined || peer.ip === address.ip || node.clusterId !== undefined) return [];
    return [
      {
        kind: 'mesh',
        family,
        local,
        localIp: address.ip,
        localAs: local.asNumber.value,
        remoteIp: peer.ip,
        remoteAs: node.asNumber.value,
        remote: { kind: 'node', node },
        internal: node.asNumber.value === local.asNumber.value,
        reflects: undefined,
        peering: undefined,
        down: undefined,
        because,
      },
    ];
  });
}

export const inMesh = (cluster: Cluster, node: BgpNode): boolean =>
  speaksBgp(cluster) && bgpSettings(cluster).mesh.value && node.clusterId === undefined;

export const meshOrigin = (cluster: Cluster): Origin =>
  merge(
    bgpSettings(cluster).mesh.because,
    machinery('bird', 'every node has a session with every other one'),
  );

/** Who answers at an address: nodes by their BGP address, outsiders by any of theirs. */
export const speakersByAddress = memoByKey((cluster: Cluster): ReadonlyMap<Ip, Speaker> => {
  const byAddress = new Map<Ip, Speaker>();
  for (const host of cluster.externalHosts)
    for (const { addresses } of host.interfaces)
      for (const { ip } of addresses) byAddress.set(ip, { kind: 'external', host });
  for (const node of bgpNodes(cluster))
    for (const address of [node.addresses[4], node.addresses[6]])
      if (address !== undefined) byAddress.set(address.ip, { kind: 'node', node });
  return byAddress;
});

/** The sessions that nodes have with an outsider, in node order. */
export const sessionsWithHost = (
  cluster: Cluster,
  host: ExternalHost,
  family: IpFamily,
): readonly Session[] =>
  bgpNodes(cluster).flatMap((node) =>
    peerSessions(cluster, node, family).filter(
      ({ remote }) => remote?.kind === 'external' && remote.host === host,
    ),
  );
