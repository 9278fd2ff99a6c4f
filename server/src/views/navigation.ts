import type { ClusterService } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { titleSpan } from '../resources/meta.ts';
import type { Resource } from '../resources/resource.ts';
import type { Place } from '../text/span.ts';
import type { Point, ViewContext } from './viewContext.ts';

/** The objects behind the one at a point: of a service, the workloads, pods or slices that give it its endpoints. */
export const definitionsAt = (context: ViewContext, at: Point): readonly Place[] =>
  placesOf(context, related(context.cluster, at).backing);

/** The objects that lean on the one at a point: of a workload or pod, the services that select it. */
export const referencesAt = (context: ViewContext, at: Point): readonly Place[] => {
  const { backing, users } = related(context.cluster, at);
  return placesOf(context, [...users, ...backing]);
};

function related(
  cluster: Cluster,
  { section, offset }: Point,
): { readonly backing: readonly Resource[]; readonly users: readonly Resource[] } {
  const index = backingIndex(cluster);
  const here = cluster.resources.all.filter(
    ({ section: own, span }) => own === section && span.start <= offset && offset <= span.end,
  );
  return {
    backing: here.flatMap((resource) => index.backing.get(resource) ?? []),
    users: here.flatMap((resource) => index.users.get(resource) ?? []),
  };
}

interface BackingIndex {
  readonly backing: ReadonlyMap<Resource, readonly Resource[]>;
  readonly users: ReadonlyMap<Resource, readonly Resource[]>;
}

const backingIndex = memoByKey((cluster: Cluster): BackingIndex => {
  const pods = new Map(cluster.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod.resource]));
  const backing = new Map<Resource, readonly Resource[]>();
  const users = new Map<Resource, Resource[]>();
  for (const service of cluster.services) {
    const behind = [...new Set(resourcesBehind(service, pods))];
    backing.set(service.resource, behind);
    for (const resource of behind) {
      const list = users.get(resource);
      if (list === undefined) users.set(resource, [service.resource]);
      else list.push(service.resource);
    }
  }
  return { backing, users };
});

const resourcesBehind = (service: ClusterService, pods: ReadonlyMap<string, Resource>): readonly Resource[] =>
  service.slices.flatMap(({ endpoints }) =>
    endpoints.flatMap(({ pod }) => (pod === undefined ? [] : (pods.get(pod) ?? []))),
  );

const placesOf = ({ locate }: ViewContext, resources: readonly Resource[]): readonly Place[] =>
  [...new Set(resources)].flatMap((resource) => locate(titleSpan(resource)) ?? []);
