import type { Cluster } from '../../cluster/cluster.ts';
import type { HostEndpoint } from '../../resources/calico/hostEndpoint.ts';
import type { PolicyDirection } from '../../resources/k8s/networkPolicy.ts';
import { titleSpan } from '../../resources/meta.ts';
import { directionsOf, globalPoliciesOf, selectedHostEndpoints } from '../hostEndpoints.ts';
import { isBegun } from '../edits.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * A HostEndpoint without a policy shuts the node off.
 *
 * As soon as a host endpoint exists, what no policy allows is dropped, to the node and from it. Only established
 * connections and the failsafe ports (SSH, etcd, the API server, BGP, DNS and DHCP outward) stay open: the kubelet on 10250 is
 * not among them. A direction that no policy governs is decided by the profiles, and without a profile that is a drop.
 *
 * @source projectcalico felix/rules/endpoints.go: endpointIptablesChain; felix/config/config_params.go (failsafe ports)
 * @cure Give it the profile projectcalico-default-allow, which lets through what no policy speaks of, or write the policies
 *   for both directions first.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1-eth0
 *     labels:
 *       host: worker1
 *   spec:
 *     node: worker1
 *     interfaceName: eth0
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: HostEndpoint
 *   metadata:
 *     name: worker1-eth0
 *     labels:
 *       host: worker1
 *   spec:
 *     node: worker1
 *     interfaceName: eth0
 *     profiles:
 *     - projectcalico-default-allow
 */
export const calicoHostEndpointLockedOut: Rule = {
  id: 'calico/host-endpoint-locked-out',
  severity: 'warning',
  ...forKindInCluster(['HostEndpoint'], function* (endpoint, cluster) {
    const { profiles, specAt } = endpoint;
    if (profiles.length > 0 || specAt === undefined || !isBegun(specAt)) return;
    const governed = governedDirections(endpoint, cluster);
    if (governed.size === 2) return;
    const span = titleSpan(endpoint);
    if (governed.size === 0) {
      yield {
        span,
        message: 'No profile and no policy: this HostEndpoint drops everything but failsafe ports',
        why: 'What no policy allows is dropped to and from the node, the kubelet on port 10250 included.',
      };
      return;
    }
    const other = governed.has('Ingress') ? 'Egress' : 'Ingress';
    yield {
      span,
      severity: 'info',
      message: `No policy governs ${other.toLowerCase()} of this HostEndpoint, and it has no profile: it is dropped`,
      why: 'A direction without policy is decided by the profiles; failsafe ports and replies stay open.',
    };
  }),
};

/** A policy whose selector cannot be read may be the one. */
function governedDirections(endpoint: HostEndpoint, cluster: Cluster): ReadonlySet<PolicyDirection> {
  const governed = new Set<PolicyDirection>();
  for (const policy of globalPoliciesOf(cluster)) {
    if (policy.preDNAT?.value === true || policy.doNotTrack?.value === true) continue;
    if (selectedHostEndpoints(policy, cluster)?.has(endpoint) === false) continue;
    for (const direction of directionsOf(policy)) governed.add(direction);
  }
  return governed;
}
