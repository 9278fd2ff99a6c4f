import { memoByKey } from '../../memo/memo.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import { fact, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { BgpPeer } from '../../resources/calico/bgpPeer.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import type { Cluster } from '../cluster.ts';
import { factOf } from './bgpSettings.ts';
import { picks } from './selection.ts';

/** A BGPPeer, with its selectors answered. */
export interface ClusterPeer {
  readonly name: string;
  /** Neither `node` nor `nodeSelector`: every node has this peer. */
  readonly global: boolean;
  /** Names of the nodes that have this peer, in order. */
  readonly locals: readonly string[];
  readonly remote: PeerRemote;
  readonly localAsNumber: Fact<number> | undefined;
  /** `Self` and `Keep` as written; undefined is BIRD's own choice. */
  readonly nextHop: Fact<'Self' | 'Keep'> | undefined;
  /** The deprecated keepOriginalNextHop, which counts for eBGP only. */
  readonly keepOriginalNextHop: boolean;
  readonly sourceIsNodeIp: boolean;
  /** Names of BGPFilters, in the order they are asked. */
  readonly filters: readonly string[];
  readonly reachableBy: Fact<Ip> | undefined;
  /** How often the node's own AS number may be in a path that it still accepts. */
  readonly allowedLocalAs: number;
  /** Whether the nodes at the other end get the same session back without a BGPPeer of their own. */
  readonly reversed: boolean;
  readonly resource: BgpPeer;
  readonly because: Origin;
}

export type PeerRemote =
  | {
      readonly kind: 'address';
      readonly ip: Ip;
      readonly port: number | undefined;
      readonly asNumber: Fact<number> | undefined;
      readonly because: Origin;
    }
  /** Calico nodes, by peerSelector. */
  | { readonly kind: 'nodes'; readonly names: readonly string[]; readonly because: Origin }
  /** Pods on the node itself. */
  | { readonly kind: 'workloads'; readonly selector: string; readonly because: Origin }
  /** No peer at all, or an address that cannot be read: Calico logs it and goes on. */
  | { readonly kind: 'none' };

/** Every BGPPeer by name (confd/pkg/backends/calico/client.go: updatePeersV1). */
export const bgpPeers = memoByKey((cluster: Cluster): readonly ClusterPeer[] =>
  cluster.resources.ofKind('BGPPeer').map((peer) => resolvePeer(cluster, peer)),
);

function resolvePeer(cluster: Cluster, peer: BgpPeer): ClusterPeer {
  const nextHop = factOf(peer.nextHopMode);
  return {
    name: nameOf(peer),
    global: given(peer.node) === undefined && given(peer.nodeSelector) === undefined,
    locals: localNodes(cluster, peer),
    remote: remoteOf(cluster, peer),
    localAsNumber: factOf(peer.localASNumber),
    nextHop:
      nextHop === undefined || nextHop.value === 'Auto' ? undefined : fact(nextHop.value, nextHop.because),
    keepOriginalNextHop: peer.keepOriginalNextHop?.value ?? false,
    sourceIsNodeIp: peer.sourceAddress?.value !== 'None',
    filters: peer.filters.map(({ value }) => value),
    reachableBy: factOf(peer.reachableBy),
    allowedLocalAs: peer.numAllowedLocalASNumbers?.value ?? 0,
    reversed: peer.reversePeering?.value !== 'Manual',
    resource: peer,
    because: written(titleSpan(peer), `BGPPeer ${nameOf(peer)}`),
  };
}

/** nodeSelector is asked before node; the API server refuses both. */
function localNodes({ nodes }: Cluster, peer: BgpPeer): readonly string[] {
  const selector = given(peer.nodeSelector);
  const node = given(peer.node);
  return nodes
    .filter(({ name, labels }) =>
      selector === undefined ? node === undefined || node === name : picks(selector, labels),
    )
    .map(({ name }) => name);
}

function remoteOf({ nodes }: Cluster, peer: BgpPeer): PeerRemote {
  if (peer.localWorkloadSelector !== undefined) {
    const { value, span } = peer.localWorkloadSelector;
    return { kind: 'workloads', selector: value, because: written(span) };
  }
  const selector = given(peer.peerSelector);
  if (selector !== undefined && peer.peerSelector !== undefined) {
    const names = nodes.filter(({ labels }) => picks(selector, labels)).map(({ name }) => name);
    return { kind: 'nodes', names, because: written(peer.peerSelector.span) };
  }
  const address = peer.peerIP === undefined ? undefined : parsePeerAddress(peer.peerIP.value);
  if (peer.peerIP === undefined || address === undefined) return { kind: 'none' };
  return {
    kind: 'address',
    ...address,
    asNumber: factOf(peer.asNumber),
    because: written(peer.peerIP.span, `BGPPeer ${nameOf(peer)}`),
  };
}

/** Calico takes an empty string for absent. */
const given = (field: { readonly value: string } | undefined): string | undefined =>
  field === undefined || field.value === '' ? undefined : field.value;

/** `IP`, `IPv4:PORT` or `[IPv6]:PORT` (client.go: parseIPPort). */
export function parsePeerAddress(
  text: string,
): { readonly ip: Ip; readonly port: number | undefined } | undefined {
  const plain = parseIp(text);
  if (plain !== undefined) return { ip: plain, port: undefined };
  const parts = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const ip = parseIp(parts?.[1] ?? parts?.[2] ?? '');
  const port = Number(parts?.[3]);
  return ip === undefined || port > 65535 ? undefined : { ip, port: port === 0 ? undefined : port };
}
