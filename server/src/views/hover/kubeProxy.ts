import type { ViewContext } from '../viewContext.ts';
import type { PathAt } from './path.ts';

/** What kube-proxy's own settings change in its rules. */
export function hoverKubeProxy({ cluster }: ViewContext, { keys }: PathAt): string | undefined {
  const field = keys.at(-1) ?? '';
  const meaning = meanings[field];
  return meaning === undefined
    ? undefined
    : field === 'mode'
      ? `${meaning}\n\nIn force: **${cluster.kubeProxy.mode.value}**.`
      : meaning;
}

const meanings: Readonly<Record<string, string>> = {
  mode: 'How kube-proxy programs the kernel: `iptables` (also when empty), `ipvs`, or `nftables`.',
  clusterCIDR:
    'Traffic from outside this range to a cluster IP is masqueraded, so pods see the node instead of the client. Without it nothing is told apart.',
  masqueradeAll: 'All traffic to cluster IPs is masqueraded: pods never see who calls them.',
  masqueradeBit: 'The bit of the packet mark that asks for masquerading: 14 is `0x4000`.',
  localhostNodePorts: 'Whether node ports answer on 127.0.0.1 of the node itself.',
  nodePortAddresses:
    'Node ports open only on addresses in these ranges; everywhere when empty (in nftables mode: on the primary address).',
  scheduler:
    'How IPVS chooses a real server: `rr` by turns, `lc` the least connections, `sh` by source address.',
  strictARP:
    'The node answers ARP only for addresses of the interface that is asked, as MetalLB needs in IPVS mode.',
  excludeCIDRs: 'IPVS virtual servers in these ranges are left alone.',
  tcpBeLiberal: 'Packets that connection tracking calls INVALID are let through.',
  detectLocalMode: 'How traffic of this cluster’s own pods is told from other traffic.',
};
