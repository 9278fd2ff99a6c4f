import type { Cluster, ClusterPod } from '../../cluster/cluster.ts';
import { matchesLabels, type LabelSelector } from '../../resources/k8s/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../../resources/k8s/networkPolicy.ts';
import { nameOf, namespaceOf } from '../../resources/meta.ts';
import { plain } from '../links.ts';
import { selectedEndpoints } from '../selected.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';
import { portsBefore } from './policyPorts.ts';

/** What a Kubernetes NetworkPolicy selects, closes and lets in. */
export function hoverNetworkPolicy(
  context: ViewContext,
  policy: NetworkPolicy,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  if (field === 'spec.podSelector' || field.startsWith('spec.podSelector.')) return selects(context, policy);
  if (field === 'spec.policyTypes') return isolates(policy);
  const rule = /^spec\.(ingress\.from|egress\.to|ingress\.ports|egress\.ports)(?:\.(.*))?$/.exec(field);
  const [, list, inside = ''] = rule ?? [];
  if (list?.endsWith('.ports') === true)
    return inside === 'port' ? portsBefore(context.cluster, path, 'pod') : undefined;
  return list === undefined || inside === '' || inside.startsWith('ipBlock')
    ? undefined
    : peerHover(context.cluster, policy, path);
}

function selects({ cluster }: ViewContext, policy: NetworkPolicy): string {
  const pods = selectedEndpoints(policy, cluster)?.pods ?? [];
  const names = listed(pods.map(({ name }) => plain(name)));
  const what =
    pods.length === 0
      ? `Selects no pod of namespace ${plain(namespaceOf(policy))}.`
      : `Selects ${count(pods.length, 'pod')} of namespace ${plain(namespaceOf(policy))}: ${names}.`;
  return `${what} Pods on the host network are never selected.`;
}

/** policyTypes as the API server fills them in (pkg/apis/networking/v1/defaults.go). */
function isolates({ policyTypes, egressAt, egress, ingress }: NetworkPolicy): string {
  const written = policyTypes.map(({ value }) => value);
  const types = written.length > 0 ? written : egressAt === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
  const closed = types.map((type) => {
    const rules = type === 'Ingress' ? ingress : egress;
    const towards = type === 'Ingress' ? 'to' : 'from';
    return rules.length === 0
      ? `- ${type}: nothing goes ${towards} the selected pods, unless another policy allows it`
      : `- ${type}: only what ${count(rules.length, 'rule')} here or another policy allows goes ${towards} the selected pods`;
  });
  const open = types.includes('Egress') ? '' : '\n- Egress: untouched';
  return `Governed directions:\n\n${closed.join('\n')}${open}`;
}

function peerHover(cluster: Cluster, policy: NetworkPolicy, { keys }: PathAt): string | undefined {
  const [, direction, rule, , peer] = keys;
  const rules = direction === 'ingress' ? policy.ingress : policy.egress;
  const found = rules[Number(rule)]?.peers?.[Number(peer)];
  if (found === undefined || found.ipBlock !== undefined) return undefined;
  const pods = cluster.pods.filter((pod) => matchesPeer(cluster, policy, found, pod));
  const names = listed(pods.map(({ namespace, name }) => plain(`${namespace}/${name}`)));
  const where =
    found.namespaceSelector === undefined
      ? `in the policy’s own namespace ${plain(namespaceOf(policy))}`
      : 'in the selected namespaces';
  return pods.length === 0
    ? `Matches no pod ${where}.`
    : `Matches ${count(pods.length, 'pod')} ${where}: ${names}.`;
}

/** Both selectors of one peer must match; without a namespaceSelector only the own namespace is meant. */
function matchesPeer(
  cluster: Cluster,
  policy: NetworkPolicy,
  { podSelector, namespaceSelector }: NetworkPolicyPeer,
  pod: ClusterPod,
): boolean {
  if (pod.hostNetwork) return false;
  const inNamespace =
    namespaceSelector === undefined
      ? pod.namespace === namespaceOf(policy)
      : matches(namespaceSelector, namespaceLabels(cluster, pod.namespace));
  return inNamespace && (podSelector === undefined || matches(podSelector, pod.labels));
}

const matches = (selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean =>
  matchesLabels(selector, (key) => labels.get(key));

/** Every namespace has the label that holds its name (KEP-2161). */
function namespaceLabels({ resources }: Cluster, name: string): ReadonlyMap<string, string> {
  const object = resources.ofKind('Namespace').find((each) => nameOf(each) === name);
  const written = [...(object?.meta.labels ?? [])].map(([key, { value }]) => [key, value] as const);
  return new Map([...written, ['kubernetes.io/metadata.name', name]]);
}
