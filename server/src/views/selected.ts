import type { Cluster, ClusterPod } from '../cluster/cluster.ts';
import { selectedHostEndpoints } from '../diagnostics/hostEndpoints.ts';
import { selectorOf } from '../diagnostics/selectors.ts';
import { memoByKey } from '../memo/memo.ts';
import type { HostEndpoint } from '../resources/calico/hostEndpoint.ts';
import type { CalicoPolicy } from '../resources/calico/policy.ts';
import type { NetworkPolicy } from '../resources/k8s/networkPolicy.ts';
import type { Resource } from '../resources/resource.ts';
import { policiesOnPod } from '../trace/policies.ts';

export type Policy = CalicoPolicy | NetworkPolicy;

export const isPolicy = (resource: Resource): resource is Policy =>
  resource.kind === 'GlobalNetworkPolicy' ||
  resource.kind === 'CalicoNetworkPolicy' ||
  resource.kind === 'NetworkPolicy';

/** The endpoints that a policy governs, in Calico's sense of the word: pods, and interfaces of hosts. */
export interface SelectedEndpoints {
  readonly pods: readonly ClusterPod[];
  readonly hosts: readonly HostEndpoint[];
  /** A service-account selector narrows this further; labels of service accounts are not read. */
  readonly atMost: boolean;
}

/** Undefined where one of its selectors cannot be read. Pods on the host network are no endpoints of their own. */
export const selectedEndpoints = memoByKey(
  (policy: Policy, cluster: Cluster): SelectedEndpoints | undefined => {
    if (!isReadable(policy)) return undefined;
    const selector =
      policy.kind === 'NetworkPolicy' ? undefined : policy.serviceAccountSelector?.value.trim();
    return {
      pods: cluster.pods.filter((pod) => !pod.hostNetwork && policiesOnPod(pod, cluster).includes(policy)),
      hosts: policy.kind === 'GlobalNetworkPolicy' ? [...(selectedHostEndpoints(policy, cluster) ?? [])] : [],
      atMost: selector !== undefined && selector !== '',
    };
  },
);

const isReadable = (policy: Policy): boolean =>
  policy.kind === 'NetworkPolicy' ||
  [policy.selector, policy.namespaceSelector, policy.serviceAccountSelector].every(
    (written) => selectorOf(written) !== undefined,
  );
