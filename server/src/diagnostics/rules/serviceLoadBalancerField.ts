import { firstLine, removeEntry } from '../edits.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { typeOf } from '../services.ts';
import type { Span } from '../../text/span.ts';

/**
 * Some fields are for LoadBalancer Services only.
 *
 * `loadBalancerSourceRanges`, `loadBalancerClass` and `allocateLoadBalancerNodePorts` need `type: LoadBalancer`;
 * `healthCheckNodePort` needs `externalTrafficPolicy: Local` besides. The API server refuses them anywhere else.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go: ValidateService, validateLoadBalancerClassField, validateServiceExternalTrafficPolicy
 * @cure Set `type: LoadBalancer`, or remove the field. To close node ports to some sources, use a Calico
 *   GlobalNetworkPolicy with `preDNAT: true`.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     allocateLoadBalancerNodePorts: false
 *     ports:
 *     - port: 80
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: LoadBalancer
 *     allocateLoadBalancerNodePorts: false
 *     ports:
 *     - port: 80
 */
export const serviceLoadBalancerField: Rule = {
  id: 'service/load-balancer-field',
  severity: 'error',
  ...forKind(['Service'], function* (service) {
    const type = typeOf(service);
    if (type !== 'LoadBalancer') {
      const [range] = service.loadBalancerSourceRanges;
      yield* misplaced(type, 'loadBalancerSourceRanges', range?.span);
      yield* misplaced(type, 'loadBalancerClass', service.loadBalancerClass?.entry, true);
      yield* misplaced(
        type,
        'allocateLoadBalancerNodePorts',
        service.allocateLoadBalancerNodePorts?.entry,
        true,
      );
    }
    yield* healthCheck(service);
  }),
};

function* misplaced(
  type: string,
  field: string,
  at: Span | undefined,
  removable = false,
): Generator<Finding> {
  if (at === undefined) return;
  const edit = removable ? removeEntry(at) : undefined;
  yield {
    span: firstLine(at),
    message: `${field} on a ${type} service`,
    why: 'The API server refuses it: the field may only be used when type is LoadBalancer.',
    fix: edit && { title: `Remove ${field}`, edits: [edit] },
  };
}

function* healthCheck(service: Service): Generator<Finding> {
  const { healthCheckNodePort, externalTrafficPolicy } = service;
  if (healthCheckNodePort === undefined || healthCheckNodePort.value === 0) return;
  if (typeOf(service) === 'LoadBalancer' && externalTrafficPolicy?.value === 'Local') return;
  const edit = removeEntry(healthCheckNodePort.entry);
  yield {
    span: healthCheckNodePort.entry,
    message: 'healthCheckNodePort without type LoadBalancer and externalTrafficPolicy Local',
    why: 'The API server refuses it: only load balancers of Local services ask which nodes hold an endpoint.',
    fix: edit && { title: 'Remove healthCheckNodePort', edits: [edit] },
  };
}
