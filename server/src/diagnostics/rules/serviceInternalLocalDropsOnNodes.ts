import { emptyNodesFinding, nodesWithoutEndpoint } from '../nodes.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { resolved, typeOf } from '../services.ts';

/**
 * With internalTrafficPolicy Local, a pod on a node without an endpoint reaches nobody.
 *
 * `Local` sends a packet to the Service's cluster IP only to endpoints on the node it comes from. Callers on a node that
 * holds none wait until they give up. It fits what runs on every node, such as a DaemonSet.
 *
 * @source kubernetes pkg/proxy/iptables/proxier.go: syncProxyRules, "has no local endpoints"; kubernetes/kubernetes issue 121371
 * @cure Run an endpoint on every node that has callers, or use Cluster. `trafficDistribution` prefers near endpoints
 *   without dropping anything.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: cache
 *   spec:
 *     internalTrafficPolicy: Local
 *     selector:
 *       app: cache
 *     ports:
 *     - port: 6379
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: cache
 *     labels:
 *       app: cache
 *   spec:
 *     nodeName: worker1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker2
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: cache
 *   spec:
 *     internalTrafficPolicy: Local
 *     selector:
 *       app: cache
 *     ports:
 *     - port: 6379
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: cache
 *     labels:
 *       app: cache
 *   spec:
 *     nodeName: worker1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 */
export const serviceInternalLocalDropsOnNodes: Rule = {
  id: 'service/internal-local-drops-on-nodes',
  severity: 'info',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    const policy = service.internalTrafficPolicy;
    if (policy?.value !== 'Local' || typeOf(service) === 'ExternalName') return;
    const known = resolved(cluster, service);
    const empty = known === undefined || known.headless ? undefined : nodesWithoutEndpoint(cluster, known);
    if (empty === undefined || empty.names.length === 0) return;
    yield emptyNodesFinding(
      policy,
      empty,
      'Packets to the cluster IP stay on the node they come from; callers there see a timeout.',
    );
  }),
};
