import { inRange } from '../../net/port.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { nodePortsOf } from '../services.ts';

/**
 * A node port must lie in the cluster's range of node ports.
 *
 * The API server hands out node ports from one range, 30000-32767 unless it was started with another
 * `--service-node-port-range`, and refuses a Service that asks for a port outside it. A health check node port comes from
 * the same range.
 *
 * @source kubernetes pkg/registry/core/service/portallocator: Allocate, "provided port is not in the valid range"
 * @cure Take a port from the range, or leave the field out and let the API server choose. If the cluster has another
 *   range, say so: `nodePortRange` in the ClusterProfile, or `service-node-port-range` in kubeadm's ClusterConfiguration.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 8080
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 30180
 */
export const serviceNodePortRange: Rule = {
  id: 'service/node-port-range',
  severity: 'error',
  ...forKindInCluster(['Service'], function* (service, { nodePortRange }) {
    const { value: range, because } = nodePortRange;
    const shown = `${String(range.from)}-${String(range.to)}`;
    const [cause] = because;
    for (const { at, field } of nodePortsOf(service)) {
      if (inRange(range, at.value)) continue;
      yield {
        span: at.span,
        message: `${field} ${String(at.value)} is outside the cluster's range ${shown}`,
        why: `The API server refuses the Service; ${
          cause.kind === 'manifest' ? 'the range is written in this workspace' : 'this is the default range'
        }.`,
        related: cause.kind === 'manifest' ? [{ span: cause.span, message: 'the range of node ports' }] : [],
      };
    }
  }),
};
