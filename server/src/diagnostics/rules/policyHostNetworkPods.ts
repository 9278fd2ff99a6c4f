import { namespaceOf, titleSpan } from '../../resources/meta.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { podsMatching, shownSource } from '../workloads.ts';
import { listed } from '../words.ts';

/**
 * A pod on the host's network is out of reach of policies for pods.
 *
 * With `hostNetwork: true` a pod has no interface of its own: its packets are the node's. Policies that select such pods
 * do nothing for them, whichever network plugin enforces them.
 *
 * @source kubernetes website, Network Policies, "NetworkPolicy and hostNetwork pods"; projectcalico/calico issue 4667
 * @cure With Calico, write a GlobalNetworkPolicy for the host endpoints of the nodes.
 * @bad
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: exporter
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: exporter
 *   ---
 *   apiVersion: apps/v1
 *   kind: DaemonSet
 *   metadata:
 *     name: exporter
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: exporter
 *       spec:
 *         hostNetwork: true
 * @good
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: exporter
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: exporter
 *   ---
 *   apiVersion: apps/v1
 *   kind: DaemonSet
 *   metadata:
 *     name: exporter
 *   spec:
 *     template:
 *       metadata:
 *         labels:
 *           app: exporter
 */
export const policyHostNetworkPods: Rule = {
  id: 'policy/host-network-pods',
  severity: 'warning',
  ...forKindInCluster(['NetworkPolicy'], function* (policy, cluster) {
    const { podSelector } = policy;
    if (podSelector === undefined) return;
    const isForAll = podSelector.matchLabels.size + podSelector.matchExpressions.length === 0;
    const onHost = podsMatching(cluster, namespaceOf(policy), podSelector).filter(
      ({ spec }) => spec.hostNetwork?.value === true,
    );
    if (isForAll || onHost.length === 0) return;
    yield {
      span: titleSpan(policy),
      message: `This policy does nothing for ${listed(onHost.map(shownSource))}: hostNetwork`,
      why: 'Packets of a pod on the host network are the packets of the node, which no policy for pods sees.',
      related: onHost.flatMap(({ spec }) =>
        spec.hostNetwork === undefined ? [] : [{ span: spec.hostNetwork.entry, message: 'hostNetwork' }],
      ),
    };
  }),
};
