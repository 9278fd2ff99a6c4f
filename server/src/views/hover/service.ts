import type { Cluster, ClusterEndpoint, ClusterService, ClusterServicePort } from '../../cluster/cluster.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { servicesByResource } from '../inlayHints.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { portChains } from './chains.ts';
import type { PathAt } from './path.ts';

/** Consequences of a Service's fields, node by node where they differ. */
export function hoverService({ cluster }: ViewContext, resource: Service, path: PathAt): string | undefined {
  const service = servicesByResource(cluster).get(resource);
  if (service === undefined) return undefined;
  const [top, field, index, inPort] = path.keys;
  if (top === 'metadata') return field === 'name' ? nameHover(cluster, service) : undefined;
  if (top !== 'spec' || field === undefined) return undefined;
  if (field === 'ports') return portHover(cluster, service, resource, Number(index), inPort);
  return fieldHovers[field]?.(cluster, service);
}

type FieldHover = (cluster: Cluster, service: ClusterService) => string | undefined;

const fieldHovers: Readonly<Record<string, FieldHover>> = {
  selector: (_cluster, service) => selectorHover(service),
  externalTrafficPolicy: externalPolicyHover,
  internalTrafficPolicy: internalPolicyHover,
  type: typeHover,
  clusterIP: clusterIPHover,
  sessionAffinity: affinityHover,
  loadBalancerSourceRanges: sourceRangesHover,
};

const fullName = ({ namespace, name }: ClusterService): string => `${namespace}/${name}`;

function nameHover(cluster: Cluster, service: ClusterService): string {
  const addresses = service.clusterIPs.map(
    ({ value, because }) => `\`${value}\`${isSimulated(because) ? ' (simulated)' : ''}`,
  );
  return [
    `**Service ${fullName(service)}** is ${addresses.join(', ') || (service.headless ? 'headless: it has no rules' : 'a name only: it has no rules')}`,
    `DNS name \`${service.name}.${service.namespace}.svc.${cluster.clusterDomain.value}\``,
    endpointTable(service),
  ].join('\n\n');
}

function selectorHover(service: ClusterService): string {
  const endpoints = endpointsOf(service);
  if (endpoints.length === 0) {
    return 'Selects no pod, so there is no endpoint. kube-proxy refuses connections to the cluster IP (`REJECT`: connection refused).';
  }
  return `Selects ${count(endpoints.length, 'endpoint')}:\n\n${endpointTable(service)}`;
}

const endpointsOf = ({ slices }: ClusterService): readonly ClusterEndpoint[] =>
  slices.flatMap(({ endpoints }) => endpoints);

function endpointTable(service: ClusterService): string {
  const endpoints = endpointsOf(service);
  if (endpoints.length === 0) return 'No endpoints.';
  const rows = endpoints
    .slice(0, 10)
    .map(
      ({ nodeName, pod, address, ready }) =>
        `| ${nodeName ?? '?'} | ${pod ?? ''} | \`${address}\` | ${ready ? 'ready' : 'not ready'} |`,
    );
  const more = endpoints.length > 10 ? `\n\nand ${String(endpoints.length - 10)} more` : '';
  return `| node | pod | address | |\n|---|---|---|---|\n${rows.join('\n')}${more}`;
}

function localCounts(
  cluster: Cluster,
  service: ClusterService,
): readonly { readonly node: string; readonly local: number }[] {
  const endpoints = endpointsOf(service).filter(({ ready }) => ready);
  return cluster.nodes.map(({ name }) => ({
    node: name,
    local: endpoints.filter(({ nodeName }) => nodeName === name).length,
  }));
}

function externalPolicyHover(cluster: Cluster, service: ClusterService): string {
  const local = service.externalTrafficPolicy.value === 'Local';
  const rows = localCounts(cluster, service).map(({ node, local: own }) => {
    if (!local) return `| ${node} | accepts, sends to any endpoint | ${node}'s address |`;
    return own > 0
      ? `| ${node} | accepts, sends to ${count(own, 'local endpoint')} | the client's address |`
      : `| ${node} | drops: no local endpoint (timeout) | |`;
  });
  const meaning = local
    ? 'External traffic stays on the node it came to, and pods see the client. Nodes without a ready endpoint drop it.'
    : 'Any node takes external traffic and may pass it on; it masquerades, so pods see the node instead of the client.';
  return `${meaning}\n\n| node | external traffic | the pod sees |\n|---|---|---|\n${rows.join('\n')}`;
}

