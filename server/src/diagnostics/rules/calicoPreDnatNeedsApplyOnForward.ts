import { setField } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A pre-DNAT policy must also apply to forwarded traffic.
 *
 * Felix enforces pre-DNAT policy in the mangle table, before kube-proxy rewrites the destination. At that point nobody
 * knows yet whether the packet will be forwarded to a pod, so Calico refuses a policy with `preDNAT: true` whose
 * `applyOnForward` is not true as well.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/globalnetworkpolicy.go, the CEL rule of its spec: "applyOnForward must be true if either preDNAT or doNotTrack is true"
 * @cure Set `applyOnForward: true`.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-node-ports
 *   spec:
 *     preDNAT: true
 *     selector: has(host)
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
export const calicoPreDnatNeedsApplyOnForward: Rule = {
  id: 'calico/pre-dnat-needs-apply-on-forward',
  severity: 'error',
  ...forKind(['GlobalNetworkPolicy'], function* ({ preDNAT, applyOnForward }) {
    if (preDNAT?.value !== true || applyOnForward?.value === true) return;
    yield {
      span: preDNAT.entry,
      message: 'preDNAT needs applyOnForward: true',
      why: 'Before DNAT no packet is known to stay on the node, so Calico refuses this policy.',
      fix: {
        title: 'Set applyOnForward: true',
        edits: [setField(applyOnForward, preDNAT.entry, 'applyOnForward', 'true')],
      },
    };
  }),
};
