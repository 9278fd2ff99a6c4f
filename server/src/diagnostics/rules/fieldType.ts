import type { FieldProblem } from '../../yaml/fields.ts';
import { textOf } from '../edits.ts';
import { fieldFindings, rewrite } from '../fieldProblems.ts';
import { forEveryKind, type Fix, type Rule } from '../rule.ts';

/**
 * A field holds what its kind of object has there: a map, a list, a number.
 *
 * The API server cannot read the object otherwise. An editor with a schema for the kind says it too.
 *
 * @source kubernetes staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json: strict decoding
 * @cure Write what the message asks for. A list has a dash before each item.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *       port: 80
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     ports:
 *     - port: 80
 */
export const fieldType: Rule = {
  id: 'field/type',
  severity: 'error',
  inSchema: true,
  ...forEveryKind(function* (resource) {
    for (const finding of fieldFindings(resource, 'type', quotedList)) {
      const { section, start, end } = finding.span;
      const newline = section.text.slice(start, end).indexOf('\n');
      yield newline === -1 ? finding : { ...finding, span: { section, start, end: start + newline } };
    }
  }),
};

/** `ipv4pools: ["a"]`: Calico's annotations hold JSON, which YAML reads as a list of its own unless it is in quotes. */
function quotedList(problem: FieldProblem): Fix | undefined {
  const text = textOf(problem.span);
  const before = problem.span.section.text.slice(0, problem.span.start);
  return /projectcalico\.org\/\w+["']?\s*:\s*$/.test(before) && /^\["[^'\n]*"\]$/.test(text)
    ? rewrite(problem, `'${text}'`)
    : undefined;
}
