import type { Cluster, ClusterService, ClusterServicePort } from '../../../cluster/cluster.ts';
import type { ProxyDataplane } from '../../../dataplane/dataplane.ts';
import { deriveNode } from '../../../dataplane/derive.ts';
import { serviceChain, type ServiceChain } from '../../../dataplane/kubeProxy/names.ts';
import {
  servicePortBase,
  servicePortChain,
  type ServicePortChain,
} from '../../../dataplane/kubeProxy/nftables/names.ts';
import { chainNamed } from '../../../dataplane/netfilter/nftTable.ts';
import { tableOf } from '../../../dataplane/netfilter/ruleset.ts';
import { code, plain } from '../../links.ts';
import { count, listed } from '../../words.ts';
import { servedPort, type ServedPort } from './outcome.ts';

/** Nodes whose rules are looked at. */
const mostNodes = 5;

/** What kube-proxy keeps for one service port, by mode: chains and where they stand, or virtual servers. */
export function portChains(cluster: Cluster, service: ClusterService, port: ClusterServicePort): string {
  const nodes = cluster.nodes.slice(0, mostNodes).flatMap((node) => {
    const served = servedPort(cluster, node, service, port);
    const proxy = served && deriveNode(cluster, node.name, served.proxy.family)?.proxy;
    return served === undefined || proxy === undefined ? [] : [{ served, proxy }];
  });
  const lines = new Map<string, string[]>();
  for (const { served, proxy } of nodes)
    for (const line of linesOf(served, proxy))
      lines.set(line, [...(lines.get(line) ?? []), plain(served.node.name)]);
  return [...lines]
    .map(([line, on]) => `- ${line}${on.length < nodes.length ? ` (on ${listed(on)})` : ''}`)
    .join('\n');
}

function linesOf(served: ServedPort, proxy: ProxyDataplane): readonly string[] {
  switch (proxy.mode) {
    case 'iptables': {
      const nat = tableOf(proxy.ruleset, 'nat');
      return iptablesChains.flatMap(([kind, purpose]) => {
        const name = serviceChain(kind, served.info.hash);
        return nat?.chains.has(name) === true ? [`${code(name)} ${purpose}`] : [];
      });
    }
    case 'ipvs':
      return serversOf(served);
    case 'nftables': {
      const { service, port, protocol } = served.info;
      const base = servicePortBase(service.namespace, service.name, protocol, port.name);
      return nftablesChains.flatMap(([kind, purpose]) => {
        const name = servicePortChain(kind, base);
        return chainNamed(proxy.table, name) === undefined ? [] : [`${code(name)} ${purpose}`];
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
