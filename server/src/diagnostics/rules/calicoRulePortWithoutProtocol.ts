import type { PolicyEntity, PolicyRule } from '../../resources/calico/policy.ts';
import type { PolicyPort } from '../../resources/calico/policyPort.ts';
import { firstLine, textOf } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A rule with ports says of which protocol.
 *
 * Only TCP, UDP and SCTP have ports. A rule that names a port by its number needs `protocol`, and the protocol must be one
 * of the three; Calico refuses the policy otherwise.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateRule, "rules with numeric port or port range must set protocol to TCP or UDP or SCTP"
 * @cure Add `protocol: TCP`, or whichever it is. For two protocols write two rules.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: web
 *   spec:
 *     ingress:
 *     - action: Allow
 *       destination:
 *         ports: [80]
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: GlobalNetworkPolicy
 *   metadata:
 *     name: web
 *   spec:
 *     ingress:
 *     - action: Allow
 *       protocol: TCP
 *       destination:
 *         ports: [80]
 */
export const calicoRulePortWithoutProtocol: Rule = {
  id: 'calico/rule-port-without-protocol',
  severity: 'error',
  ...forKind(['GlobalNetworkPolicy', 'CalicoNetworkPolicy'], function* ({ ingress, egress }) {
    for (const rule of [...ingress, ...egress]) {
      const ports = [...portsOf(rule.source), ...portsOf(rule.destination)];
      const [numbered] = ports.filter(({ kind }) => kind === 'range');
      const [first] = ports;
      if (rule.protocol === undefined && numbered !== undefined && !speaksOfProtocol(rule))
        yield {
          span: firstLine(numbered.at),
          message: 'A port in a rule without protocol',
          why: 'Calico refuses it: only TCP, UDP and SCTP have ports, so the rule must say which.',
        };
      else if (rule.protocol !== undefined && first !== undefined && !withPorts.has(rule.protocol.value))
        yield {
          span: rule.protocol.entry,
          message: `Protocol ${rule.protocol.value} has no ports`,
          why: 'Calico refuses it: only rules for TCP, UDP and SCTP can name ports.',
        };
    }
  }),
};

const withPorts: ReadonlySet<string> = new Set(['TCP', 'UDP', 'SCTP', '6', '17', '132']);

const portsOf = (entity: PolicyEntity | undefined): readonly PolicyPort[] =>
  entity === undefined ? [] : [...entity.ports, ...entity.notPorts];

/** A protocol that cannot be read is reported as such. */
const speaksOfProtocol = ({ at }: PolicyRule): boolean => /(?:^|[\s{,"'])protocol["']?\s*:/.test(textOf(at));
