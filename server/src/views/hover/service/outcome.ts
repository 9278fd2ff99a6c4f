import type { Cluster, ClusterNode, ClusterService, ClusterServicePort } from '../../../cluster/cluster.ts';
import { categorizeEndpoints } from '../../../dataplane/kubeProxy/categorize.ts';
import type { ProxyEndpoint } from '../../../dataplane/kubeProxy/endpoints.ts';
import { hidesNodePort } from '../../../dataplane/kubeProxy/iptables/nodePortRules.ts';
import { nodePortServers } from '../../../dataplane/kubeProxy/ipvs/nodeAddresses.ts';
import { realServersOf } from '../../../dataplane/kubeProxy/ipvs/realServers.ts';
import { nftablesNodeOf } from '../../../dataplane/kubeProxy/nftables/node.ts';
import { isLoopback } from '../../../dataplane/kubeProxy/nodePortAddresses.ts';
import { proxyNodeOf, type ProxyNode } from '../../../dataplane/kubeProxy/proxyNode.ts';
import { portsOfService, type ServicePortInfo } from '../../../dataplane/kubeProxy/services.ts';
import type { Ip, IpFamily } from '../../../net/ip.ts';

/** What becomes of a new connection to a service port on one node. */
export type Outcome =
  | {
      readonly kind: 'delivers';
      readonly endpoints: number;
      /** Of these, on the node itself. */
      readonly local: number;
      /** The endpoint sees the client's address. */
      readonly keepsSource: boolean;
    }
  /** IPVS under policy Local: the endpoint, on another node, answers with its own address, which the client never asked. */
  | { readonly kind: 'losesAnswer'; readonly endpoints: number }
  /** Nobody answers: the client waits until it times out. */
  | { readonly kind: 'drops' }
  /** The client learns at once that nobody listens. */
  | { readonly kind: 'refuses' }
  /** No rule takes it: it goes the way of any packet to this address. */
  | { readonly kind: 'passes' };

/** A service port as kube-proxy on one node keeps it. */
export interface ServedPort {
  readonly node: ClusterNode;
  readonly proxy: ProxyNode;
  readonly info: ServicePortInfo;
}

/** A port of a service on one node, in the first family of the service; undefined where kube-proxy has no rules for it. */
export function servedPort(
  cluster: Cluster,
  node: ClusterNode,
  service: ClusterService,
  port: ClusterServicePort,
): ServedPort | undefined {
  const family: IpFamily = service.clusterIPs[0]?.value.includes(':') === true ? 6 : 4;
  const proxy = proxyNodeOf(cluster, node, family);
  const info = portsOfService(service, proxy).find((known) => known.port === port);
  return info === undefined ? undefined : { node, proxy, info };
}

/** Of a connection from outside the cluster to the node port, or to an external or load balancer IP. */
export function fromOutside(served: ServedPort): Outcome {
  const { info, proxy } = served;
  const keepsLocal = info.externalPolicyLocal;
  if (proxy.settings.mode.value === 'ipvs') {
    const outcome = byIpvs(served, keepsLocal, keepsLocal);
    const isElsewhere = outcome.kind === 'delivers' && outcome.local === 0;
    return keepsLocal && isElsewhere ? { kind: 'losesAnswer', endpoints: outcome.endpoints } : outcome;
  }
  const usable = categorizeEndpoints(info, proxy);
  if (!usable.any) return { kind: 'refuses' };
  const found = toEndpoints(keepsLocal ? usable.local : usable.cluster, keepsLocal);
  return found ?? { kind: keepsLocal ? 'drops' : 'passes' };
}

/** Of a connection from a pod, or from the node itself, to the cluster IP. */
export function fromInside(served: ServedPort): Outcome {
  const { info, proxy } = served;
  const keepsLocal = info.internalPolicyLocal;
  const keepsSource = !proxy.masqueradeAll.value;
  if (proxy.settings.mode.value === 'ipvs') return byIpvs(served, keepsLocal, keepsSource);
  const usable = categorizeEndpoints(info, proxy);
  if (!usable.any) return { kind: 'refuses' };
  // Before 1.24 policy Local narrows the one list there is.
  const byPolicy = keepsLocal && proxy.behaviour.endpointChoice === 'categorized';
  const found = toEndpoints(byPolicy ? usable.local : usable.cluster, keepsSource);
  return found ?? { kind: byPolicy ? 'drops' : 'passes' };
}

/** A virtual server without real servers answers "port unreachable" (net/netfilter/ipvs/ip_vs_core.c: ip_vs_leave). */
function byIpvs({ info, proxy }: ServedPort, keepsLocal: boolean, keepsSource: boolean): Outcome {
  const { cluster, local } = realServersOf(info, proxy);
  const servers = keepsLocal ? local : cluster;
  const isServer = ({ ip, port }: ProxyEndpoint): boolean =>
    servers.some((server) => server.address === ip && server.port === port);
  const here = info.endpoints.filter((one) => one.local && isServer(one));
  return delivered(servers.length, here.length, keepsSource) ?? { kind: 'refuses' };
}

const toEndpoints = (endpoints: readonly ProxyEndpoint[], keepsSource: boolean): Outcome | undefined =>
  delivered(endpoints.length, endpoints.filter(({ local }) => local).length, keepsSource);

const delivered = (endpoints: number, local: number, keepsSource: boolean): Outcome | undefined =>
  endpoints === 0 ? undefined : { kind: 'delivers', endpoints, local, keepsSource };

/** On which addresses of a node its node ports are open, by mode and version. */
export interface OpenNodePorts {
  readonly addresses: readonly Ip[];
  /** Also on 127.0.0.1, for the node itself. */
  readonly loopback: boolean;
}

export function openNodePorts(cluster: Cluster, { node, proxy }: ServedPort): OpenNodePorts {
  const values = (facts: readonly { readonly value: Ip }[]): readonly Ip[] => facts.map(({ value }) => value);
  const { localAddresses, settings, family } = proxy;
  switch (settings.mode.value) {
    case 'ipvs':
      return { addresses: values(nodePortServers(proxy)), loopback: false };
    case 'nftables': {
      const { matchAll, addresses } = nftablesNodeOf(cluster, node, family).nodePortAddresses;
      const open = values(matchAll ? localAddresses : addresses);
      return { addresses: open.filter((ip) => !isLoopback(ip)), loopback: false };
    }
    case 'iptables': {
      const { matchAll, addresses } = proxy.nodePortAddresses;
      const open = hidesNodePort(proxy) ? [] : values(matchAll ? localAddresses : addresses);
      return { addresses: open.filter((ip) => !isLoopback(ip)), loopback: proxy.localhostNodePorts };
    }
  }
}
