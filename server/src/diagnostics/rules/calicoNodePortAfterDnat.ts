import type { Cluster } from '../../cluster/cluster.ts';
import type { PolicyRule } from '../../resources/calico/policy.ts';
import type { NetworkPolicy } from '../../resources/k8s/networkPolicy.ts';
import type { ResourceOf } from '../../resources/resource.ts';
import type { Span } from '../../text/span.ts';
import { isOfProtocol, nodePortPlaces, podPorts, shownServices } from '../policyPorts.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { mappingsByNodePort } from '../services.ts';
import { listed } from '../words.ts';

/**
 * After DNAT a packet has the pods' port, not the node port.
 *
 * Every policy but a `preDNAT` one stands behind kube-proxy: on a host endpoint and on a pod it sees the packet with the
 * pod's address and the pods' port. A rule for a node port matches nothing there. With Deny the node port stays open, with
 * Allow it stays shut.
 *
 * @source projectcalico felix/rules/static.go: filter FORWARD comes behind nat PREROUTING; projectcalico/calico issues 873 and 8109
 * @cure To filter by node port, use a GlobalNetworkPolicy with `preDNAT: true` and `applyOnForward: true` on the host
 *   endpoints. In a policy for pods, name the pods' port.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-customer
 *   spec:
 *     applyOnForward: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: [30180]
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 30180
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-customer
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: [30180]
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     ports:
 *     - port: 80
 *       nodePort: 30180
 */
export const calicoNodePortAfterDnat: Rule = {
  id: 'calico/node-port-after-dnat',
  severity: 'warning',
  ...forKindInCluster(
    ['GlobalNetworkPolicy', 'CalicoNetworkPolicy', 'NetworkPolicy'],
    function* (policy, cluster) {
      if (policy.kind === 'GlobalNetworkPolicy' && standsBeforeDnat(policy)) return;
      for (const named of namedPorts(policy)) {
        if (named.from !== named.to) yield* wholeRange(named, cluster);
        else yield* onePort(named, policy.kind !== 'GlobalNetworkPolicy', cluster);
      }
    },
  ),
};

interface NamedPort {
  readonly from: number;
  readonly to: number;
  readonly at: Span;
  readonly rule: Pick<PolicyRule, 'protocol'>;
}

const standsBeforeDnat = (policy: ResourceOf<'GlobalNetworkPolicy'>): boolean =>
  policy.preDNAT?.value === true || policy.doNotTrack?.value === true;

/** Destination ports of packets that come in. */
const namedPorts = (
  policy: ResourceOf<'GlobalNetworkPolicy' | 'CalicoNetworkPolicy' | 'NetworkPolicy'>,
): readonly NamedPort[] =>
  policy.kind === 'NetworkPolicy'
    ? portsOfKubernetes(policy)
    : policy.ingress.flatMap((rule) =>
        (rule.destination?.ports ?? []).flatMap((port) => (port.kind === 'range' ? [{ ...port, rule }] : [])),
      );

const portsOfKubernetes = ({ ingress }: NetworkPolicy): readonly NamedPort[] =>
  ingress.flatMap(({ ports = [] }) =>
    ports.flatMap(({ port, endPort, protocol }) =>
      port === undefined || typeof port.value === 'string'
        ? []
        : [{ from: port.value, to: endPort?.value ?? port.value, at: port.span, rule: { protocol } }],
    ),
  );

function* onePort({ from, at, rule }: NamedPort, isForPods: boolean, cluster: Cluster): Generator<Finding> {
  const mappings = (mappingsByNodePort(cluster).get(from) ?? []).filter(({ protocol }) =>
    isOfProtocol(rule, protocol),
  );
  // A pod may well listen on such a number itself.
  if (mappings.length === 0 || podPorts(cluster).has(from)) return;
  const targets = [...new Set(mappings.flatMap(({ targetPorts }) => targetPorts))];
  const [only] = targets;
  yield {
    span: at,
    message: `${String(from)} is the node port of ${listed(shownServices(mappings))}; ${afterDnat(targets)}`,
    why,
    related: nodePortPlaces(mappings),
    fix:
      isForPods && only !== undefined && targets.length === 1
        ? { title: `Name the pods' port ${String(only)}`, edits: [{ span: at, newText: String(only) }] }
        : undefined,
  };
}

const why = 'Only preDNAT policy stands before kube-proxy; here no packet has the node port any more.';

const afterDnat = (targets: readonly number[]): string =>
  targets.length === 0
    ? "after DNAT the packet has the pods' port"
    : `after DNAT the packet has port ${listed(targets.map(String))}`;

/** Exactly the range of node ports can mean nothing else. */
function* wholeRange({ from, to, at }: NamedPort, { nodePortRange }: Cluster): Generator<Finding> {
  if (from !== nodePortRange.value.from || to !== nodePortRange.value.to) return;
  yield {
    span: at,
    message: `${String(from)}-${String(to)} are the node ports; after DNAT the packet has the pods' port`,
    why,
  };
}
