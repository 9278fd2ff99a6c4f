import { setField } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * An untracked policy must also apply to forwarded traffic.
 *
 * Felix enforces `doNotTrack` policy in the raw table, before routing. Nobody knows there whether the packet will be
 * forwarded, so Calico refuses a policy with `doNotTrack: true` whose `applyOnForward` is not true as well.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/globalnetworkpolicy.go, the CEL rule of its spec: "applyOnForward must be true if either preDNAT or doNotTrack is true"
 * @cure Set `applyOnForward: true`.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: untracked
 *   spec:
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: untracked
 *   spec:
 *     applyOnForward: true
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 */
export const calicoDoNotTrackNeedsApplyOnForward: Rule = {
  id: 'calico/do-not-track-needs-apply-on-forward',
  severity: 'error',
  ...forKind(['GlobalNetworkPolicy'], function* ({ doNotTrack, applyOnForward }) {
    if (doNotTrack?.value !== true || applyOnForward?.value === true) return;
    yield {
      span: doNotTrack.entry,
      message: 'doNotTrack needs applyOnForward: true',
      why: 'In the raw table no packet is known to stay on the node, so Calico refuses this policy.',
      fix: {
        title: 'Set applyOnForward: true',
        edits: [setField(applyOnForward, doNotTrack.entry, 'applyOnForward', 'true')],
      },
    };
  }),
};
