import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { CalicoNode } from '../resources/calico/node.ts';
import type { Node } from '../resources/k8s/node.ts';
import { nameOf } from '../resources/meta.ts';
import type { Located } from '../yaml/located.ts';

export const clusterIdAnnotation = 'projectcalico.org/RouteReflectorClusterID';

/** Where a node's object says that it is a route reflector. */
export function clusterIdOf(resource: Node | CalicoNode): Located<string> | undefined {
  const said =
    resource.kind === 'CalicoNode'
      ? resource.routeReflectorClusterID
      : resource.meta.annotations.get(clusterIdAnnotation);
  return said === undefined || said.value === '' ? undefined : said;
}

/** The names of all route reflectors. */
export const reflectors = memoByKey(
  ({ resources }: Cluster): ReadonlySet<string> =>
    new Set(
      [...resources.ofKind('Node'), ...resources.ofKind('CalicoNode')].flatMap((resource) =>
        clusterIdOf(resource) === undefined ? [] : [nameOf(resource)],
      ),
    ),
);
