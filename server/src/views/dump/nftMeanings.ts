/** What the chains, sets and maps of nftables mode are for (pkg/proxy/nftables/proxier.go, 1.29 to 1.36). */

/** Those of one service port or endpoint, by the word their names begin with. */
export const nftKindMeanings: Readonly<Record<string, string>> = {
  service: 'Spreads new connections to one Service port over its endpoints, each with the same chance.',
  local:
    'Spreads new connections to one Service port over the endpoints on this node, for traffic policy `Local`.',
  external:
    'Takes what comes to one Service port from outside: node port, external and load balancer IPs. It masquerades (policy `Cluster`) or keeps to this node’s endpoints (policy `Local`).',
  firewall:
    'Drops what comes to the load balancer IPs of one Service port from outside its `loadBalancerSourceRanges`.',
  endpoint: 'Translates the destination to one endpoint of a Service port (DNAT).',
  affinity:
    'The clients that stick to one endpoint of a Service port (`sessionAffinity: ClientIP`); each leaves when it was silent for the timeout.',
};

export const nftMeanings: Readonly<Record<string, string>> = {
  services: 'Finds the Service that a packet is for: first by address and port, then by node port.',
  'service-ips':
    'Cluster, external and load balancer IPs with protocol and port, and the chain that takes each.',
  'service-nodeports': 'Node ports with protocol, and the chain that takes each.',
  'no-endpoint-services':
    'Service addresses that no endpoint answers for: rejected, or dropped where policy `Local` leaves none on this node.',
  'no-endpoint-nodeports':
    'Node ports that no endpoint answers for: rejected, or dropped where policy `Local` leaves none on this node.',
  'cluster-ips': 'All cluster IPs in use.',
  'nodeport-ips': 'The addresses of this node on which node ports are open.',
  'firewall-ips': 'Load balancer IPs with `loadBalancerSourceRanges`, and the chain that guards each.',
  firewall: 'Load balancer IPs with `loadBalancerSourceRanges` (1.29).',
  'firewall-allow': 'Load balancer IPs with the sources that may use them (1.29).',
  'hairpin-connections':
    'This node’s endpoints as source and destination: a pod that reaches itself through its Service is masqueraded (1.36 and later).',
  'mark-for-masquerade': 'Sets the mark (`0x4000` by default) that has a packet masqueraded.',
  masquerading:
    'Masquerades what was marked: the packet leaves with an address of this node, so that the answer comes back through it.',
  'endpoints-check': 'Rejects or drops what is for Services without endpoints (1.29).',
  'service-endpoints-check': 'Rejects or drops what is for service addresses without endpoints.',
  'nodeport-endpoints-check': 'Rejects or drops what is for node ports without endpoints.',
  'reject-chain': 'Answers that nothing listens: the client sees “connection refused”.',
  'cluster-ips-check':
    'Rejects other ports of cluster IPs than their Services have and, where kube-proxy knows the service ranges, drops unused addresses in them.',
  'firewall-check': 'Holds load balancer IPs to their `loadBalancerSourceRanges`.',
  'firewall-allow-check': 'Lets the allowed sources of load balancer IPs through and drops the rest (1.29).',
  forward: 'Drops what connection tracking finds invalid (1.29).',
  'filter-prerouting': 'Called by the kernel for arriving packets, before DNAT.',
  'filter-prerouting-pre-dnat': 'Called by the kernel for arriving packets, before DNAT.',
  'filter-input': 'Called by the kernel for packets to the node itself.',
  'filter-forward': 'Called by the kernel for packets that the node passes on.',
  'filter-output': 'Called by the kernel for the node’s own packets.',
  'filter-output-pre-dnat': 'Called by the kernel for the node’s own packets, before DNAT.',
  'filter-output-post-dnat': 'Called by the kernel for the node’s own packets, after DNAT.',
  'nat-prerouting':
    'Called by the kernel for the first packet of an arriving connection; DNAT happens from here.',
  'nat-output':
    'Called by the kernel for the first packet of the node’s own connections; DNAT happens from here.',
  'nat-postrouting':
    'Called by the kernel for the first packet of a connection that leaves; it is masqueraded from here.',
};
