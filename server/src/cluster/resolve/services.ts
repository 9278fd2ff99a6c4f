import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { PortRange } from '../../net/port.ts';
import { changedPart, unchangedEnds, withChangedPart } from '../../memo/edit.ts';
import { memoByKey } from '../../memo/memo.ts';
import { assumed, byDefault, fact, merge, written, type Fact, type Origin } from '../../origin/origin.ts';
import type { Endpoints, EndpointSlice } from '../../resources/k8s/endpoints.ts';
import type { Service, ServicePort, TrafficPolicy } from '../../resources/k8s/service.ts';
import { nameOf, namespaceOf, titleSpan } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type {
  ClusterEndpointSlice,
  ClusterPod,
  ClusterService,
  ClusterServicePort,
  ResourceIndex,
} from '../cluster.ts';
import { fromEndpoints, fromEndpointSlice, fromSelector } from './endpoints.ts';
import { protocolOf } from './pods.ts';
import { allocate, availableFamilies, wantsOf, type Allocated, type Wants } from './serviceAllocation.ts';
import { backingOf, type Backing } from './serviceBacking.ts';
import { isAddress, isHeadless, typeOf, writtenClusterIPs } from './serviceFields.ts';

/** Services with their addresses, ports and endpoints. By namespace and name. */
export function resolveServices(
  resources: ResourceIndex,
  pods: readonly ClusterPod[],
  serviceCIDRs: readonly Fact<Cidr>[],
  nodePortRange: Fact<PortRange>,
): readonly ClusterService[] {
  const { from, to } = nodePortRange.value;
  const resolve = resolverOf(
    pods,
    resources.ofKind('EndpointSlice'),
    resources.ofKind('Endpoints'),
    serviceCIDRs.map(({ value }) => value).join(','),
    from,
    to,
  );
  return resolve(resources.ofKind('Service'));
}

/** The objects of one state and what became of each; undefined of one that has no name yet. */
interface Resolved {
  readonly objects: readonly Service[];
  readonly wants: readonly Wants[];
  readonly allocated: readonly Allocated[];
  readonly each: readonly (ClusterService | undefined)[];
  readonly services: readonly ClusterService[];
}

const nothing: Resolved = { objects: [], wants: [], allocated: [], each: [], services: [] };

/** Starts from what it resolved last: an edit of some services leaves all others as they are. */
const resolverOf = memoByKey(
  (
    pods: readonly ClusterPod[],
    slices: readonly EndpointSlice[],
    endpoints: readonly Endpoints[],
    serviceCIDRs: string,
    from: number,
    to: number,
  ) => {
    const ranges = serviceCIDRs.split(',') as Cidr[];
    const available = availableFamilies(ranges);
    const backing = backingOf(slices, endpoints, pods);
    const resolve = (service: Service, given: Allocated | undefined): ClusterService | undefined =>
      given === undefined || nameOf(service) === ''
        ? undefined
        : resolveService(service, given.clusterIPs, given.nodePorts, given.families, ...backing(service));
    let last = nothing;
    return (objects: readonly Service[]): readonly ClusterService[] => {
      const ends = unchangedEnds(last.objects, objects);
      if (ends.head === last.objects.length && ends.head === objects.length) return last.services;
      const changed = changedPart(objects, ends);
      const wanted = changed.map((service) => wantsOf(service, available));
      const isSame = sameWants(changedPart(last.wants, ends), wanted);
      const wants = withChangedPart(last.wants, ends, wanted);
      const allocated = isSame ? last.allocated : allocate(wants, ranges, { from, to });
      const each = isSame
        ? withChangedPart(
            last.each,
            ends,
            changed.map((service, i) => resolve(service, allocated[ends.head + i])),
          )
        : objects.map((service, i) => resolve(service, allocated[i]));
      last = { objects, wants, allocated, each, services: each.filter((service) => service !== undefined) };
      return last.services;
    };
  },
);

/** Then all get the same as before. */
const sameWants = (before: readonly Wants[], after: readonly Wants[]): boolean =>
  before.length === after.length && before.every(({ text }, i) => text === after[i]?.text);

/** The same service with the same simulated values and the same endpoints behind it stays the same object. */
const resolveService = memoByKey(
  (
    service: Service,
    simulatedIPs: string,
    simulatedPorts: string,
    families: string,
    ...backing: Backing
  ): ClusterService => {
    const type = typeOf(service);
    const nodePorts = simulatedPorts.split(',').map(Number);
    return {
      namespace: namespaceOf(service),
      name: nameOf(service),
      resource: service,
      because: written(titleSpan(service)),
      type,
      headless: isHeadless(service),
      clusterIPs: type === 'ExternalName' ? [] : clusterIPsOf(service, simulatedIPs),
      ports: service.ports.flatMap((port, i) => resolvePort(service, port, nodePorts[i] ?? 0)),
      externalIPs: service.externalIPs.filter(isAddress).map(said),
      loadBalancerIngress: type === 'LoadBalancer' ? ingressOf(service) : [],
      loadBalancerSourceRanges: sourceRangesOf(service),
      ...policiesOf(service),
      sessionAffinitySeconds: affinityOf(service),
      healthCheckNodePort: healthCheckOf(service, nodePorts.at(-1) ?? 0),
      labels: plain(service.meta.labels),
      annotations: plain(service.meta.annotations),
      trafficDistribution: service.trafficDistribution?.value,
      slices: slicesOf(service, families, backing),
    };
  },
);

