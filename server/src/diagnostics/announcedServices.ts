import { bgpNodes } from '../cluster/calico/bgpNodes.ts';
import type { Cluster, ClusterService } from '../cluster/cluster.ts';
import { advertisedServices, type ServiceRoutes } from '../dataplane/routing/serviceRoutes.ts';
import { memoByKey } from '../memo/memo.ts';
import { isSimulated } from '../origin/origin.ts';
import { areNodesKnown } from './poolDemand.ts';

const byService = memoByKey(
  (cluster: Cluster): ReadonlyMap<ClusterService, ServiceRoutes> =>
    new Map(advertisedServices(cluster).map((routes) => [routes.service, routes])),
);

/** What is announced of a service address by address; undefined where nothing is. */
export const routesOf = (cluster: Cluster, service: ClusterService): ServiceRoutes | undefined =>
  byService(cluster).get(service);

/** Nodes that announce no address of a Service; undefined where not every node is known. */
export const excludedNodes = memoByKey((cluster: Cluster): ReadonlySet<string> | undefined =>
  areNodesKnown(cluster)
    ? new Set(
        bgpNodes(cluster).flatMap(({ name, excludedFromServices }) =>
          excludedFromServices === undefined ? [] : [name],
        ),
      )
    : undefined,
);

const floatingPods = memoByKey(
  ({ pods }: Cluster): ReadonlySet<string> =>
    new Set(
      pods.flatMap(({ namespace, name, node }) =>
        node !== undefined && isSimulated(node.because) ? [`${namespace}/${name}`] : [],
      ),
    ),
);

/** Whether somebody wrote down where the endpoints are: a slice, or the pods themselves. */
export const areEndpointsPlaced = (cluster: Cluster, { slices }: ClusterService): boolean =>
  slices.every(({ source, endpoints }) =>
    endpoints.every(
      ({ nodeName, pod }) =>
        nodeName !== undefined &&
        (source !== 'selector' || pod === undefined || !floatingPods(cluster).has(pod)),
    ),
  );
