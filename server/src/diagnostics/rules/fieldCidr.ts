import { hostCidr } from '../../net/cidr.ts';
import { parseIp } from '../../net/ip.ts';
import { fieldFindings, rewrite, unquoted } from '../fieldProblems.ts';
import { forEveryKind, type Rule } from '../rule.ts';

/**
 * A field for a range holds a CIDR.
 *
 * ADDRESS/LENGTH, the length at most 32 for IPv4 and 128 for IPv6. A lone address is no range for most fields, Calico's
 * `nets` among them.
 *
 * @source Go's net.ParseCIDR; kubernetes pkg/apis/core/validation/validation.go, projectcalico libcalico-go/lib/validator/v3/validator.go: validateRule, "invalid CIDR"
 * @cure Write the length. For one address it is /32, or /128 for IPv6.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: from-bastion
 *   spec:
 *     ingress:
 *     - action: Allow
 *       source:
 *         nets:
 *         - 10.0.1.10
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: from-bastion
 *   spec:
 *     ingress:
 *     - action: Allow
 *       source:
 *         nets:
 *         - 10.0.1.10/32
 */
export const fieldCidr: Rule = {
  id: 'field/cidr',
  severity: 'error',
  ...forEveryKind((resource) =>
    fieldFindings(resource, 'cidr', (problem) => {
      const address = parseIp(unquoted(problem));
      return address === undefined ? undefined : rewrite(problem, hostCidr(address));
    }),
  ),
};
