import type { Cluster } from '../../cluster/cluster.ts';
import { hostEndpointsOf } from '../../diagnostics/hostEndpoints.ts';
import { selectorOf } from '../../diagnostics/selectors.ts';
import type { CalicoPolicy, PolicyEntity } from '../../resources/calico/policy.ts';
import { nameOf, namespaceOf } from '../../resources/meta.ts';
import { canonicalSelector, matchesSelector, type Labels } from '../../resources/selector/match.ts';
import type { Selector } from '../../resources/selector/selector.ts';
import { calicoLabels } from '../../trace/policies.ts';
import { code, plain, table } from '../links.ts';
import { selectedEndpoints } from '../selected.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';

/** Something with labels that a selector can match: a pod, or an interface of a host. */
interface Candidate {
  readonly name: string;
  readonly labels: Labels;
  readonly namespace: string | undefined;
}

/** What a policy selects, and of a joint condition how many pass each part. */
export function policySelector({ cluster }: ViewContext, policy: CalicoPolicy): string | undefined {
  const selected = selectedEndpoints(policy, cluster);
  const selector = selectorOf(policy.selector);
  if (selected === undefined || selector === undefined) return undefined;
  const pods = selected.pods.map(({ namespace, name }) => plain(`${namespace}/${name}`));
  const hosts = selected.hosts.map((host) => plain(nameOf(host)));
  const atMost = selected.atMost ? ' at most' : '';
  const shown = [...named(pods, 'pod'), ...named(hosts, 'host endpoint')];
  const what =
    shown.length === 0 ? 'Selects no endpoint in this workspace.' : `Selects${atMost} ${listed(shown)}.`;
  return [what, ...why(candidatesOf(cluster, policy), selector)].join('\n\n');
}

const named = (names: readonly string[], noun: string): readonly string[] =>
  names.length === 0 ? [] : [`${count(names.length, noun)} (${listed(names)})`];

/** Pods on the host network are no endpoints. A namespaced policy looks at its own namespace only. */
const candidatesOf = (cluster: Cluster, policy: CalicoPolicy): readonly Candidate[] =>
  allCandidates(cluster).filter(
    ({ namespace }) => policy.kind === 'GlobalNetworkPolicy' || namespace === namespaceOf(policy),
  );

const allCandidates = (cluster: Cluster): readonly Candidate[] => [
  ...cluster.pods
    .filter(({ hostNetwork }) => !hostNetwork)
    .map((pod) => ({
      name: `${pod.namespace}/${pod.name}`,
      labels: calicoLabels(cluster, pod),
      namespace: pod.namespace,
    })),
  ...hostEndpointsOf(cluster).map((host) => ({
    name: nameOf(host),
    labels: new Map([...host.meta.labels].map(([key, { value }]) => [key, value])),
    namespace: undefined,
  })),
];

/** How many pass each part of `a && b`: the part that nobody passes is the one to look at. */
function why(candidates: readonly Candidate[], selector: Selector): readonly string[] {
  if (selector.kind !== 'and') return [];
  const rows = selector.operands.map((operand) => [
    code(canonicalSelector(operand).replaceAll('|', '\\|')),
    `${String(candidates.filter(({ labels }) => matchesSelector(operand, labels)).length)} of ${count(candidates.length, 'endpoint')}`,
  ]);
  return [table(['condition', 'met by'], rows)];
}

/** The namespaces whose pods a policy is for. */
export function namespaceSelector({ cluster }: ViewContext, policy: CalicoPolicy): string | undefined {
  if (policy.kind !== 'GlobalNetworkPolicy')
    return `Without effect: only a GlobalNetworkPolicy has ${code('namespaceSelector')} here.`;
  const selector = selectorOf(policy.namespaceSelector);
  if (selector === undefined) return undefined;
  const names = namespacesMatching(cluster, selector);
  return `${names.length === 0 ? 'Selects pods of no namespace in this workspace.' : `Selects pods of ${count(names.length, 'namespace')}: ${listed(names.map(plain))}.`} A host endpoint is in no namespace, so none is selected.`;
}

function namespacesMatching(cluster: Cluster, selector: Selector): readonly string[] {
  const labels = new Map(
    cluster.pods.map((pod) => [pod.namespace, namespaceLabels(calicoLabels(cluster, pod))]),
  );
  return [...labels].filter(([, own]) => matchesSelector(selector, own)).map(([name]) => name);
}

/** Pods carry their namespace's labels with this in front. */
const namespaceLabels = (labels: Labels): Labels =>
  new Map([...labels].flatMap(([key, value]) => (key.startsWith('pcns.') ? [[key.slice(5), value]] : [])));

/** What one side of a rule matches, all its selectors taken together (libcalico-go updateprocessors/rules.go). */
export function entitySelector(
  { cluster }: ViewContext,
  policy: CalicoPolicy,
  entity: PolicyEntity,
): string | undefined {
  const own = selectorOf(entity.selector);
  const not = selectorOf(entity.notSelector);
  const namespaces = selectorOf(entity.namespaceSelector);
  if (own === undefined || not === undefined || namespaces === undefined) return undefined;
  const found = allCandidates(cluster).filter(({ labels, namespace }) => {
    if (!inNamespace(policy, entity, namespaces, labels, namespace)) return false;
    const excluded = entity.notSelector !== undefined && matchesSelector(not, labels);
    return matchesSelector(own, labels) && !excluded;
  });
  const where =
    entity.namespaceSelector === undefined && policy.kind !== 'GlobalNetworkPolicy'
      ? ` of namespace ${plain(namespaceOf(policy))}`
      : '';
  const written = [entity.selector, entity.notSelector, entity.namespaceSelector].filter(
    (one) => one !== undefined,
  );
  const all = written.length > 1 ? ', by all its selectors together' : '';
  return found.length === 0
    ? `Matches no endpoint${where} in this workspace${all}.`
    : `Matches ${count(found.length, 'endpoint')}${where}: ${listed(found.map(({ name }) => plain(name)))}${all}.`;
}

/** `all()` means every namespace, `global()` what is in none. */
function inNamespace(
  policy: CalicoPolicy,
  { namespaceSelector: written }: PolicyEntity,
  selector: Selector,
  labels: Labels,
  namespace: string | undefined,
): boolean {
  if (written === undefined)
    return policy.kind === 'GlobalNetworkPolicy' || namespace === namespaceOf(policy);
  if (selector.kind === 'global') return namespace === undefined;
  return namespace !== undefined && matchesSelector(selector, namespaceLabels(labels));
}
