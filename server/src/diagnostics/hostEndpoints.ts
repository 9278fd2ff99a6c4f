import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import type { HostEndpoint } from '../resources/calico/hostEndpoint.ts';
import type { CalicoPolicySpec, GlobalNetworkPolicy } from '../resources/calico/policy.ts';
import { matchesSelector, type Labels } from '../resources/selector/match.ts';
import type { Selector } from '../resources/selector/selector.ts';
import type { PolicyDirection } from '../resources/k8s/networkPolicy.ts';
import { selectorOf } from './selectors.ts';

export const hostEndpointsOf = memoByKey((cluster: Cluster): readonly HostEndpoint[] =>
  cluster.resources.ofKind('HostEndpoint'),
);

export const globalPoliciesOf = memoByKey((cluster: Cluster): readonly GlobalNetworkPolicy[] =>
  cluster.resources.ofKind('GlobalNetworkPolicy'),
);

const labelsOf = memoByKey(
  ({ meta }: HostEndpoint): Labels => new Map([...meta.labels].map(([key, { value }]) => [key, value])),
);

/**
 * The host endpoints that a policy selects; undefined where its selector cannot be read. A namespaceSelector asks for
 * labels that only pods have, and so does a serviceAccountSelector (libcalico-go,
 * updateprocessors/globalnetworkpolicyprocessor.go: ConvertGlobalNetworkPolicyV3ToV1Value).
 */
export const selectedHostEndpoints = memoByKey(
  (policy: GlobalNetworkPolicy, cluster: Cluster): ReadonlySet<HostEndpoint> | undefined => {
    const selector = selectorOf(policy.selector);
    if (selector === undefined) return undefined;
    if (selectsPodsOnly(policy)) return new Set();
    return new Set(
      hostEndpointsOf(cluster).filter((endpoint) => matchesSelector(selector, labelsOf(endpoint))),
    );
  },
);

/**
 * Whether a namespaceSelector or serviceAccountSelector keeps every host endpoint out: it is held against a host's labels,
 * which have none of the names it asks for, and its `all()` asks for a namespace.
 */
export const selectsPodsOnly = ({ namespaceSelector, serviceAccountSelector }: CalicoPolicySpec): boolean =>
  [namespaceSelector, serviceAccountSelector].some((written) => {
    if (written === undefined || written.value.trim() === '') return false;
    const selector = selectorOf(written);
    return selector !== undefined && !matchesSelector(withoutAll(selector), noLabels);
  });

const noLabels: Labels = new Map();

/** `all()` as Calico rewrites it beside a namespaceSelector: something that has a namespace. */
function withoutAll(selector: Selector): Selector {
  if (selector.kind === 'all') return { kind: 'has', label: 'projectcalico.org/namespace' };
  if (selector.kind === 'not') return { kind: 'not', operand: withoutAll(selector.operand) };
  if (selector.kind === 'and' || selector.kind === 'or')
    return { kind: selector.kind, operands: selector.operands.map(withoutAll) };
  return selector;
}

/** Whether some node has labels a policy selects: Calico can make host endpoints of nodes by itself, with those labels. */
export function maySelectNodes(policy: GlobalNetworkPolicy, { nodes }: Cluster): boolean {
  const selector = selectorOf(policy.selector);
  if (selector === undefined) return true;
  if (selectsPodsOnly(policy)) return false;
  return nodes.some(({ labels }) =>
    matchesSelector(
      selector,
      new Map([...labels, ['projectcalico.org/created-by', 'calico-kube-controllers']]),
    ),
  );
}

/** Whether two policies can meet at one host: at a host endpoint of the workspace, or at one nobody wrote down. */
export function mayMeet(a: GlobalNetworkPolicy, b: GlobalNetworkPolicy, cluster: Cluster): boolean {
  const [ofA, ofB] = [selectedHostEndpoints(a, cluster), selectedHostEndpoints(b, cluster)];
  if (ofA === undefined || ofB === undefined) return true;
  if (ofA.size === 0) return !selectsPodsOnly(b);
  return [...ofA].some((endpoint) => ofB.has(endpoint));
}

/**
 * The directions a policy governs; without `types` the rules say it
 * (projectcalico api/pkg/defaults/networkpolicy.go: defaultPolicyTypesField).
 */
export function directionsOf({ types, ingress, egress }: CalicoPolicySpec): readonly PolicyDirection[] {
  if (types.length > 0) return types.map(({ value }) => value);
  if (egress.length === 0) return ['Ingress'];
  return ingress.length === 0 ? ['Egress'] : ['Ingress', 'Egress'];
}
