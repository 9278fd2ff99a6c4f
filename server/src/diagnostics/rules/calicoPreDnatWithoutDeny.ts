import type { Cluster } from '../../cluster/cluster.ts';
import type { GlobalNetworkPolicy } from '../../resources/calico/policy.ts';
import { globalPoliciesOf, mayMeet, selectsPodsOnly } from '../hostEndpoints.ts';
import { forKindInCluster, type Rule } from '../rule.ts';

/**
 * A pre-DNAT allow-list closes nothing without a deny.
 *
 * Everywhere else a policy that governs a direction denies what no rule allows. Before DNAT there is no such end: a packet
 * that no rule denies goes on to the node port as if there were no policy. Somewhere among the pre-DNAT policies of a host
 * there has to be a rule with `action: Deny`.
 *
 * @source projectcalico felix/rules/endpoints.go: endpointIptablesChain (no end-of-tier drop for pre-DNAT policy)
 * @cure Add a Deny rule behind the Allow rules, or a second pre-DNAT policy of a higher order that denies the node ports.
 *   Let node addresses and the pod network in first: the policy sees the traffic of the cluster itself too.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: bastion-only
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Allow
 *       source:
 *         nets: [10.0.1.10/32]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: bastion-only
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     ingress:
 *     - action: Allow
 *       source:
 *         nets: [10.0.1.10/32]
 *     - action: Deny
 *       protocol: TCP
 *       destination:
 *         ports: ["30000:32767"]
 */
export const calicoPreDnatWithoutDeny: Rule = {
  id: 'calico/pre-dnat-without-deny',
  severity: 'warning',
  ...forKindInCluster(['GlobalNetworkPolicy'], function* (policy, cluster) {
    const { preDNAT, ingress } = policy;
    if (preDNAT?.value !== true || selectsPodsOnly(policy)) return;
    if (!ingress.some(({ action }) => action?.value === 'Allow')) return;
    if (denies(policy) || isDeniedElsewhere(policy, cluster)) return;
    yield {
      span: preDNAT.entry,
      message: 'This preDNAT policy only allows, so it closes nothing',
      why: 'There is no implicit deny before DNAT: what no rule denies goes on to the node port.',
    };
  }),
};

const denies = ({ ingress }: GlobalNetworkPolicy): boolean =>
  ingress.some(({ action }) => action?.value === 'Deny');

const isDeniedElsewhere = (policy: GlobalNetworkPolicy, cluster: Cluster): boolean =>
  globalPoliciesOf(cluster).some(
    (other) =>
      other !== policy && other.preDNAT?.value === true && denies(other) && mayMeet(policy, other, cluster),
  );
