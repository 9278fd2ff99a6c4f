import type { ProxyMode } from '../../cluster/kubeProxySettings.ts';
import { behaviourChangesFrom } from './nftables/behaviourChanges.ts';
import { versionChangesBetween } from './versionChanges.ts';

/** One thing that a person would notice after a move. */
export interface MoveChange {
  readonly title: string;
  readonly text: string;
}

/** A kube-proxy, as far as a move goes: its mode and its Kubernetes minor version. */
export interface MoveEnd {
  readonly mode: ProxyMode;
  readonly minor: number;
}

/** Into IPVS mode (pkg/proxy/ipvs/proxier.go and README.md; the golden data of both modes). */
const intoIpvs: readonly MoveChange[] = [
  {
    title: 'Service addresses become local addresses',
    text: 'Every cluster IP, external IP and load balancer address is bound to kube-ipvs0 on every node, so it answers ping, and an external IP that is also the address of a node makes that node unreachable from the others.',
  },
  {
    title: 'Local without local endpoints falls back',
    text: 'A node port of a service with externalTrafficPolicy: Local that has no endpoint on a node still goes to endpoints elsewhere, where iptables mode drops.',
  },
  {
    title: 'A scheduler chooses, not a random pick',
    text: 'rr takes turns; session affinity holds for all ports of a service address, where iptables mode remembers each port by itself.',
  },
];

/** Out of IPVS mode into iptables mode: the same differences, seen from the other side. */
const outOfIpvs: readonly MoveChange[] = [
  {
    title: 'Service addresses are no longer local',
    text: 'kube-ipvs0 and its addresses go: cluster IPs no longer answer ping, and nothing that listens on all addresses of the node is reached through them.',
  },
  {
    title: 'Local without local endpoints drops',
    text: 'A node port of a service with externalTrafficPolicy: Local is dropped on nodes without an endpoint, where IPVS mode fell back to endpoints elsewhere.',
  },
];

/** What changes, in words, when kube-proxy moves from one mode and version to another. The newer version speaks for the mode. */
export function changesOfMove(from: MoveEnd, to: MoveEnd): readonly MoveChange[] {
  return [...modeChanges(from, to), ...versionChangesBetween(to.mode, from.minor, to.minor)];
}

function modeChanges(from: MoveEnd, to: MoveEnd): readonly MoveChange[] {
  if (from.mode === to.mode) return [];
  if (to.mode === 'ipvs') return intoIpvs;
  if (to.mode === 'iptables') return from.mode === 'ipvs' ? outOfIpvs : [];
  return from.mode === 'nftables' ? [] : behaviourChangesFrom(from.mode, to.minor);
}
