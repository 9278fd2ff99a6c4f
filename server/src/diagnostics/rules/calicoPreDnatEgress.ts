import { firstLine, removeEntry } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A pre-DNAT policy has no egress.
 *
 * Before DNAT there are only packets that come in. Calico refuses a policy with `preDNAT: true` that has egress rules or
 * lists Egress in `types`.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/globalnetworkpolicy.go, the CEL rules of its spec: "preDNAT policy cannot have any egress rules", "preDNAT policy cannot have 'Egress' type"
 * @cure Move the egress rules to a policy without `preDNAT`.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: close-node-ports
 *   spec:
 *     applyOnForward: true
 *     preDNAT: true
 *     selector: has(host)
 *     types:
 *     - Ingress
 *     - Egress
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
 *     types:
 *     - Ingress
 *     ingress:
 *     - action: Deny
 */
export const calicoPreDnatEgress: Rule = {
  id: 'calico/pre-dnat-egress',
  severity: 'error',
  ...forKind(['GlobalNetworkPolicy'], function* ({ preDNAT, types, egress, egressAt }) {
    if (preDNAT?.value !== true) return;
    for (const type of types) {
      if (type.value !== 'Egress') continue;
      const edit = types.length > 1 ? removeEntry(type.entry) : undefined;
      yield {
        span: type.span,
        message: 'type Egress in a preDNAT policy',
        why: 'Calico refuses it: before DNAT there are only packets that come in.',
        fix: edit && { title: 'Remove Egress', edits: [edit] },
      };
    }
    if (egress.length > 0 && egressAt !== undefined)
      yield {
        span: firstLine(egressAt),
        message: 'egress rules in a preDNAT policy',
        why: 'Calico refuses it: before DNAT there are only packets that come in.',
      };
  }),
};