function internalPolicyHover(cluster: Cluster, service: ClusterService): string {
  if (service.internalTrafficPolicy.value !== 'Local')
    return 'Pods on any node reach every endpoint through the cluster IP.';
  const without = localCounts(cluster, service)
    .filter(({ local }) => local === 0)
    .map(({ node }) => node);
  const dropped =
    without.length === 0
      ? 'Every node has one.'
      : `On ${listed(without)} there is none: packets to the cluster IP are dropped (timeout).`;
  return `Traffic to the cluster IP stays on the node it starts from. ${dropped}`;
}

function typeHover(_cluster: Cluster, service: ClusterService): string {
  switch (service.type) {
    case 'ClusterIP':
      return 'Reached by its cluster IP, from pods and nodes, and from outside only where the address is announced.';
    case 'NodePort':
      return `Reached by its cluster IP, and on every node by ${nodePorts(service)}.`;
    case 'LoadBalancer':
      return `Reached by its cluster IP, on every node by ${nodePorts(service)}, and by its load balancer's address.`;
    case 'ExternalName':
      return 'A DNS alias only: kube-proxy writes no rules for it.';
  }
}

const nodePorts = ({ ports }: ClusterService): string => {
  const written = ports.flatMap(({ nodePort, protocol }) =>
    nodePort === undefined ? [] : [`\`${String(nodePort.value)}/${protocol}\``],
  );
  return written.length === 0 ? 'no node port' : listed(written);
};

function clusterIPHover(_cluster: Cluster, service: ClusterService): string | undefined {
  const [first] = service.clusterIPs;
  if (first === undefined)
    return 'Headless: no address and no rules; its DNS name answers with the endpoints.';
  return `kube-proxy on every node translates \`${first.value}\` to an endpoint. Nothing answers at this address itself, so it cannot be pinged in iptables mode.`;
}

function affinityHover(_cluster: Cluster, { sessionAffinitySeconds }: ClusterService): string {
  return sessionAffinitySeconds === undefined
    ? 'Each connection may go to another endpoint.'
    : `Connections of one client address go to one endpoint until it is silent for ${String(sessionAffinitySeconds.value)} seconds. In iptables mode each port remembers by itself. Clients behind one masquerading node count as one.`;
}

function sourceRangesHover(_cluster: Cluster, service: ClusterService): string {
  return `Only these sources reach the load balancer's address; others are dropped.${service.ports.some(({ nodePort }) => nodePort !== undefined) ? ' **The node port stays open to everybody.**' : ''}`;
}

function portHover(
  cluster: Cluster,
  service: ClusterService,
  resource: Service,
  index: number,
  field: string | undefined,
): string | undefined {
  const written = resource.ports[index];
  const port = service.ports.find(({ because }) =>
    because.some((cause) => cause.kind === 'manifest' && cause.span.start === written?.at.start),
  );
  if (port === undefined) return undefined;
  if (field === 'nodePort') return nodePortHover(cluster, service, port);
  if (field === 'targetPort') return targetPortHover(service, port);
  const endpoints = count(endpointsOf(service).length, 'endpoint');
  return `\`${String(port.port)}/${port.protocol}\` of the cluster IP goes to ${endpoints}.\n\n${portChains(cluster, service, port)}`;
}

function nodePortHover(
  cluster: Cluster,
  service: ClusterService,
  port: ClusterServicePort,
): string | undefined {
  if (port.nodePort === undefined) return undefined;
  const opened = cluster.nodes.flatMap(({ addresses }) =>
    addresses.map(({ value }) => `\`${value}:${String(port.nodePort?.value)}\``),
  );
  return `Opens ${listed(opened, 6)} for ${port.protocol}.\n\n${portChains(cluster, service, port)}\n\n${externalPolicyHover(cluster, service)}`;
}

function targetPortHover(service: ClusterService, port: ClusterServicePort): string {
  const resolved = service.slices.flatMap(({ ports, endpoints }) =>
    ports
      .filter(({ name }) => name === port.name)
      .map((known) => `- \`${String(known.port)}\` on ${count(endpoints.length, 'pod')}`),
  );
  return `Where the pods listen: packets to port ${String(port.port)} arrive at\n\n${resolved.join('\n') || '- nothing: no selected pod has this port'}`;
}
