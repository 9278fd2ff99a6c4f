import type { Cluster } from '../../cluster/cluster.ts';
import { containsCidr, type Cidr } from '../../net/cidr.ts';
import type { ResourceOf } from '../../resources/resource.ts';
import type { Located } from '../../yaml/located.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * Egress policy never sees the address of a Service.
 *
 * kube-proxy changes the destination before policy looks at the packet: what a pod sends to a cluster IP leaves with the
 * address and port of an endpoint. A rule for addresses of the service range matches nothing. Nothing is said where no
 * file names the range.
 *
 * @source projectcalico felix/rules/static.go: filter FORWARD and OUTPUT come behind nat PREROUTING and OUTPUT; kubernetes website, Network Policies
 * @cure Select the pods behind the Service, and name their port. For the API server, name the addresses of the control-plane
 *   nodes and port 6443.
 * @bad
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: to-services
 *   spec:
 *     podSelector: {}
 *     egress:
 *     - to:
 *       - ipBlock:
 *           cidr: 10.49.0.0/16
 *   ---
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     serviceCIDRs:
 *     - 10.49.0.0/16
 * @good
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: to-database
 *   spec:
 *     podSelector: {}
 *     egress:
 *     - to:
 *       - podSelector:
 *           matchLabels:
 *             app: database
 */
export const policyEgressToServiceRange: Rule = {
  id: 'policy/egress-to-service-range',
  severity: 'warning',
  ...forKindInCluster(
    ['NetworkPolicy', 'CalicoNetworkPolicy', 'GlobalNetworkPolicy'],
    function* (policy, cluster) {
      if (policy.kind === 'GlobalNetworkPolicy' && policy.doNotTrack?.value === true) return;
      for (const range of destinations(policy)) {
        const services = serviceRangeAround(range.value, cluster);
        if (services === undefined) continue;
        yield {
          span: range.span,
          message: `${range.value} is in the range of service addresses, which egress policy never sees`,
          why: 'kube-proxy has put the address of an endpoint there before policy looks at the packet.',
          related: [{ span: services, message: 'the range of service addresses' }],
        };
      }
    },
  ),
};

function destinations(
  policy: ResourceOf<'NetworkPolicy' | 'CalicoNetworkPolicy' | 'GlobalNetworkPolicy'>,
): readonly Located<Cidr>[] {
  if (policy.kind !== 'NetworkPolicy')
    return policy.egress.flatMap(({ destination }) => destination?.nets ?? []);
  return policy.egress.flatMap(({ peers = [] }) => peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
}

/** Only a range that lies in it altogether is meant for services; a larger one is for much else. */
function serviceRangeAround(range: Cidr, { serviceCIDRs }: Cluster): Located<Cidr>['span'] | undefined {
  for (const { value, because } of serviceCIDRs) {
    const [cause] = because;
    if (cause.kind === 'manifest' && containsCidr(value, range)) return cause.span;
  }
  return undefined;
}
