import { removeEntry } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';
import { isExternal, typeOf } from '../services.ts';

/**
 * A Service that nothing outside can reach has no external traffic policy.
 *
 * `externalTrafficPolicy` says what happens to packets from outside the cluster. A ClusterIP Service without external IPs
 * gets none, and the API server refuses the field, whatever its value. Calico announcing the cluster IP over BGP does not
 * change that.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go: validateServiceExternalTrafficPolicy, "may only be set for externally-accessible services"
 * @cure There are two ways to `Local`. Make the Service a NodePort or LoadBalancer Service: its cluster IP is then announced
 *   by the nodes that hold an endpoint. Or, where traffic to the cluster IP itself is meant, set `internalTrafficPolicy:
 *   Local`; it keeps packets on the node, but has no say in what is announced.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalTrafficPolicy: Local
 *     ports:
 *     - port: 80
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     externalTrafficPolicy: Local
 *     ports:
 *     - port: 80
 */
export const serviceExternalPolicyOnClusterIp: Rule = {
  id: 'service/external-policy-on-cluster-ip',
  severity: 'error',
  ...forKind(['Service'], function* (service) {
    const policy = service.externalTrafficPolicy;
    if (policy === undefined || isExternal(service)) return;
    // `Cluster` is what holds anyway, so taking it away changes nothing; for `Local` there are two cures.
    const edit = policy.value === 'Cluster' ? removeEntry(policy.entry) : undefined;
    yield {
      span: policy.entry,
      message: `externalTrafficPolicy: ${policy.value} on ${shownType(typeOf(service))}`,
      why:
        policy.value === 'Local'
          ? 'The API server refuses it. Either make this a NodePort or LoadBalancer service, whose cluster IP Calico then announces from the nodes with an endpoint, or say internalTrafficPolicy: Local.'
          : 'The API server refuses it: the field is only for NodePort and LoadBalancer services, or with externalIPs.',
      fix: edit && { title: 'Remove externalTrafficPolicy', edits: [edit] },
    };
  }),
};

const shownType = (type: string): string =>
  type === 'ExternalName' ? 'an ExternalName service' : 'a ClusterIP service';
