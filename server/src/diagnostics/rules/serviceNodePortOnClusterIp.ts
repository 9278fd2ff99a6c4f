import { addFirstField, replaceValue } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';
import { typeOf } from '../services.ts';

/**
 * A ClusterIP Service has no node ports.
 *
 * `nodePort` belongs to the types NodePort and LoadBalancer. On a ClusterIP Service, which is what a Service without
 * `type` is, the API server refuses the field.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go: ValidateService, "may not be used when `type` is 'ClusterIP'"
 * @cure Set `type: NodePort` if the port is wanted, else remove `nodePort`.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 *       nodePort: 30180
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
export const serviceNodePortOnClusterIp: Rule = {
  id: 'service/node-port-on-cluster-ip',
  severity: 'error',
  ...forKind(['Service'], function* (service) {
    const { type, specAt } = service;
    if (typeOf(service) !== 'ClusterIP') return;
    const edit =
      type === undefined
        ? specAt && addFirstField(specAt, 'type', 'NodePort')
        : replaceValue(type, 'NodePort');
    for (const { nodePort } of service.ports) {
      if (nodePort === undefined) continue;
      yield {
        span: nodePort.entry,
        message: 'nodePort on a ClusterIP service',
        why: 'The API server refuses it: only the types NodePort and LoadBalancer have node ports.',
        fix: edit && { title: 'Set type: NodePort', edits: [edit] },
      };
    }
  }),
};
