import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { nameOf, namespaceOf, titleSpan } from '../../resources/meta.ts';
import type { Resource } from '../../resources/resource.ts';
import { forEveryKindInCluster, type Rule } from '../rule.ts';

/**
 * Two objects of one kind, namespace and name are one object.
 *
 * Applied one after the other, the second replaces the first. In one file that is a slip. In two files it is often meant, for
 * overlays or another cluster; then it is only said which one is shown here. A folder with a ClusterProfile of its own is
 * a cluster of its own.
 *
 * @source kubectl apply: objects are told by group, kind, namespace and name
 * @cure Rename one of them, or take it out. For two clusters in one workspace, put a ClusterProfile into the folder of each.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 443
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *     namespace: other
 *   spec:
 *     ports:
 *     - port: 443
 */
export const clusterDuplicateResource: Rule = {
  id: 'cluster/duplicate-resource',
  severity: 'warning',
  ...forEveryKindInCluster(function* (resource, cluster) {
    if (objectsOf(cluster).has(resource) || nameOf(resource) === '') return;
    const kept = keptObjects(cluster).get(identity(resource));
    if (kept === undefined) return;
    const sameFile = kept.section.uri === resource.section.uri;
    yield {
      span: titleSpan(resource),
      message: `Another ${resource.kind} ${nameOf(resource)} is shown in place of this one`,
      why: sameFile
        ? 'Both are one object: applied, the second replaces the first.'
        : 'Both are one object; in one cluster only one of them can be.',
      severity: sameFile ? 'warning' : 'hint',
      related: [{ span: titleSpan(kept), message: 'the one that is shown' }],
    };
  }),
};

const objectsOf = memoByKey(({ resources }: Cluster): ReadonlySet<Resource> => new Set(resources.all));

const keptObjects = memoByKey(
  ({ resources }: Cluster): ReadonlyMap<string, Resource> =>
    new Map(resources.all.map((resource) => [identity(resource), resource])),
);

const identity = (resource: Resource): string =>
  `${resource.kind} ${namespaceOf(resource)}/${nameOf(resource)}`;