const said = <T>({ value, span }: Located<T>): Fact<T> => fact(value, written(span));

const plain = (map: ReadonlyMap<string, Located<string>>): ReadonlyMap<string, string> =>
  new Map([...map].map(([key, { value }]) => [key, value]));

function clusterIPsOf(service: Service, simulated: string): readonly Fact<string>[] {
  const known = writtenClusterIPs(service).map(said);
  if (known.length > 0 || simulated === '') return known;
  const because = merge(
    assumed(`nobody says the cluster IP of ${namespaceOf(service)}/${nameOf(service)}`),
    written(titleSpan(service)),
  );
  return simulated.split(',').map((ip) => fact(ip, because));
}

function resolvePort(service: Service, port: ServicePort, simulated: number): readonly ClusterServicePort[] {
  if (port.port === undefined) return [];
  const because = written(port.at, 'this port');
  return [
    {
      name: port.name?.value ?? '',
      protocol: protocolOf(port.protocol),
      port: port.port.value,
      nodePort: nodePortOf(service, port, simulated, because),
      targetPort: port.targetPort?.value ?? port.port.value,
      because,
    },
  ];
}

function nodePortOf(
  service: Service,
  { nodePort }: ServicePort,
  simulated: number,
  because: Origin,
): Fact<number> | undefined {
  const type = typeOf(service);
  if (nodePort !== undefined)
    return type === 'NodePort' || type === 'LoadBalancer' ? said(nodePort) : undefined;
  if (simulated === 0) return undefined;
  return fact(
    simulated,
    merge(assumed(`nobody says the node port of ${namespaceOf(service)}/${nameOf(service)}`), because),
  );
}

function ingressOf(service: Service): ClusterService['loadBalancerIngress'] {
  const assigned = service.ingress.flatMap(({ ip, ipMode }) =>
    ip === undefined ? [] : [{ ip: said(ip), ipMode: ipMode?.value }],
  );
  const { loadBalancerIP } = service;
  if (assigned.length > 0 || loadBalancerIP === undefined || loadBalancerIP.value === '') return assigned;
  const because = merge(
    written(loadBalancerIP.span),
    assumed('the load balancer gives the address that is asked for'),
  );
  return [{ ip: fact(loadBalancerIP.value, because), ipMode: undefined }];
}

/** `spec.loadBalancerSourceRanges`, else the deprecated annotation (pkg/api/v1/service/util.go: GetLoadBalancerSourceRanges). */
function sourceRangesOf(service: Service): readonly Fact<string>[] {
  if (service.loadBalancerSourceRanges.length > 0) return service.loadBalancerSourceRanges.map(said);
  const annotation = service.meta.annotations.get('service.beta.kubernetes.io/load-balancer-source-ranges');
  if (annotation === undefined || annotation.value.trim() === '') return [];
  return annotation.value.split(',').map((range) => fact(range, written(annotation.span)));
}

/** Only traffic from outside has an external policy (pkg/api/v1/service/util.go: ExternallyAccessible). */
function policiesOf(service: Service): {
  readonly externalTrafficPolicy: Fact<TrafficPolicy>;
  readonly internalTrafficPolicy: Fact<TrafficPolicy>;
} {
  const { externalTrafficPolicy, internalTrafficPolicy } = service;
  const external = typeOf(service) !== 'ClusterIP' || service.externalIPs.length > 0;
  return {
    externalTrafficPolicy:
      external && externalTrafficPolicy !== undefined
        ? said(externalTrafficPolicy)
        : fact('Cluster', byDefault('externalTrafficPolicy', 'Cluster')),
    internalTrafficPolicy:
      internalTrafficPolicy === undefined
        ? fact('Cluster', byDefault('internalTrafficPolicy', 'Cluster'))
        : said(internalTrafficPolicy),
  };
}

/** Three hours by default (api/core/v1 DefaultClientIPServiceAffinitySeconds). */
function affinityOf({ sessionAffinity, sessionAffinitySeconds }: Service): Fact<number> | undefined {
  if (sessionAffinity?.value !== 'ClientIP') return undefined;
  return sessionAffinitySeconds === undefined
    ? fact(
        10800,
        merge(
          written(sessionAffinity.span),
          byDefault('sessionAffinityConfig.clientIP.timeoutSeconds', '10800'),
        ),
      )
    : said(sessionAffinitySeconds);
}

function healthCheckOf(service: Service, simulated: number): Fact<number> | undefined {
  const { healthCheckNodePort } = service;
  if (typeOf(service) !== 'LoadBalancer' || service.externalTrafficPolicy?.value !== 'Local')
    return undefined;
  if (healthCheckNodePort !== undefined) return said(healthCheckNodePort);
  return simulated === 0
    ? undefined
    : fact(simulated, assumed(`nobody says the health check node port of ${nameOf(service)}`));
}

function slicesOf(service: Service, families: string, backing: Backing): readonly ClusterEndpointSlice[] {
  const pods: ClusterPod[] = [];
  const slices: ClusterEndpointSlice[] = [];
  for (const source of backing) {
    if (!('kind' in source)) pods.push(source);
    else if (source.kind === 'Endpoints') slices.push(...fromEndpoints(source));
    else slices.push(...[fromEndpointSlice(source)].flatMap((slice) => slice ?? []));
  }
  if (pods.length === 0) return slices;
  return fromSelector(
    service,
    pods,
    families.split(',').map((family): IpFamily => (family === '6' ? 6 : 4)),
  );
}
