import { emptyNodesFinding, nodesWithoutEndpoint } from '../nodes.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { isExternal, resolved } from '../services.ts';

/**
 * With externalTrafficPolicy Local, a node without an endpoint drops the traffic.
 *
 * `Local` keeps the source address by never sending a packet on to another node. A node that holds no endpoint of the
 * Service drops what arrives at its node port: the client sees a timeout. That is as it should be behind a load balancer
 * that asks the health check node port, or behind BGP, where only the nodes with endpoints announce the address; a client
 * that goes to a fixed node does not know.
 *
 * @source kubernetes pkg/proxy/iptables/proxier.go: syncProxyRules, "has no local endpoints"; kubernetes/kubernetes issue 66354
 * @cure Send traffic to the nodes that hold endpoints only, run an endpoint on every node (a DaemonSet), or use Cluster.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     externalTrafficPolicy: Local
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer
 *     labels:
 *       app: customer
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
 *     name: customer
 *   spec:
 *     type: NodePort
 *     externalTrafficPolicy: Local
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer
 *     labels:
 *       app: customer
 *   spec:
 *     nodeName: worker1
 *   ---
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: worker1
 */
export const serviceLocalDropsOnNodes: Rule = {
  id: 'service/local-drops-on-nodes',
  severity: 'info',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    const policy = service.externalTrafficPolicy;
    if (policy?.value !== 'Local' || !isExternal(service)) return;
    const known = resolved(cluster, service);
    const empty = known === undefined ? undefined : nodesWithoutEndpoint(cluster, known);
    if (empty === undefined || empty.names.length === 0) return;
    yield emptyNodesFinding(
      policy,
      empty,
      'Local never sends a packet on to another node; a client that goes there sees a timeout.',
    );
  }),
};
