import type { ProxyMode } from '../../cluster/kubeProxySettings.ts';

/** What a person would notice after kube-proxy moved to a newer minor version, in words. */
export interface VersionChange {
  /** The first minor version that behaves so. */
  readonly since: number;
  readonly modes: readonly ProxyMode[];
  readonly title: string;
  readonly text: string;
}

const rules = ['iptables', 'ipvs'] as const;
const all = ['iptables', 'ipvs', 'nftables'] as const;

/**
 * Only what changes where packets go or what other tools meet; how rules are spelled is in the rules themselves.
 * Sources: the release notes and pkg/proxy at the version named, and the golden data where it reaches.
 */
export const versionChanges: readonly VersionChange[] = [
  {
    since: 20,
    modes: ['iptables'],
    title: 'Local policy holds for external IPs',
    text: 'externalTrafficPolicy: Local is honoured for external IPs too: nodes without a local endpoint no longer pass that traffic on.',
  },
  {
    since: 21,
    modes: rules,
    title: 'Health check node ports are let in',
    text: 'kube-proxy adds ACCEPT rules for health check node ports, so a host firewall below it no longer stops the load balancer from asking.',
  },
  {
    since: 22,
    modes: all,
    title: 'internalTrafficPolicy: Local is honoured',
    text: 'Traffic to the cluster IP of such a service stays on its node; where there is no endpoint it fails.',
  },
  {
    since: 24,
    modes: ['iptables'],
    title: 'KUBE-XLB chains become KUBE-EXT and KUBE-SVL',
    text: 'Tools and runbooks that look for KUBE-XLB chains find nothing any more.',
  },
  {
    since: 25,
    modes: ['iptables'],
    title: 'Drops move to the filter table',
    text: 'What no endpoint or source range takes is dropped in filter, not marked in nat. KUBE-MARK-DROP is gone; rules of others that jump there fail to load.',
  },
  {
    since: 26,
    modes: all,
    title: 'Terminating endpoints serve as a last resort',
    text: 'When every endpoint is terminating, those that still serve get the traffic, also under the Local policies.',
  },
  {
    since: 26,
    modes: rules,
    title: 'userspace mode is gone',
    text: 'kube-proxy refuses mode: userspace. iptables mode takes its place.',
  },
  {
    since: 26,
    modes: ['iptables'],
    title: 'Node ports on localhost are a choice',
    text: 'iptables.localhostNodePorts: false closes node ports on 127.0.0.1, and route_localnet is then left alone.',
  },
  {
    since: 27,
    modes: all,
    title: 'Topology hints by the new annotation',
    text: 'service.kubernetes.io/topology-mode is honoured beside topology-aware-hints.',
  },
  {
    since: 30,
    modes: all,
    title: 'Load balancers with ipMode Proxy are left alone',
    text: 'Traffic from inside to such an address goes out to the load balancer, where before kube-proxy caught it.',
  },
  {
    since: 33,
    modes: all,
    title: 'Topology hints need no annotation',
    text: 'Hints in EndpointSlices are followed wherever every endpoint carries them; trafficDistribution is on by default.',
  },
  {
    since: 35,
    modes: ['ipvs'],
    title: 'IPVS mode is deprecated',
    text: 'nftables mode is its successor. Compare the two in this panel before you move.',
  },
];

/** What is news between two minor versions, oldest first; empty when the move is to an older one. */
export const versionChangesBetween = (mode: ProxyMode, from: number, to: number): readonly VersionChange[] =>
  versionChanges.filter(({ since, modes }) => from < since && since <= to && modes.includes(mode));
