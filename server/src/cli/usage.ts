/** What `dataplane-lens help` prints. */
export const usage = `dataplane-lens COMMAND PATH... [options]

Shows what Kubernetes and Calico manifests do to the dataplane, without a cluster.

  iptables  PATH... [--node N] [--table T]       what iptables-save would print on that node;
            [--list] [--chain C]                 or iptables -t T -L [C] -v -n
  ipvs      PATH... [--node N]                   virtual servers, ip sets, addresses on kube-ipvs0, rules
  nftables  PATH... [--node N] [--script]        nft list ruleset; with --script the commands for nft -f
  routes    PATH... [--at HOST|NODE|POD]         ip route, as seen there
  bird      PATH... [--node N]                   how Calico configures BIRD on that node
  bgp       PATH... [--node N]                   BGP sessions and announcements, of one node or of each
  ipam      PATH... [--show-blocks]              how full the pools are, as calicoctl ipam show prints it
  trace     PATH... --from WHO --to DEST         a packet hop by hop, rule by rule
  check     PATH... [--format text|json]         diagnostics; exit status 1 when there are errors

PATH is a file or a folder of YAML or JSON, or - for standard input.
WHO is an external host, a node, a pod (namespace/name) or an address.
DEST is HOST:PORT[/tcp|udp|sctp], service/NAME, pod/NAME, a DNS name or a URL.

  --json                     the same as JSON, with the places that caused each line
  --kubernetes-version V     what if the cluster ran this version
  --proxy-mode MODE          what if kube-proxy ran in iptables, ipvs or nftables mode
  --ip-family 4|6            4 if not said
  --profile FILE             a ClusterProfile that lies elsewhere
  --component kube-proxy     only that program's rules

Exit status: 0, 1 when check finds errors, 2 when something could not be read or answered.
`;
