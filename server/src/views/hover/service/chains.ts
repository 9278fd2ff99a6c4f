import type { Cluster, ClusterService, ClusterServicePort } from '../../../cluster/cluster.ts';
import { chainsOfPort } from '../../../dataplane/kubeProxy/iptables/iptables.ts';
import { serviceChain, type ServiceChain } from '../../../dataplane/kubeProxy/names.ts';
import {
  servicePortBase,
  servicePortChain,
  type ServicePortChain,
} from '../../../dataplane/kubeProxy/nftables/names.ts';
import { servicePortPart } from '../../../dataplane/kubeProxy/nftables/servicePort.ts';
import { code, plain } from '../../links.ts';
import { count, listed } from '../../words.ts';
import { servedPort, type ServedPort } from './outcome.ts';

/** Nodes whose rules are looked at. */
const mostNodes = 5;

/** What kube-proxy keeps for one service port, by mode: chains and where they stand, or virtual servers. */
export function portChains(cluster: Cluster, service: ClusterService, port: ClusterServicePort): string {
  const nodes = cluster.nodes
    .slice(0, mostNodes)
    .flatMap((node) => servedPort(cluster, node, service, port) ?? []);
  const lines = new Map<string, string[]>();
  for (const served of nodes)
    for (const line of linesOf(served))
      lines.set(line, [...(lines.get(line) ?? []), plain(served.node.name)]);
  return [...lines]
    .map(([line, on]) => `- ${line}${on.length < nodes.length ? ` (on ${listed(on)})` : ''}`)
    .join('\n');
}

/** Worked out for this port alone: in a large cluster the whole node takes longer than anybody waits for a hover. */
function linesOf(served: ServedPort): readonly string[] {
  const { info, proxy } = served;
  switch (proxy.settings.mode.value) {
    case 'iptables': {
      const made = new Set(chainsOfPort(info, proxy).map(({ name }) => name));
      return iptablesChains.flatMap(([kind, purpose]) => {
        const name = serviceChain(kind, info.hash);
        return made.has(name) ? [`${code(name)} ${purpose}`] : [];
      });
    }
    case 'ipvs':
      return serversOf(served);
    case 'nftables': {
      const { service, port, protocol } = info;
      const base = servicePortBase(service.namespace, service.name, protocol, port.name);
      const made = new Set(servicePortPart(info, proxy).chains.map(({ name }) => name));
      return nftablesChains.flatMap(([kind, purpose]) => {
        const name = servicePortChain(kind, base);
        return made.has(name) ? [`${code(name)} ${purpose}`] : [];
      });
    }
  }
}

const iptablesChains: readonly (readonly [ServiceChain, string])[] = [
  ['EXT', 'takes what comes from outside'],
  ['XLB', 'takes what comes from outside, for the endpoints of the node'],
  ['FW', 'lets only the allowed sources to the load balancer IP'],
  ['SVC', 'chooses among all endpoints'],
  ['SVL', 'chooses among the endpoints of the node'],
];

const nftablesChains: readonly (readonly [ServicePortChain, string])[] = [
  ['external', 'takes what comes from outside'],
  ['firewall', 'drops other sources than the allowed ones to the load balancer IP'],
  ['service', 'chooses among all endpoints'],
  ['local', 'chooses among the endpoints of the node'],
];

const serversOf = ({ info }: ServedPort): readonly string[] => {
  const addresses = [info.clusterIP, ...info.externalIPs, ...info.loadBalancerIPs];
  const nodePort = info.nodePort === undefined ? '' : ', and of the node port on addresses of the node';
  return [`${count(addresses.length, 'virtual server')} of its addresses${nodePort}`];
};
