import type { Cluster, ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { familyInUse } from '../caused.ts';
import { deriveNode } from '../../dataplane/derive.ts';
import type { Chain } from '../../dataplane/netfilter/ruleset.ts';

/** The chains kube-proxy keeps for one service port, with their rule counts, as the first node holds them. */
export function portChains(cluster: Cluster, service: ClusterService, port: ClusterServicePort): string {
  const [node] = cluster.nodes;
  const proxy = node === undefined ? undefined : deriveNode(cluster, node.name, familyInUse(cluster))?.proxy;
  if (proxy === undefined || proxy.mode === 'nftables') return '';
  if (proxy.mode === 'ipvs') return 'kube-proxy keeps a virtual server for each of its addresses.';
  const stands = `${service.namespace}/${service.name}${port.name === '' ? '' : `:${port.name}`}`;
  const chains = proxy.ruleset.tables.flatMap((table) =>
    [...table.chains.values()].filter((chain) => chain.stands === stands),
  );
  return chains.map((chain) => `- \`${chain.name}\` ${purpose(chain)}`).join('\n');
}

const purposes: readonly (readonly [string, string])[] = [
  ['KUBE-SVC-', 'spreads connections over all endpoints'],
  ['KUBE-SVL-', 'spreads connections over the endpoints of this node'],
  ['KUBE-EXT-', 'takes traffic from outside: node port, external and load balancer addresses'],
  ['KUBE-XLB-', 'takes traffic from outside for the endpoints of this node'],
  ['KUBE-FW-', 'lets only the allowed sources through to the load balancer address'],
];

const purpose = ({ name }: Chain): string => purposes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? '';
