import type { ProxyMode } from '../../../cluster/kubeProxySettings.ts';

/** What a person would notice after a cluster moved to nftables mode, in words. */
export interface BehaviourChange {
  /** The modes it is news to. */
  readonly comingFrom: readonly Exclude<ProxyMode, 'nftables'>[];
  /** Kubernetes minor versions for whose nftables mode it holds; both ends belong to it, absent is open. */
  readonly since?: number;
  readonly until?: number;
  readonly topic: ChangeTopic;
  readonly title: string;
  readonly text: string;
}

export type ChangeTopic =
  | 'node ports'
  | 'cluster IPs'
  | 'balancing'
  | 'masquerade'
  | 'configuration'
  | 'requirements'
  | 'other rules';

const both = ['iptables', 'ipvs'] as const;

/**
 * Sources: pkg/proxy/nftables/proxier.go and README.md, pkg/proxy/iptables and ipvs, cmd/kube-proxy/app, each at the
 * version named, and what the golden data shows of the three modes.
 */
export const behaviourChanges: readonly BehaviourChange[] = [
  {
    comingFrom: ['iptables'],
    topic: 'node ports',
    title: 'No node ports on 127.0.0.1',
    text: 'In iptables mode a node reaches its IPv4 node ports through 127.0.0.1 unless localhostNodePorts is false. nftables mode never serves loopback: use the address of the node, or the cluster IP.',
  },
  {
    comingFrom: both,
    since: 30,
    topic: 'node ports',
    title: 'Node ports on the primary address only',
    text: 'Without nodePortAddresses, the other modes open node ports on every address of the node. nftables mode opens them on the primary address of each family alone. To keep the others, name them in nodePortAddresses, or 0.0.0.0/0 and ::/0 for all.',
  },
  {
    comingFrom: both,
    since: 29,
    until: 29,
    topic: 'node ports',
    title: 'Node ports on every address but loopback',
    text: 'In 1.29, nftables mode still opens node ports on all local addresses. From 1.30 it is the primary address alone.',
  },
  {
    comingFrom: both,
    topic: 'node ports',
    title: 'The host firewall must let service traffic in',
    text: 'iptables and IPVS mode add ACCEPT rules of their own: for health-check node ports and for forwarded packets they marked. nftables mode accepts nothing on behalf of others, and an accept in one nftables table does not overrule a drop in another, so the rules of the host firewall must allow node ports, health checks and forwarding themselves.',
  },
  {
    comingFrom: ['iptables'],
    since: 30,
    topic: 'cluster IPs',
    title: 'Unused ports of cluster IPs are rejected',
    text: 'In iptables mode a packet to a cluster IP on a port that its service does not have is routed like any other, mostly out through the default route. nftables mode answers such connections with a reject.',
  },
  {
    comingFrom: ['ipvs'],
    since: 30,
    topic: 'cluster IPs',
    title: 'Cluster IPs no longer answer to ping',
    text: 'In IPVS mode all service addresses sit on the interface kube-ipvs0 of every node, so the node answers for them. nftables mode binds no address: ping to a cluster IP is rejected like every port that the service does not have.',
  },
  {
    comingFrom: ['ipvs'],
    until: 29,
    topic: 'cluster IPs',
    title: 'Cluster IPs no longer answer to ping',
    text: 'In IPVS mode all service addresses sit on the interface kube-ipvs0 of every node, so the node answers for them. nftables mode binds no address: what is not for a port of the service is routed like any other packet.',
  },
  {
    comingFrom: both,
    since: 33,
    topic: 'cluster IPs',
    title: 'Unused service addresses are dropped',
    text: 'kube-proxy knows the service ranges from ServiceCIDR objects and drops connections to addresses in them that no service has. Before, such packets leave by the default route. (From 1.34 the feature gate MultiCIDRServiceAllocator can no longer turn this off.)',
  },
  {
    comingFrom: ['ipvs'],
    topic: 'cluster IPs',
    title: 'No kube-ipvs0, no service addresses on the node',
    text: 'Nothing is bound to the node any more: programs that listen on all addresses are not reached through service addresses, load-balancer addresses need no strictARP, and tools that look for kube-ipvs0 or read ipvsadm find nothing.',
  },
  {
    comingFrom: ['ipvs'],
    topic: 'balancing',
    title: 'Endpoints are chosen at random',
    text: 'The scheduler of IPVS (rr, lc, sh, …) has no counterpart: every new connection goes to any endpoint with the same chance. ipvs.scheduler and the ipvs timeouts have no effect.',
  },
  {
    comingFrom: ['ipvs'],
    topic: 'balancing',
    title: 'Policy Local is kept to the letter',
    text: 'IPVS mode falls back to all endpoints on a node that has none of its own. nftables mode drops traffic from outside that arrives at such a node; connections from the node itself and, where local traffic can be told, from pods still reach every endpoint.',
  },
  {
    comingFrom: ['ipvs'],
    topic: 'balancing',
    title: 'Services without endpoints are rejected',
    text: 'IPVS mode keeps a virtual server without real servers. nftables mode rejects the connection, so clients see at once that nobody listens.',
  },
  {
    comingFrom: both,
    topic: 'balancing',
    title: 'Sticky clients choose anew',
    text: 'Session affinity is remembered in sets of the kernel, one for each endpoint. What the other mode remembered is not carried over, so after the move each client is balanced once more. In iptables mode the list of an endpoint holds 100 clients by default; a set holds 65,535.',
  },
  {
    comingFrom: ['iptables'],
    since: 30,
    topic: 'other rules',
    title: 'Packets that conntrack finds invalid are not dropped',
    text: 'iptables mode drops them when they are forwarded, against resets of connections whose packets come out of window. From 1.30 nftables mode does not; on kernels before 6.1 set conntrack.tcpBeLiberal instead.',
  },
  {
    comingFrom: both,
    since: 36,
    topic: 'masquerade',
    title: 'Pods that reach themselves are found by a set',
    text: 'A pod that reaches itself through its service is masqueraded because the set hairpin-connections holds the endpoints of the node, not because its packets are marked.',
  },
  {
    comingFrom: both,
    topic: 'configuration',
    title: 'Settings move to the nftables section',
    text: 'masqueradeAll, masqueradeBit, syncPeriod and minSyncPeriod are read from nftables, not from iptables. What stands under iptables and ipvs is ignored, localhostNodePorts too.',
  },
  {
    comingFrom: both,
    until: 32,
    topic: 'configuration',
    title: 'Detecting pods by interface breaks the rules',
    text: 'With detectLocalMode BridgeInterface or InterfaceNamePrefix kube-proxy writes iif, which nft refuses for a prefix, and for an interface that does not exist yet. One refused rule refuses all of them. From 1.33 it writes iifname, which is free of this; before, use ClusterCIDR or NodeCIDR.',
  },
  {
    comingFrom: both,
    until: 30,
    topic: 'requirements',
    title: 'A feature gate must be set',
    text: 'In 1.29 and 1.30 nftables mode is alpha: without the feature gate NFTablesProxyMode kube-proxy refuses the mode. It is on by default from 1.31 and generally available from 1.33.',
  },
  {
    comingFrom: both,
    since: 33,
    topic: 'requirements',
    title: 'Linux 5.13 or later',
    text: 'kube-proxy refuses nftables mode on an older kernel, because the nft of such a system can choke on newer rules.',
  },
  {
    comingFrom: both,
    until: 32,
    topic: 'requirements',
    title: 'Linux 5.13 or later',
    text: 'The mode is made for kernel 5.13 and later. Until 1.32 kube-proxy does not check that by itself.',
  },
  {
    comingFrom: both,
    topic: 'other rules',
    title: 'The KUBE- chains are gone',
    text: 'All rules stand in the table kube-proxy of the families ip and ip6. Scripts, monitors, network plugins and service meshes that look for KUBE-SERVICES, jump to KUBE-MARK-MASQ or insert rules beside it find nothing; the network plugin must support nftables mode (Calico by a data plane of its own: nftablesMode of Felix). kube-proxy removes the rules of the old mode when it starts.',
  },
  {
    comingFrom: both,
    topic: 'other rules',
    title: 'A service is found by one look into a map',
    text: 'In iptables mode a packet passes one rule for each service before it. Here it is looked up by address, protocol and port, so the time does not grow with the number of services.',
  },
];

/** What changes for a cluster of this minor version that moves to nftables mode from `mode`. */
export const behaviourChangesFrom = (
  mode: Exclude<ProxyMode, 'nftables'>,
  minor: number,
): readonly BehaviourChange[] =>
  behaviourChanges.filter(
    ({ comingFrom, since = 0, until = Infinity }) =>
      comingFrom.includes(mode) && since <= minor && minor <= until,
  );
