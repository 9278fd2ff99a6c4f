import type { Cluster, ClusterNode, ClusterService, ClusterServicePort } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { familyOf, parseIp, type IpFamily } from '../net/ip.ts';
import type { TraceEnd, TraceEnds } from '../protocol/requests.ts';
import { endpoint } from '../trace/packet.ts';
import type { Point, ViewContext } from './viewContext.ts';

export interface TraceTarget {
  readonly from: string;
  readonly to: string;
}

/** Of a large cluster, node ports are offered on this many nodes only; any address may be typed. */
const mostNodes = 8;

/** Where a packet may start and where it may go, the likeliest first. */
export const traceEnds = (context: ViewContext | undefined): TraceEnds =>
  context === undefined ? { from: [], to: [] } : endsOf(context.cluster);

const endsOf = memoByKey((cluster: Cluster): TraceEnds => ({
  from: [...hostEnds(cluster), ...podEnds(cluster)],
  to: [...cluster.services.flatMap((service) => serviceEnds(cluster, service)), ...podPortEnds(cluster)],
}));

function hostEnds({ externalHosts, nodes }: Cluster): readonly TraceEnd[] {
  const outside = externalHosts.map(({ name, interfaces }) => ({
    name,
    detail: `outside the cluster, ${interfaces[0]?.addresses[0]?.ip ?? 'no address'}`,
  }));
  const inside = nodes.map(({ name, addresses }) => ({
    name,
    detail: `node, ${addresses[0]?.value ?? 'no address'}`,
  }));
  return [...outside, ...inside].map(({ name, detail }) => ({ label: name, value: name, detail }));
}

const podEnds = ({ pods }: Cluster): readonly TraceEnd[] =>
  pods.map(({ namespace, name, node, ips }) => ({
    label: `${namespace}/${name}`,
    value: `${namespace}/${name}`,
    detail: `pod on ${node?.value ?? 'no node'}, ${ips[0]?.value ?? 'no address'}`,
  }));

function serviceEnds(cluster: Cluster, service: ClusterService): readonly TraceEnd[] {
  const name = `${service.namespace}/${service.name}`;
  return service.ports.flatMap((port) => {
    const ofPort = port.name === '' ? name : `${name}:${port.name}`;
    const at = (address: string, number: number, what: string): TraceEnd => ({
      label: withProtocol(address, number, port),
      value: withProtocol(address, number, port),
      detail: `${what} of ${ofPort}`,
    });
    const { nodePort } = port;
    return [
      ...(nodePort === undefined ? [] : nodePortEnds(cluster, nodePort.value, at)),
      ...service.clusterIPs.map(({ value }) => at(value, port.port, 'cluster IP')),
      ...service.externalIPs.map(({ value }) => at(value, port.port, 'external IP')),
      ...service.loadBalancerIngress.map(({ ip }) => at(ip.value, port.port, 'load balancer')),
    ];
  });
}

const nodePortEnds = (
  { nodes }: Cluster,
  nodePort: number,
  at: (address: string, port: number, what: string) => TraceEnd,
): readonly TraceEnd[] =>
  [...nodes]
    .sort(schedulableFirst)
    .slice(0, mostNodes)
    .flatMap(({ name, addresses }) =>
      addresses.map(({ value }) => at(value, nodePort, `node port on ${name}`)),
    );

const schedulableFirst = (a: ClusterNode, b: ClusterNode): number =>
  Number(b.schedulable) - Number(a.schedulable);

const podPortEnds = ({ pods }: Cluster): readonly TraceEnd[] =>
  pods.flatMap(({ namespace, name, ips, ports }) =>
    ips.slice(0, 1).flatMap(({ value }) =>
      ports.map((port) => ({
        label: withProtocol(value, port.port, port),
        value: withProtocol(value, port.port, port),
        detail: `pod ${namespace}/${name}`,
      })),
    ),
  );

const withProtocol = (
  address: string,
  port: number,
  { protocol }: Pick<ClusterServicePort, 'protocol'>,
): string => {
  const ip = parseIp(address);
  return `${ip === undefined ? `${address}:${String(port)}` : endpoint(ip, port)}/${protocol}`;
};

/** From the first machine outside to the service as outsiders reach it: a node port on the first worker, else its cluster IP. */
export function traceTargetOf(cluster: Cluster, service: ClusterService): TraceTarget | undefined {
  const from = cluster.externalHosts[0]?.name ?? cluster.nodes[0]?.name;
  const [port] = service.ports;
  const [clusterIP] = service.clusterIPs;
  if (from === undefined || port === undefined || clusterIP === undefined) return undefined;
  const node = firstWorkerAddress(cluster, clusterIP.value);
  if (port.nodePort === undefined || node === undefined)
    return { from, to: withProtocol(clusterIP.value, port.port, port) };
  return { from, to: withProtocol(node, port.nodePort.value, port) };
}

function firstWorkerAddress({ nodes }: Cluster, clusterIP: string): string | undefined {
  const ip = parseIp(clusterIP);
  const family: IpFamily = ip === undefined ? 4 : familyOf(ip);
  const worker = nodes.find(({ schedulable }) => schedulable) ?? nodes[0];
  return worker?.addresses.find(({ value }) => familyOf(value) === family)?.value;
}

/** Where a trace from outside goes for the object at a point: the service itself, or the one in front of a workload or pod. */
export function traceTargetAt({ cluster }: ViewContext, { section, offset }: Point): TraceTarget | undefined {
  const here = cluster.resources.all.find(
    ({ section: own, span }) => own === section && span.start <= offset && offset <= span.end,
  );
  if (here === undefined) return undefined;
  if (here.kind === 'BGPConfiguration') return firstTarget(cluster, cluster.services);
  const own = cluster.services.filter(({ resource }) => resource === here);
  if (own.length > 0) return firstTarget(cluster, own);
  const pods = cluster.pods.filter(({ resource }) => resource === here);
  const names = new Set(pods.map(({ namespace, name }) => `${namespace}/${name}`));
  const inFront = cluster.services.filter(({ slices }) =>
    slices.some(({ endpoints }) => endpoints.some(({ pod }) => pod !== undefined && names.has(pod))),
  );
  return firstTarget(cluster, inFront);
}

function firstTarget(cluster: Cluster, services: readonly ClusterService[]): TraceTarget | undefined {
  for (const service of services) {
    const target = traceTargetOf(cluster, service);
    if (target !== undefined) return target;
  }
  return undefined;
}
