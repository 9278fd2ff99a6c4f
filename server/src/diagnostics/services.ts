import type { Cluster, ClusterService } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Service, ServiceType } from '../resources/k8s/service.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { Located } from '../yaml/located.ts';
import { add, podsBehind } from './workloads.ts';

/** `namespace/name`, which tells services apart; two files may well hold the same one. */
export const serviceId = (service: Service): string => `${namespaceOf(service)}/${nameOf(service)}`;

export const typeOf = (service: Service): ServiceType => service.type?.value ?? 'ClusterIP';

export const isHeadless = (service: Service): boolean =>
  service.clusterIP?.value === 'None' || service.clusterIPs[0]?.value === 'None';

/** Reachable from outside, as pkg/api/service/util.go: ExternallyAccessible says. */
export const isExternal = (service: Service): boolean =>
  typeOf(service) === 'NodePort' ||
  typeOf(service) === 'LoadBalancer' ||
  (typeOf(service) === 'ClusterIP' && service.externalIPs.length > 0);

const byResource = memoByKey(
  (cluster: Cluster): ReadonlyMap<Service, ClusterService> =>
    new Map(cluster.services.map((service) => [service.resource, service])),
);

/** The resolved service of a manifest; undefined for one that another of the same name stands before. */
export const resolved = (cluster: Cluster, service: Service): ClusterService | undefined =>
  byResource(cluster).get(service);

export const hasNodePorts = (service: Service): boolean =>
  typeOf(service) === 'NodePort' || typeOf(service) === 'LoadBalancer';

/** A number that a service takes from the range of node ports. */
export interface NodePortUse {
  readonly service: Service;
  readonly at: Located<number>;
  readonly protocol: string;
  readonly field: 'nodePort' | 'healthCheckNodePort';
}

export const nodePortsOf = memoByKey((service: Service): readonly NodePortUse[] => {
  const uses: NodePortUse[] = [];
  if (!hasNodePorts(service)) return uses;
  for (const { nodePort, protocol } of service.ports)
    if (nodePort !== undefined)
      uses.push({ service, at: nodePort, protocol: protocol?.value ?? 'TCP', field: 'nodePort' });
  const { healthCheckNodePort } = service;
  if (healthCheckNodePort !== undefined && service.externalTrafficPolicy?.value === 'Local')
    uses.push({ service, at: healthCheckNodePort, protocol: 'TCP', field: 'healthCheckNodePort' });
  return uses;
});

/** Every node port that a manifest asks for. */
export const nodePortUses = memoByKey((cluster: Cluster): ReadonlyMap<number, readonly NodePortUse[]> => {
  const uses = new Map<number, NodePortUse[]>();
  for (const service of cluster.resources.ofKind('Service'))
    for (const use of nodePortsOf(service)) add(uses, use.at.value, use);
  return uses;
});

/** A port of a service with what a packet's destination port is before and after DNAT. */
export interface PortMapping {
  readonly service: Service;
  readonly protocol: string;
  readonly port: number;
  /** Written in the manifest; a simulated one is not told. */
  readonly nodePort: number | undefined;
  readonly hasNodePort: boolean;
  /** A named target port is looked up in the pods; several pods may say several numbers. */
  readonly targetPorts: readonly number[];
}

/** Every port of every service. */
export const portMappings = memoByKey((cluster: Cluster): readonly PortMapping[] =>
  cluster.resources.ofKind('Service').flatMap((service) => mappingsOf(cluster, service)),
);

export function mappingsOf(cluster: Cluster, service: Service): readonly PortMapping[] {
  const hasNodePort = hasNodePorts(service);
  return service.ports.flatMap((entry): readonly PortMapping[] => {
    if (entry.port === undefined) return [];
    const target = entry.targetPort?.value ?? entry.port.value;
    return [
      {
        service,
        protocol: entry.protocol?.value ?? 'TCP',
        port: entry.port.value,
        nodePort: hasNodePort ? entry.nodePort?.value : undefined,
        hasNodePort,
        targetPorts: typeof target === 'number' ? [target] : namedPorts(cluster, service, target),
      },
    ];
  });
}

function namedPorts(cluster: Cluster, service: Service, name: string): readonly number[] {
  const numbers = podsBehind(service, cluster).flatMap(({ spec }) =>
    spec.ports.flatMap((port) => (port.name?.value === name ? (port.containerPort?.value ?? []) : [])),
  );
  return [...new Set(numbers)];
}

/** The mappings whose written node port this is. */
export const mappingsByNodePort = memoByKey(
  (cluster: Cluster): ReadonlyMap<number, readonly PortMapping[]> => {
    const found = new Map<number, PortMapping[]>();
    for (const mapping of portMappings(cluster))
      if (mapping.nodePort !== undefined) add(found, mapping.nodePort, mapping);
    return found;
  },
);
