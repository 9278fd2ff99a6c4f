import type { Cluster, ClusterService } from '../../../cluster/cluster.ts';
import { nftablesBehaviourOf } from '../../../dataplane/kubeProxy/nftables/versions.ts';
import { shownVersion } from '../../../cluster/kubernetesVersion.ts';
import { behaviourOf, nearestKnown } from '../../../dataplane/kubeProxy/versions.ts';
import { announcements } from '../../../dataplane/routing/announcements.ts';
import { prefixLengthOf, networkOf } from '../../../net/cidr.ts';
import { isSimulated } from '../../../origin/origin.ts';
import { code, plain } from '../../links.ts';
import { ownersOf } from '../../owners.ts';
import { listed } from '../../words.ts';
import { isOn, type AskedService, type ServiceHover } from './serviceHover.ts';
import { parseIp } from '../../../net/ip.ts';

export const addressHovers: Readonly<Record<string, ServiceHover>> = {
  'spec.type': type,
  'spec.clusterIP': clusterIP,
  'spec.clusterIPs': clusterIP,
  'spec.externalIPs': externalIPs,
  'spec.loadBalancerIP': loadBalancerIP,
  'spec.loadBalancerSourceRanges': sourceRanges,
  'spec.allocateLoadBalancerNodePorts': allocatedNodePorts,
  'status.loadBalancer.ingress.ip': ingress,
  'status.loadBalancer.ingress.ipMode': ingressMode,
};

function type({ service }: AskedService): string {
  const byCluster =
    'Reached by its cluster IP from pods and nodes, and from outside where that address is announced.';
  switch (service.type) {
    case 'ClusterIP':
      return service.headless
        ? 'Headless: no address and no rules; its DNS name answers with the endpoints.'
        : byCluster;
    case 'NodePort':
      return `${byCluster} Also by ${nodePorts(service)} of every node.`;
    case 'LoadBalancer': {
      const [first] = service.loadBalancerIngress;
      const balancer =
        first === undefined
          ? 'The load balancer’s address is not known: no status says it.'
          : `Also by the load balancer’s address ${shown(first.ip)}, which kube-proxy on every node takes for its own.`;
      return `${byCluster} Also by ${nodePorts(service)} of every node. ${balancer}`;
    }
    case 'ExternalName':
      return 'Only a name in DNS: kube-proxy has no rules for it.';
  }
}

const shown = ({ value, because }: ClusterService['clusterIPs'][number]): string =>
  `${code(value)}${isSimulated(because) ? ' (simulated)' : ''}`;

function nodePorts({ ports }: ClusterService): string {
  const written = ports.flatMap(({ nodePort, protocol }) =>
    nodePort === undefined
      ? []
      : [
          `${code(`${String(nodePort.value)}/${protocol}`)}${isSimulated(nodePort.because) ? ' (simulated)' : ''}`,
        ],
  );
  return written.length === 0 ? 'no node port' : `node port ${listed(written)}`;
}

/** What else answers at the address, which is where the modes differ. */
function clusterIP({ context: { cluster }, service }: AskedService): string {
  const [first] = service.clusterIPs;
  if (first === undefined)
    return 'Headless: no address and no rules; its DNS name answers with the endpoints.';
  const address = listed(service.clusterIPs.map(shown));
  return [
    `Every node translates ${address} to an endpoint. ${unusedPorts(cluster)}`,
    ...announced(
      cluster,
      service.clusterIPs.map(({ value }) => value),
    ),
  ].join('\n\n');
}

function unusedPorts({ kubeProxy, version }: Cluster): string {
  switch (kubeProxy.mode.value) {
    case 'iptables':
      return 'Nothing has the address itself: ping is not answered, and packets to other ports are routed like any others.';
    case 'ipvs':
      return `It is bound to ${code('kube-ipvs0')} of every node, so the node answers ping to it.`;
    case 'nftables':
      return nftablesBehaviourOf(nearestKnown(version.value)).checksClusterIPs
        ? 'Nothing has the address itself: ping and other ports are rejected.'
        : 'Nothing has the address itself: ping is not answered, and packets to other ports are routed like any others.';
  }
}

