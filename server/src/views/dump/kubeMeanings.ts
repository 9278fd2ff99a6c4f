/**
 * What each chain and ip set of kube-proxy and the kubelet is for
 * (pkg/proxy/iptables/proxier.go, pkg/proxy/ipvs/proxier.go, pkg/kubelet/kubelet_network_linux.go).
 */
export interface KubeMeaning {
  readonly name: string;
  /** A chain of this table alone; any table where absent. */
  readonly table?: 'nat' | 'filter';
  /** IPVS mode gives some names another meaning. */
  readonly mode?: 'iptables' | 'ipvs';
  readonly text: string;
}

/** Chains of one service port or endpoint, by what stands between `KUBE-` and the sixteen letters. */
export const kindMeanings: Readonly<Record<string, string>> = {
  SVC: 'Spreads new connections to one Service port over its endpoints, each with the same chance.',
  SVL: 'Spreads new connections to one Service port over the endpoints on this node, for traffic policy `Local` (Kubernetes 1.24 and later).',
  EXT: 'Takes what comes to one Service port from outside: node port, external and load balancer IPs. It masquerades (policy `Cluster`) or keeps to this node’s endpoints (policy `Local`). Kubernetes 1.24 and later.',
  XLB: 'Takes what comes from outside to one Service port under `externalTrafficPolicy: Local`, for the endpoints on this node. Up to Kubernetes 1.23; later ones call it `KUBE-EXT-`.',
  FW: 'Lets only the sources in `loadBalancerSourceRanges` through to the load balancer IPs of one Service port. (Up to Kubernetes 1.23 every load balancer IP passes such a chain, with or without ranges.)',
  SEP: 'Translates the destination to one endpoint of a Service port (DNAT). A pod that reaches itself this way is marked for masquerading.',
};

