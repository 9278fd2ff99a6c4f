import { isPort } from '../../net/port.ts';
import { fieldFindings, rewrite, unquoted } from '../fieldProblems.ts';
import { forEveryKind, type Rule } from '../rule.ts';
import type { FieldProblem } from '../../yaml/fields.ts';
import type { Fix } from '../rule.ts';
import { textOf } from '../edits.ts';

/**
 * A field for a port holds a port.
 *
 * A port is a whole number from 1 to 65535, without quotes: in quotes it is a string, which is no number for `nodePort`
 * and a port's name, without the letter such a name needs, for `targetPort`. A name has at most 15 lower-case letters,
 * digits and single dashes, at least one of them a letter.
 *
 * @source kubernetes staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go: IsValidPortNum, IsValidPortName
 * @cure Write a number from 1 to 65535 without quotes, or the name of a port where the field takes one.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 *       targetPort: "8080"
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 *       targetPort: 8080
 */
export const fieldPort: Rule = {
  id: 'field/port',
  severity: 'error',
  ...forEveryKind((resource) => fieldFindings(resource, 'port', withoutQuotes)),
};

function withoutQuotes(problem: FieldProblem): Fix | undefined {
  const text = unquoted(problem);
  const isQuoted = text !== textOf(problem.span);
  return isQuoted && /^\d+$/.test(text) && isPort(Number(text)) ? rewrite(problem, text) : undefined;
}
