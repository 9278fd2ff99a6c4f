import type { Cluster } from '../../cluster/cluster.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { nodePortsOf, nodePortUses, serviceId, type NodePortUse } from '../services.ts';

/**
 * Two Services cannot have one node port.
 *
 * Node ports are given out once in a cluster, whatever the protocol: the API server refuses the second Service. Only
 * within one Service may a TCP and a UDP port share the number.
 *
 * @source kubernetes pkg/registry/core/service/storage/alloc.go: updateNodePorts, "provided port is already allocated"
 * @cure Give one of the Services another node port, or leave the field out and let the API server choose.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 30180
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: summary
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 30180
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: dns
 *   spec:
 *     type: NodePort
 *     ports:
 *     - name: dns
 *       protocol: UDP
 *       port: 53
 *       nodePort: 30053
 *     - name: dns-tcp
 *       protocol: TCP
 *       port: 53
 *       nodePort: 30053
 */
export const serviceNodePortConflict: Rule = {
  id: 'service/node-port-conflict',
  severity: 'error',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    for (const use of nodePortsOf(service)) {
      const others = othersOf(use, cluster);
      const [first] = others;
      if (first === undefined) continue;
      yield {
        span: use.at.span,
        message: `Node port ${String(use.at.value)} is also asked for by ${serviceId(first.service)}`,
        why: 'A node port is given out once, whatever the protocol: the API server refuses the second Service.',
        related: others.map(({ at, service: other, field }) => ({
          span: at.span,
          message: `${field} of ${serviceId(other)}`,
        })),
      };
    }
  }),
};

const othersOf = ({ at, service }: NodePortUse, cluster: Cluster): readonly NodePortUse[] =>
  (nodePortUses(cluster).get(at.value) ?? []).filter(
    (other) => other.service !== service && serviceId(other.service) !== serviceId(service),
  );
