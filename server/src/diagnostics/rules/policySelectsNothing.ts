import { namespaceOf, titleSpan } from '../../resources/meta.ts';
import { nearestLabel } from '../nearestLabel.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { podsIn, podsMatching } from '../workloads.ts';

/**
 * A NetworkPolicy should select something.
 *
 * It is for the pods of its own namespace that its `podSelector` matches. One that matches none protects nothing, and
 * nothing says so. Nothing is said here where the workspace holds no workload of that namespace.
 *
 * @source kubernetes staging/src/k8s.io/api/networking/v1/types.go: NetworkPolicySpec.PodSelector; projectcalico/calico issue 1683
 * @cure Use the labels of the pod template, and the namespace of the pods. An empty podSelector selects all of them.
 * @bad
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: database
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: databse
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: database
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: database
 * @good
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: database
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: database
 *   ---
 *   apiVersion: apps/v1
 *   kind: Deployment
 *   metadata:
 *     name: database
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: database
 */
export const policySelectsNothing: Rule = {
  id: 'policy/selects-nothing',
  severity: 'warning',
  ...forKindInCluster(['NetworkPolicy'], function* (policy, cluster) {
    const here = podsIn(cluster, namespaceOf(policy));
    const { podSelector } = policy;
    if (
      podSelector === undefined ||
      here.length === 0 ||
      podsMatching(cluster, namespaceOf(policy), podSelector).length > 0
    )
      return;
    const near =
      podSelector.matchExpressions.length === 0 ? nearestLabel(podSelector.matchLabels, here) : undefined;
    const [first] = podSelector.matchLabels.values();
    yield {
      span: near === undefined ? titleSpan(policy) : (first?.entry ?? titleSpan(policy)),
      message:
        near === undefined
          ? 'This policy selects no pod of the workspace'
          : `This policy selects no pod; the nearest label is ${near.shown}`,
      why: 'A policy that selects nothing protects nothing.',
      // Without a near miss the pods may simply be somewhere else.
      severity: near === undefined ? 'info' : 'warning',
      fix: near?.fix,
      related: near === undefined ? [] : [{ span: near.at, message: 'the nearest label' }],
    };
  }),
};
