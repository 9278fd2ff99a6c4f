import { familyOfCidr } from '../../net/cidr.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * One rule is for one address family.
 *
 * A packet is IPv4 or IPv6, and so is a rule: Calico refuses a rule that lists ranges of both, wherever they stand in it,
 * and one whose `ipVersion` says the other family.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateRule, "rule contains both IPv4 and IPv6 CIDRs"
 * @cure Write two rules.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: office
 *   spec:
 *     ingress:
 *     - action: Allow
 *       source:
 *         nets: [203.0.113.0/24, 2001:db8::/64]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: office
 *   spec:
 *     ingress:
 *     - action: Allow
 *       source:
 *         nets: [203.0.113.0/24]
 *     - action: Allow
 *       source:
 *         nets: ["2001:db8::/64"]
 */
export const calicoRuleMixesFamilies: Rule = {
  id: 'calico/rule-mixes-families',
  severity: 'error',
  ...forKind(['GlobalNetworkPolicy', 'CalicoNetworkPolicy'], function* ({ ingress, egress }) {
    for (const { source, destination, ipVersion } of [...ingress, ...egress]) {
      const nets = [source, destination].flatMap((entity) => [
        ...(entity?.nets ?? []),
        ...(entity?.notNets ?? []),
      ]);
      const [first] = nets;
      if (first === undefined) continue;
      const family = ipVersion === undefined ? familyOfCidr(first.value) : Number(ipVersion.value);
      const other = nets.find(({ value }) => familyOfCidr(value) !== family);
      if (other === undefined) continue;
      yield {
        span: other.span,
        message: `${other.value} in a rule for IPv${String(family)}`,
        why: 'Calico refuses it: the ranges and the ipVersion of one rule must be of one family.',
        related: [{ span: ipVersion?.entry ?? first.span, message: `IPv${String(family)}` }],
      };
    }
  }),
};
