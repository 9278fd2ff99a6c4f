import type { CalicoPolicySpec } from '../../resources/calico/policy.ts';
import type { Located } from '../../yaml/located.ts';
import { hostEndpointsOf, maySelectNodes, selectedHostEndpoints, selectsPodsOnly } from '../hostEndpoints.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * preDNAT, doNotTrack and applyOnForward are for host endpoints.
 *
 * All three say where on a host a policy stands; pods have none of these places. A `preDNAT` or `doNotTrack` policy that
 * selects no host endpoint is enforced nowhere. A `namespaceSelector` asks for a label that only pods have, so with one no
 * host endpoint is ever selected. Where the workspace holds no HostEndpoint, nothing is said: Calico can make them of the
 * nodes by itself.
 *
 * @source projectcalico felix/calc/event_sequencer.go: tierInfoToProtoTierInfo; libcalico-go/lib/backend/syncersv1/updateprocessors/globalnetworkpolicyprocessor.go: ConvertGlobalNetworkPolicyV3ToV1Value
 * @cure Select labels of the host endpoints, and leave `namespaceSelector` out. For a policy on pods, remove the field.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-node-ports
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     namespaceSelector: all()
 *     ingress:
 *     - action: Deny
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-node-ports
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 */
export const calicoSelectsNoHostEndpoint: Rule = {
  id: 'calico/selects-no-host-endpoint',
  severity: 'warning',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    const flag = hostFlag(policy);
    if (flag === undefined) return;
    // Beside the other two, applyOnForward alone takes nothing away from what the policy does to pods.
    const severity = flag.name === 'applyOnForward' ? 'info' : 'warning';
    const why =
      flag.name === 'applyOnForward'
        ? 'applyOnForward has no effect on pods.'
        : `A ${flag.name} policy is enforced on host endpoints only, so this one is enforced nowhere.`;
    if (selectsPodsOnly(policy)) {
      const [field, written] = podSelector(policy);
      yield {
        span: flag.field.entry,
        severity,
        message: `${flag.name} on a policy that selects no host endpoint: ${field} is for pods`,
        why,
        related: written === undefined ? [] : [{ span: written.entry, message: 'selects pods only' }],
      };
      return;
    }
    const known = hostEndpointsOf(cluster).length;
    if (known === 0 || selectedHostEndpoints(policy, cluster)?.size !== 0) return;
    if (maySelectNodes(policy, cluster)) return;
    yield {
      span: flag.field.entry,
      severity,
      message: `${flag.name} on a policy that selects none of the ${String(known)} host endpoints here`,
      why,
      related:
        policy.selector === undefined ? [] : [{ span: policy.selector.entry, message: 'the selector' }],
    };
  }),
};

function hostFlag({
  preDNAT,
  doNotTrack,
  applyOnForward,
}: CalicoPolicySpec):
  | { readonly name: 'preDNAT' | 'doNotTrack' | 'applyOnForward'; readonly field: Located<boolean> }
  | undefined {
  if (preDNAT?.value === true) return { name: 'preDNAT', field: preDNAT };
  if (doNotTrack?.value === true) return { name: 'doNotTrack', field: doNotTrack };
  return applyOnForward?.value === true ? { name: 'applyOnForward', field: applyOnForward } : undefined;
}

const podSelector = ({
  namespaceSelector,
  serviceAccountSelector,
}: CalicoPolicySpec): readonly [string, Located<string> | undefined] =>
  namespaceSelector === undefined
    ? ['serviceAccountSelector', serviceAccountSelector]
    : ['namespaceSelector', namespaceSelector];
