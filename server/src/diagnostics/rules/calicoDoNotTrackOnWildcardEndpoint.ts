import { nameOf, titleSpan } from '../../resources/meta.ts';
import { selectedHostEndpoints } from '../hostEndpoints.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * An untracked policy has no effect on a host endpoint for all interfaces.
 *
 * Felix enforces `doNotTrack` policy on host endpoints of one interface. For one with `interfaceName: "*"` it logs that
 * the policy is ignored.
 *
 * @source projectcalico felix/dataplane/linux/endpoint_mgr.go: updateHostEndpoints
 * @cure Give the HostEndpoint the name of an interface, or its expected addresses.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: drop-early
 *   spec:
 *     applyOnForward: true
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1
 *     labels:
 *       host: worker1
 *   spec:
 *     node: worker1
 *     interfaceName: "*"
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: drop-early
 *   spec:
 *     applyOnForward: true
 *     doNotTrack: true
 *     selector: has(host)
 *     ingress:
 *     - action: Deny
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1
 *     labels:
 *       host: worker1
 *   spec:
 *     node: worker1
 *     interfaceName: eth0
 */
export const calicoDoNotTrackOnWildcardEndpoint: Rule = {
  id: 'calico/do-not-track-on-wildcard-endpoint',
  severity: 'warning',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    const { doNotTrack } = policy;
    if (doNotTrack?.value !== true) return;
    const wild = [...(selectedHostEndpoints(policy, cluster) ?? [])].filter(
      ({ interfaceName }) => interfaceName?.value === '*',
    );
    if (wild.length === 0) return;
    yield {
      span: doNotTrack.entry,
      message: `doNotTrack has no effect on ${listed(wild.map(nameOf))}: interfaceName is *`,
      why: 'Felix logs and ignores untracked policy on host endpoints for all interfaces.',
      related: wild.map((endpoint) => ({ span: titleSpan(endpoint), message: 'for all interfaces' })),
    };
  }),
};