/** Who tells the outside the way to these addresses; nothing where the cluster has no BGP settings of services. */
function announced(cluster: Cluster, addresses: readonly string[]): readonly string[] {
  const ips = new Set(addresses.flatMap((address) => parseIp(address) ?? []));
  const isHost = (prefix: Parameters<typeof prefixLengthOf>[0]): boolean =>
    prefixLengthOf(prefix) === (prefix.includes(':') ? 128 : 32);
  const all = cluster.nodes.flatMap(({ name }) =>
    announcements(cluster, name)
      .filter(({ reason }) => reason.kind === 'serviceRange' || reason.kind === 'serviceAddress')
      .map(({ prefix }) => ({ name, prefix })),
  );
  const own = all.filter(({ prefix }) => isHost(prefix) && ips.has(networkOf(prefix)));
  return own.length === 0
    ? []
    : [`Announced by ${listed([...new Set(own.map(({ name }) => plain(name)))])}.`];
}

function externalIPs({ context: { cluster }, service, path }: AskedService): string {
  const asked = path.scalar?.value;
  const addresses = service.externalIPs
    .map(({ value }) => value)
    .filter((value) => typeof asked !== 'string' || path.onKey || value === asked);
  const clashes = addresses.flatMap((address) => {
    const ip = parseIp(address);
    const owners = ip === undefined ? [] : ownersOf(cluster, ip).filter(({ what }) => what === 'node');
    return owners.map(
      ({ name }) =>
        `${code(address)} is the address of node ${plain(name)}: on the ports of this Service, every node takes its traffic away.`,
    );
  });
  const announcers = announced(cluster, addresses);
  return [
    `Every node takes packets to ${listed(addresses.map(code)) || 'these addresses'} on the Service’s ports. Bringing them to a node is up to the network.`,
    ...(announcers.length === 0 ? ['No node announces them by BGP.'] : announcers),
    ...clashes,
  ].join('\n\n');
}

function loadBalancerIP({ service }: AskedService): string {
  const [first] = service.loadBalancerIngress;
  const given =
    first !== undefined && isSimulated(first.ip.because)
      ? 'No status says which one was given, so the address asked for is taken (simulated).'
      : first === undefined
        ? 'Without effect: the Service is no LoadBalancer.'
        : `Given was ${code(first.ip.value)}.`;
  return `Asks the load balancer for this address; not every one listens (deprecated since 1.24). ${given}`;
}

function sourceRanges({ context: { cluster }, service }: AskedService): string {
  const nodePort = service.ports.find(({ nodePort: port }) => port !== undefined)?.nodePort;
  const opensAll = behaviourOf(cluster.version.value).zeroSourceRangeOpens;
  const hasZero = service.loadBalancerSourceRanges.some(({ value }) => /\/0\s*$/.test(value));
  const effect =
    service.loadBalancerIngress.length === 0
      ? 'Without effect as long as the load balancer has no address.'
      : hasZero && opensAll
        ? 'A range of length 0 lets everybody in.'
        : 'On every node, only these sources reach the load balancer’s address; others are dropped (timeout).';
  const open =
    nodePort === undefined
      ? ''
      : ` **Node port ${String(nodePort.value)} and the cluster IP stay open to everybody.**`;
  return `${effect}${open}`;
}

function allocatedNodePorts({ service }: AskedService): string {
  return service.resource.allocateLoadBalancerNodePorts?.value === false
    ? 'The Service gets no node ports but those that are written: for load balancers that send to the pods, or to the address itself.'
    : `The Service gets a node port for each of its ports: ${nodePorts(service)}.`;
}

function ingress({ context: { cluster }, service, path }: AskedService): string | undefined {
  const found = service.loadBalancerIngress.find(({ ip }) => ip.value === path.scalar?.value);
  if (found === undefined) return undefined;
  const takes =
    found.ipMode === 'Proxy' && isOn(cluster, 'LoadBalancerIPMode')
      ? 'The nodes do not take it (ipMode Proxy): all traffic goes through the load balancer, that of pods too.'
      : 'Every node takes it for its own, so pods never go out to the load balancer.';
  return [takes, ...announced(cluster, [found.ip.value])].join('\n\n');
}

function ingressMode({ context: { cluster }, service }: AskedService): string {
  if (!isOn(cluster, 'LoadBalancerIPMode'))
    return `Without effect in Kubernetes ${shownVersion(cluster.version.value)}: every node takes the address for its own.`;
  return service.loadBalancerIngress.some(({ ipMode }) => ipMode === 'Proxy')
    ? 'Proxy: the load balancer itself chooses the destination, so kube-proxy leaves its address alone, and pods go out to it.'
    : 'VIP: packets arrive with the load balancer’s address as destination, so every node takes it for its own.';
}
