import { isPort } from '../../net/port.ts';
import { fieldFindings, rewrite, unquoted } from '../fieldProblems.ts';
import { forEveryKind, type Fix, type Rule } from '../rule.ts';
import type { FieldProblem } from '../../yaml/fields.ts';
import type { Resource } from '../../resources/resource.ts';

/**
 * A range of ports is written as its program reads it.
 *
 * Calico joins the ends of a range with a colon: `"30000:32767"`, in quotes. With a dash it takes the text for the name of
 * a port and refuses it, for such a name needs a letter. kube-apiserver's `--service-node-port-range`, and with it
 * `nodePortRange` in a ClusterProfile, is written with a dash: `30000-32767`.
 *
 * @source projectcalico api/pkg/lib/numorstring/port.go: PortFromString; kubernetes apimachinery pkg/util/net/port_range.go: ParsePortRange
 * @cure In a Calico policy write `"FIRST:LAST"`; for the range of node ports write `FIRST-LAST`.
 * @bad
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
 *       protocol: TCP
 *       destination:
 *         ports: [30000-32767]
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
 *       protocol: TCP
 *       destination:
 *         ports: ["30000:32767"]
 */
export const fieldPortRange: Rule = {
  id: 'field/port-range',
  severity: 'error',
  ...forEveryKind((resource) =>
    fieldFindings(resource, 'portRange', (problem) => otherJoint(resource, problem)),
  ),
};

function otherJoint({ kind }: Resource, problem: FieldProblem): Fix | undefined {
  const [, first, last] = /^(\d+)\s*[-:–]\s*(\d+)$/.exec(unquoted(problem)) ?? [];
  if (first === undefined || last === undefined) return undefined;
  if (!isPort(Number(first)) || !isPort(Number(last)) || Number(first) > Number(last)) return undefined;
  const isPolicy = kind === 'GlobalNetworkPolicy' || kind === 'CalicoNetworkPolicy';
  return rewrite(problem, isPolicy ? `"${first}:${last}"` : `${first}-${last}`);
}