export const kubeMeanings: readonly KubeMeaning[] = [
  {
    name: 'KUBE-SERVICES',
    table: 'nat',
    mode: 'iptables',
    text: 'Leads each new connection to a Service’s address and port to the chains of that Service. PREROUTING (arriving packets) and OUTPUT (the node’s own) jump here; the last rule leads what is for the node itself to `KUBE-NODEPORTS`.',
  },
  {
    name: 'KUBE-SERVICES',
    table: 'filter',
    mode: 'iptables',
    text: 'Refuses connections to cluster IPs of Services without endpoints (`REJECT`: connection refused).',
  },
  {
    name: 'KUBE-SERVICES',
    mode: 'ipvs',
    text: 'Marks for masquerading what goes to service addresses, and lets it in. IPVS, not iptables, chooses the endpoint.',
  },
  {
    name: 'KUBE-EXTERNAL-SERVICES',
    text: 'Refuses or drops what comes from outside (node ports, external and load balancer IPs) to Services that have no endpoint, or under policy `Local` none on this node.',
  },
  {
    name: 'KUBE-NODEPORTS',
    table: 'nat',
    text: 'Leads each node port to the chains of its Service. Reached from the end of `KUBE-SERVICES`, for addresses of the node only.',
  },
  {
    name: 'KUBE-NODEPORTS',
    table: 'filter',
    text: 'Lets the probes of load balancers in, to the health-check node ports of Services with `externalTrafficPolicy: Local` (Kubernetes 1.21 and later).',
  },
  {
    name: 'KUBE-POSTROUTING',
    text: 'Masquerades what `KUBE-MARK-MASQ` marked: the packet leaves with an address of this node, so that the answer comes back through it.',
  },
  {
    name: 'KUBE-MARK-MASQ',
    text: 'Sets the mark (`0x4000` by default) that has a packet masqueraded in `KUBE-POSTROUTING`.',
  },
  {
    name: 'KUBE-MARK-DROP',
    text: 'Sets the mark (`0x8000`) that has a packet dropped in `KUBE-FIREWALL` of the filter table; the kubelet keeps the rules of both. kube-proxy no longer jumps here since Kubernetes 1.25, which drops in the filter table itself.',
  },
  {
    name: 'KUBE-FORWARD',
    text: 'Lets service traffic be forwarded even where the policy of FORWARD is DROP, and drops what connection tracking finds INVALID.',
  },
  {
    name: 'KUBE-FIREWALL',
    table: 'filter',
    text: 'Drops packets that come from elsewhere to 127.0.0.0/8, which node ports on loopback would otherwise let in. In older clusters also what `KUBE-MARK-DROP` marked. The kubelet keeps it, from 1.27 on kube-proxy’s iptables mode too.',
  },
  {
    name: 'KUBE-FIREWALL',
    table: 'nat',
    text: 'IPVS mode up to Kubernetes 1.24: marks for dropping what `loadBalancerSourceRanges` leave out.',
  },
  {
    name: 'KUBE-PROXY-FIREWALL',
    mode: 'iptables',
    text: 'Drops what a `KUBE-FW-` chain did not let through: sources outside `loadBalancerSourceRanges` (Kubernetes 1.25 and later).',
  },
  {
    name: 'KUBE-PROXY-FIREWALL',
    mode: 'ipvs',
    text: 'Leads what goes to load balancer IPs with source ranges to `KUBE-SOURCE-RANGES-FIREWALL` (Kubernetes 1.25 and later).',
  },
  {
    name: 'KUBE-PROXY-CANARY',
    text: 'Empty on purpose. kube-proxy looks for it: when it is gone, somebody flushed the rules, and kube-proxy writes them all again.',
  },
  {
    name: 'KUBE-KUBELET-CANARY',
    text: 'Empty on purpose: the kubelet’s own sign that nobody flushed the rules.',
  },
  {
    name: 'KUBE-IPTABLES-HINT',
    text: 'Empty on purpose: the kubelet shows other programs by it whether the node uses iptables-legacy or iptables-nft.',
  },
  {
    name: 'KUBE-SOURCE-RANGES-FIREWALL',
    text: 'IPVS mode: returns the sources that `loadBalancerSourceRanges` allow and drops the rest.',
  },
  {
    name: 'KUBE-LOAD-BALANCER',
    text: 'IPVS mode. The nat chain marks traffic to load balancer IPs for masquerading; the ip set of that name holds load balancer IPs with their ports.',
  },
  {
    name: 'KUBE-NODE-PORT',
    table: 'nat',
    text: 'IPVS mode: marks traffic to node ports for masquerading, unless the Service’s external policy is `Local`.',
  },
  {
    name: 'KUBE-NODE-PORT',
    table: 'filter',
    text: 'IPVS mode: lets the probes of load balancers in, to health-check node ports.',
  },
  {
    name: 'KUBE-IPVS-FILTER',
    text: 'IPVS mode (1.26 and later): keeps the node’s own ports from being reached through service addresses, which all sit on `kube-ipvs0`.',
  },
  {
    name: 'KUBE-IPVS-OUT-FILTER',
    text: 'IPVS mode (1.29 and later): keeps the node itself from load balancers whose source ranges leave it out.',
  },
  { name: 'KUBE-CLUSTER-IP', text: 'ip set of IPVS mode: cluster IPs with their ports.' },
  {
    name: 'KUBE-LOOP-BACK',
    text: 'ip set of IPVS mode: endpoints on this node as destination and source. What matches is a pod reaching itself through its Service, and is masqueraded.',
  },
  {
    name: 'KUBE-EXTERNAL-IP',
    text: 'ip set of IPVS mode: external IPs with their ports, of Services whose external policy is `Cluster`.',
  },
  {
    name: 'KUBE-EXTERNAL-IP-LOCAL',
    text: 'ip set of IPVS mode: external IPs with their ports, of Services whose external policy is `Local`.',
  },
  {
    name: 'KUBE-LOAD-BALANCER-LOCAL',
    text: 'ip set of IPVS mode: load balancer IPs of Services whose external policy is `Local`; they are not masqueraded.',
  },
  {
    name: 'KUBE-LOAD-BALANCER-FW',
    text: 'ip set of IPVS mode: load balancer IPs that `loadBalancerSourceRanges` guard.',
  },
  {
    name: 'KUBE-LOAD-BALANCER-SOURCE-CIDR',
    text: 'ip set of IPVS mode: load balancer IPs with each source range that may use them.',
  },
  {
    name: 'KUBE-LOAD-BALANCER-SOURCE-IP',
    text: 'ip set of IPVS mode: load balancer IPs that a node inside the source ranges meets as its own source address.',
  },
  {
    name: 'KUBE-HEALTH-CHECK-NODE-PORT',
    text: 'ip set of IPVS mode: health-check node ports (1.21 and later).',
  },
  {
    name: 'KUBE-IPVS-IPS',
    text: 'ip set of IPVS mode: the addresses on `kube-ipvs0` (1.26 and later).',
  },
  ...(['TCP', 'UDP', 'SCTP-HASH'] as const).flatMap((protocol): readonly KubeMeaning[] => [
    {
      name: `KUBE-NODE-PORT-${protocol}`,
      text: `ip set of IPVS mode: ${protocol.slice(0, 4).replace('-', '')} node ports, which are masqueraded.`,
    },
    {
      name: `KUBE-NODE-PORT-LOCAL-${protocol}`,
      text: `ip set of IPVS mode: ${protocol.slice(0, 4).replace('-', '')} node ports of Services whose external policy is \`Local\`; they are not masqueraded.`,
    },
  ]),
];
