import { fieldFindings, rewrite, unquoted } from '../fieldProblems.ts';
import { nearest } from '../nearest.ts';
import { forEveryKind, type Fix, type Rule } from '../rule.ts';
import type { FieldProblem } from '../../yaml/fields.ts';

/**
 * A field that takes a few words takes no others.
 *
 * Capital letters count: `type: Nodeport` is refused, and so is Calico's `protocol: tcp`.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go (NotSupported); projectcalico api/pkg/lib/numorstring/protocol.go, "protocol name invalid"
 * @cure Use one of the words the message names.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: Nodeport
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 */
export const fieldValue: Rule = {
  id: 'field/value',
  severity: 'error',
  ...forEveryKind((resource) => fieldFindings(resource, 'value', meantWord)),
};

function meantWord(problem: FieldProblem): Fix | undefined {
  const { values = [] } = problem;
  const written = unquoted(problem);
  const meant =
    values.find((value) => value.toLowerCase() === written.toLowerCase()) ?? nearest(written, values);
  return meant === undefined ? undefined : rewrite(problem, meant);
}
