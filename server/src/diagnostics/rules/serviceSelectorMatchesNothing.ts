import type { Cluster } from '../../cluster/cluster.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { namespaceOf } from '../../resources/meta.ts';
import { firstLine } from '../edits.ts';
import { nearestLabel } from '../nearestLabel.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { resolved, typeOf } from '../services.ts';
import { isCarried, podAnywhere, podsIn, podsBehind, shownSource, type PodSource } from '../workloads.ts';

/**
 * A Service's selector should select something.
 *
 * A Service gets its endpoints from the pods of its own namespace that carry every label of its selector. One letter off,
 * and there are none: connections to the Service are refused, and nothing else in the cluster says why. Nothing is said
 * where the workspace holds EndpointSlices or Endpoints of the Service, or no workload at all.
 *
 * @source kubernetes pkg/controller/endpointslice: syncService; kubernetes/kubernetes issues 31805 and 47711 ask for this warning
 * @cure Use the labels of the pod template, not those of the Deployment itself, and the namespace of the pods.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     selector:
 *       app: custmoer
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: customer
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: customer
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: customer
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: customer
 */
export const serviceSelectorMatchesNothing: Rule = {
  id: 'service/selector-matches-nothing',
  severity: 'warning',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    const { selector } = service;
    const namespace = namespaceOf(service);
    if (selector.size === 0 || typeOf(service) === 'ExternalName') return;
    if (podsBehind(service, cluster).length > 0) return;
    if ((resolved(cluster, service)?.slices.length ?? 0) > 0) return;
    const here = podsIn(cluster, namespace);
    const elsewhere = podAnywhere(cluster, selector);
    if (elsewhere !== undefined) yield otherNamespace(service, elsewhere);
    else if (here.length > 0) yield noPod(service, here, cluster);
  }),
};

const why = 'The service has no endpoints, so connections to it are refused.';

function otherNamespace(service: Service, pod: PodSource): Finding {
  const { selectorAt, specAt, meta } = service;
  return {
    span: firstLine(selectorAt ?? specAt ?? meta.kindAt),
    message: `No pod of namespace ${namespaceOf(service)} is selected; ${shownSource(pod)} is in namespace ${pod.namespace}`,
    why: 'A service selects pods of its own namespace only, so this one has no endpoints.',
    related: [{ span: pod.resource.meta.kindAt, message: shownSource(pod) }],
  };
}

function noPod(service: Service, here: readonly PodSource[], cluster: Cluster): Finding {
  const { selector, selectorAt, meta } = service;
  const near = nearestLabel(selector, here);
  const unknown = [...selector].find(
    ([key, { value }]) => !isCarried(cluster, namespaceOf(service), key, value),
  );
  const what =
    unknown === undefined
      ? 'No pod has all these labels'
      : `No pod has the label ${unknown[0]}: ${unknown[1].value}`;
  return {
    span: unknown?.[1].entry ?? firstLine(selectorAt ?? meta.kindAt),
    message: near === undefined ? what : `${what}; the nearest is ${near.shown}`,
    why,
    fix: near?.fix,
    related: near === undefined ? [] : [{ span: near.at, message: 'the nearest label' }],
  };
}
