import type { Cluster, ClusterNode, ClusterPod } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { CalicoNetworkPolicy, GlobalNetworkPolicy } from '../resources/calico/policy.ts';
import type { HostEndpoint } from '../resources/calico/hostEndpoint.ts';
import { matchesLabels } from '../resources/k8s/labelSelector.ts';
import { nameOf, namespaceOf } from '../resources/meta.ts';
import type { NetworkPolicy } from '../resources/k8s/networkPolicy.ts';
import { matchesSelector, type Labels } from '../resources/selector/match.ts';
import { parseSelector } from '../resources/selector/parse.ts';
import type { Located } from '../yaml/located.ts';

type Policy = GlobalNetworkPolicy | CalicoNetworkPolicy | NetworkPolicy;

/** The policies that select a pod. One whose selector cannot be read is among them: it may. */
export const policiesOnPod = memoByKey((pod: ClusterPod, cluster: Cluster): readonly Policy[] => {
  const labels = calicoLabels(cluster, pod);
  const { resources } = cluster;
  return [
    ...resources.ofKind('GlobalNetworkPolicy').filter((policy) => globalSelectsPod(policy, labels)),
    ...resources
      .ofKind('CalicoNetworkPolicy')
      .filter((policy) => namespaceOf(policy) === pod.namespace && selects(policy.selector, labels)),
    ...resources
      .ofKind('NetworkPolicy')
      .filter((policy) => namespaceOf(policy) === pod.namespace && podSelected(policy, pod)),
  ];
});

/** Policies before DNAT and without tracking are for host endpoints only (felix/calc/event_sequencer.go: tierInfoToProtoTierInfo). */
const globalSelectsPod = (policy: GlobalNetworkPolicy, labels: Labels): boolean =>
  policy.preDNAT?.value !== true &&
  policy.doNotTrack?.value !== true &&
  selects(policy.selector, labels) &&
  selects(policy.namespaceSelector, namespaceLabels(labels));

const podSelected = ({ podSelector }: NetworkPolicy, { labels }: ClusterPod): boolean =>
  podSelector === undefined || matchesLabels(podSelector, (key) => labels.get(key));

function selects(selector: Located<string> | undefined, labels: Labels): boolean {
  if (selector === undefined) return true;
  const parsed = parseSelector(selector.value);
  return !('selector' in parsed) || matchesSelector(parsed.selector, labels);
}

const namespacePrefix = 'pcns.';

/** A pod's labels as Calico keeps them (libcalico-go/lib/backend/k8s/conversion): its namespace's stand beside its own. */
export function calicoLabels(
  { resources }: Cluster,
  { namespace, labels, serviceAccount }: ClusterPod,
): Labels {
  const object = resources.ofKind('Namespace').find((each) => nameOf(each) === namespace);
  const ofNamespace = [...(object?.meta.labels ?? [])].map(
    ([key, { value }]) => [namespacePrefix + key, value] as const,
  );
  return new Map([
    ...ofNamespace,
    [`${namespacePrefix}kubernetes.io/metadata.name`, namespace],
    [`${namespacePrefix}projectcalico.org/name`, namespace],
    ...labels,
    ['projectcalico.org/namespace', namespace],
    ['projectcalico.org/orchestrator', 'k8s'],
    ['projectcalico.org/serviceaccount', serviceAccount],
  ]);
}

const namespaceLabels = (labels: Labels): Labels =>
  new Map(
    [...labels].flatMap(([key, value]) =>
      key.startsWith(namespacePrefix) ? [[key.slice(namespacePrefix.length), value] as const] : [],
    ),
  );

/** The host endpoints of a node, which bring Calico's rules for its own traffic and what it forwards. */
export const hostEndpointsOn = ({ resources }: Cluster, { name }: ClusterNode): readonly HostEndpoint[] =>
  resources.ofKind('HostEndpoint').filter(({ node }) => node?.value === name);

/** The global policies that select a host endpoint. */
export const policiesOnHost = (
  { resources }: Cluster,
  endpoint: HostEndpoint,
): readonly GlobalNetworkPolicy[] => {
  const labels: Labels = new Map([...endpoint.meta.labels].map(([key, { value }]) => [key, value]));
  return resources
    .ofKind('GlobalNetworkPolicy')
    .filter(
      ({ selector, namespaceSelector }) => namespaceSelector === undefined && selects(selector, labels),
    );
};
