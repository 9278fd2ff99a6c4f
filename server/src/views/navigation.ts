import type { Cluster } from '../cluster/cluster.ts';
import { podsBehind } from '../diagnostics/workloads.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Service } from '../resources/k8s/service.ts';
import { nameOf, namespaceOf, titleSpan } from '../resources/meta.ts';
import type { Resource } from '../resources/resource.ts';
import type { Place } from '../text/span.ts';
import { isPolicy, selectedEndpoints } from './selected.ts';
import type { Point, ViewContext } from './viewContext.ts';

/**
 * What the object at a point stands on: of a service the workloads, pods and slices that give it its endpoints, of a
 * policy the pods and host endpoints that it selects, of a host endpoint its node.
 */
export const definitionsAt = (context: ViewContext, at: Point): readonly Place[] =>
  placesOf(
    context,
    resourcesAt(context.cluster, at).flatMap((resource) => standsOn(context.cluster, resource)),
  );

/** The objects that have to do with the one at a point: those that stand on it, and those it stands on. */
export const referencesAt = (context: ViewContext, at: Point): readonly Place[] => {
  const { cluster } = context;
  const here = resourcesAt(cluster, at);
  return placesOf(context, [
    ...here.flatMap((resource) => servicesOn(cluster, resource)),
    ...here.flatMap((resource) => policiesOn(cluster, resource)),
    ...here.flatMap((resource) => standsOn(cluster, resource)),
  ]);
};

const resourcesAt = ({ resources }: Cluster, { section, offset }: Point): readonly Resource[] =>
  resources.all.filter(
    ({ section: own, span }) => own === section && span.start <= offset && offset <= span.end,
  );

function standsOn(cluster: Cluster, resource: Resource): readonly Resource[] {
  if (resource.kind === 'Service') return serviceIndex(cluster).backing.get(resource) ?? [];
  if (isPolicy(resource)) return policyIndex(cluster).selected.get(resource) ?? [];
  if (resource.kind === 'HostEndpoint' || resource.kind === 'BGPPeer')
    return cluster.resources.ofKind('Node').filter((node) => nameOf(node) === resource.node?.value);
  return [];
}

/** The services that a pod, a workload or a slice gives endpoints to. */
export const servicesOn = (cluster: Cluster, resource: Resource): readonly Service[] =>
  serviceIndex(cluster).users.get(resource) ?? [];

/** The policies that select a pod, the pods of a workload, or a host endpoint. */
export const policiesOn = (cluster: Cluster, resource: Resource): readonly Resource[] =>
  policyIndex(cluster).policies.get(resource) ?? [];

interface ServiceIndex {
  readonly backing: ReadonlyMap<Resource, readonly Resource[]>;
  readonly users: ReadonlyMap<Resource, readonly Service[]>;
}

const serviceIndex = memoByKey((cluster: Cluster): ServiceIndex => {
  const slices = slicesByService(cluster);
  const backing = new Map<Resource, readonly Resource[]>();
  const users = new Map<Resource, Service[]>();
  for (const service of cluster.resources.ofKind('Service')) {
    // A name for something else has no endpoints, whatever its selector says.
    if (service.type?.value === 'ExternalName') continue;
    const behind = [
      ...podsBehind(service, cluster).map(({ resource }) => resource),
      ...(slices.get(`${namespaceOf(service)}/${nameOf(service)}`) ?? []),
    ];
    backing.set(service, behind);
    for (const resource of behind) add(users, resource, service);
  }
  return { backing, users };
});

/** EndpointSlices by the label that names their service, Endpoints by their own name. */
function slicesByService({ resources }: Cluster): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const slice of resources.ofKind('EndpointSlice')) {
    const name = slice.meta.labels.get('kubernetes.io/service-name')?.value;
    if (name !== undefined) add(found, `${namespaceOf(slice)}/${name}`, slice);
  }
  for (const endpoints of resources.ofKind('Endpoints'))
    add(found, `${namespaceOf(endpoints)}/${nameOf(endpoints)}`, endpoints);
  return found;
}

interface PolicyIndex {
  readonly selected: ReadonlyMap<Resource, readonly Resource[]>;
  readonly policies: ReadonlyMap<Resource, readonly Resource[]>;
}

const policyIndex = memoByKey((cluster: Cluster): PolicyIndex => {
  const selected = new Map<Resource, readonly Resource[]>();
  const policies = new Map<Resource, Resource[]>();
  for (const policy of cluster.resources.all.filter(isPolicy)) {
    const { pods = [], hosts = [] } = selectedEndpoints(policy, cluster) ?? {};
    const resources = [...new Set([...pods.map(({ resource }) => resource), ...hosts])];
    selected.set(policy, resources);
    for (const resource of resources) add(policies, resource, policy);
  }
  return { selected, policies };
});

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const placesOf = ({ locate }: ViewContext, resources: readonly Resource[]): readonly Place[] =>
  [...new Set(resources)].flatMap((resource) => locate(titleSpan(resource)) ?? []);
