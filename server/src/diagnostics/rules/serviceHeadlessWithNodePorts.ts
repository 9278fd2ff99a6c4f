import { forKind, type Rule } from '../rule.ts';
import { isHeadless, typeOf } from '../services.ts';

/**
 * A NodePort or LoadBalancer Service needs a cluster IP.
 *
 * `clusterIP: None` makes a Service headless: kube-proxy writes no rule for it, so there is nothing that a node port or a
 * load balancer could lead to. The API server refuses the combination.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go: ValidateService, "may not be set to 'None' for NodePort services"
 * @cure Remove `clusterIP: None`, or use the type ClusterIP. For both, write two Services with one selector.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: database
 *   spec:
 *     type: NodePort
 *     clusterIP: None
 *     ports:
 *     - port: 2379
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: database
 *   spec:
 *     clusterIP: None
 *     ports:
 *     - port: 2379
 */
export const serviceHeadlessWithNodePorts: Rule = {
  id: 'service/headless-with-node-ports',
  severity: 'error',
  ...forKind(['Service'], function* (service) {
    const type = typeOf(service);
    if (!isHeadless(service) || (type !== 'NodePort' && type !== 'LoadBalancer')) return;
    const none = service.clusterIP?.value === 'None' ? service.clusterIP.entry : service.clusterIPs[0]?.span;
    if (none === undefined) return;
    yield {
      span: none,
      message: `clusterIP None on a ${type} service`,
      why: 'The API server refuses it: a headless service has no rules that a node port could lead to.',
    };
  }),
};
