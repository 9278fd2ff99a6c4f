import type { Cluster, ClusterNode, ExternalHost } from '../../server/src/cluster/cluster.ts';
import { hostName, type HostRef } from '../../server/src/dataplane/routing/host.ts';
import type { Route } from '../../server/src/dataplane/routing/route.ts';
import { deriveRoutes } from '../../server/src/dataplane/routing/routes.ts';
import { networkOf, prefixLengthOf } from '../../server/src/net/cidr.ts';
import { familyOf } from '../../server/src/net/ip.ts';
import { shell } from './shell.ts';

/** The machines and pods of a cluster as network namespaces, on one link, with the routes that we derive. */
export interface Topology {
  readonly cluster: Cluster;
  readonly hosts: readonly HostRef[];
  readonly namespaceOf: (name: string) => string;
  readonly remove: () => void;
}

/** Makes the namespaces of a cluster (IPv4): a fabric with a bridge, machines on it, pods behind their nodes. */
export function makeTopology(cluster: Cluster, prefix: string): Topology {
  const hosts: readonly HostRef[] = [
    ...cluster.externalHosts.map((host): HostRef => ({ kind: 'external', host })),
    ...cluster.nodes.map((node): HostRef => ({ kind: 'node', node })),
    ...cluster.pods
      .filter(({ hostNetwork, node, ips }) => !hostNetwork && node !== undefined && ips.length > 0)
      .map((pod): HostRef => ({ kind: 'pod', pod })),
  ];
  const names = new Map(hosts.map((host, i) => [hostName(host), `${prefix}-${String(i)}`]));
  const namespaceOf = (name: string): string => {
    const namespace = names.get(name);
    if (namespace === undefined) throw new Error(`the lab has no ${name}`);
    return namespace;
  };
  const fabric = `${prefix}-fabric`;
  const topology: Topology = {
    cluster,
    hosts,
    namespaceOf,
    remove: () => {
      shell([fabric, ...names.values()].map((name) => `ip netns del ${name}`).join('\n'));
    },
  };
  shell(
    [...fabricLines(cluster, fabric), ...hosts.flatMap((host) => hostLines(topology, host, fabric))].join(
      '\n',
    ),
  );
  shell(hosts.flatMap((host) => routeLines(topology, host)).join('\n'));
  return topology;
}

function fabricLines({ nodes, externalHosts }: Cluster, fabric: string): readonly string[] {
  const gateways = new Set(
    [...nodes, ...externalHosts].flatMap(({ gateway }) => (gateway === undefined ? [] : [gateway.value])),
  );
  return [
    `ip netns add ${fabric}`,
    `ip netns exec ${fabric} sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || true`,
    `ip -n ${fabric} link add br0 type bridge stp_state 0 forward_delay 0`,
    `ip -n ${fabric} link set br0 up`,
    ...[...gateways].map((gateway) => `ip -n ${fabric} addr add ${gateway}/24 dev br0`),
  ];
}

function hostLines(topology: Topology, host: HostRef, fabric: string): readonly string[] {
  const namespace = topology.namespaceOf(hostName(host));
  const made = [`ip netns add ${namespace}`, `ip -n ${namespace} link set lo up`];
  if (host.kind === 'pod') return [...made, ...podLinkLines(topology, host, namespace)];
  const machine = host.kind === 'node' ? host.node : host.host;
  return [...made, ...linkLines(machine, namespace, fabric), ...sysctlLines(namespace)];
}

const linkLines = (
  { interfaces }: ClusterNode | ExternalHost,
  namespace: string,
  fabric: string,
): readonly string[] =>
  interfaces
    .filter(({ name }) => name !== 'lo')
    .flatMap(({ name, addresses }, i) => [
      `ip -n ${fabric} link add ${namespace}-${String(i)} type veth peer name ${name} netns ${namespace}`,
      `ip -n ${fabric} link set ${namespace}-${String(i)} master br0 up`,
      `ip -n ${namespace} link set ${name} up`,
      ...addresses
        .filter(({ ip }) => familyOf(ip) === 4)
        .map(
          ({ ip, subnet }) =>
            `ip -n ${namespace} addr add ${ip}/${String(prefixLengthOf(subnet))} dev ${name}`,
        ),
    ]);

/** What Calico and kube-proxy set on nodes, and what makes answers come at once. */
const sysctlLines = (namespace: string): readonly string[] => [
  `ip netns exec ${namespace} sysctl -qw ${[
    'net.ipv4.ip_forward=1',
    'net.ipv4.conf.all.rp_filter=0',
    'net.ipv4.conf.default.rp_filter=0',
    'net.ipv4.fib_multipath_hash_policy=1',
    'net.ipv4.icmp_ratelimit=0',
  ].join(' ')}`,
];

/** A pod's link to its node, made as Calico's plugin does (cni-plugin/pkg/dataplane/linux). */
function podLinkLines(
  { cluster, namespaceOf }: Topology,
  host: Extract<HostRef, { kind: 'pod' }>,
  namespace: string,
): readonly string[] {
  const { pod } = host;
  const nodeName = pod.node?.value ?? '';
  const node = cluster.nodes.find(({ name }) => name === nodeName);
  const [address] = pod.ips.filter(({ value }) => familyOf(value) === 4);
  if (node === undefined || address === undefined) throw new Error(`${hostName(host)} has no place`);
  const route = deriveRoutes(cluster, { kind: 'node', node }, 4).find(
    ({ destination }) => destination === `${address.value}/32`,
  );
  const device = route?.nextHops[0]?.device;
  if (device === undefined) throw new Error(`${nodeName} has no route to ${hostName(host)}`);
  const onNode = namespaceOf(nodeName);
  return [
    `ip -n ${onNode} link add ${device} address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns ${namespace}`,
    `ip netns exec ${onNode} sysctl -qw net.ipv4.conf.${device}.proxy_arp=1 net.ipv4.neigh.${device}.proxy_delay=0`,
    `ip -n ${onNode} link set ${device} up`,
    `ip -n ${namespace} link set eth0 up`,
    `ip -n ${namespace} addr add ${address.value}/32 dev eth0`,
  ];
}

/** What the kernel does not make by itself, links first. */
function routeLines({ cluster, namespaceOf }: Topology, host: HostRef): readonly string[] {
  const namespace = namespaceOf(hostName(host));
  const routes = deriveRoutes(cluster, host, 4).filter(({ protocol }) => protocol !== 'kernel');
  const linksFirst = [...routes].sort((a, b) => Number(b.scope === 'link') - Number(a.scope === 'link'));
  return linksFirst.map((route) => `ip -n ${namespace} route replace ${routeArguments(route)}`);
}

function routeArguments({ kind, destination, nextHops, protocol, scope, metric }: Route): string {
  const hops = nextHops.map(({ via, device }) => `${via === undefined ? '' : `via ${via} `}dev ${device}`);
  return [
    ...(kind === 'blackhole' ? ['blackhole'] : []),
    prefixLengthOf(destination) === 32 ? networkOf(destination) : destination,
    ...(hops.length > 1 ? [] : hops),
    ...(protocol === undefined ? [] : ['proto', protocol]),
    ...(scope === 'link' ? ['scope', 'link'] : []),
    ...(metric === undefined ? [] : ['metric', String(metric)]),
    ...(hops.length > 1 ? hops.map((hop) => `nexthop ${hop} weight 1`) : []),
  ].join(' ');
}
