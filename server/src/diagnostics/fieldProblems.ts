import type { FieldProblem } from '../yaml/fields.ts';
import type { Resource } from '../resources/resource.ts';
import { textOf } from './edits.ts';
import type { Finding, Fix } from './rule.ts';

/** The findings of one kind of field problem; `fixOf` offers a cure where there is a certain one. */
export function* fieldFindings(
  { problems }: Resource,
  kind: FieldProblem['kind'],
  fixOf: (problem: FieldProblem) => Fix | undefined = () => undefined,
): Generator<Finding> {
  for (const problem of problems) {
    if (problem.kind !== kind || saysNothing(problem)) continue;
    yield {
      span: problem.span,
      message: problem.message.replace(/\s+/g, ' '),
      why: problem.cure,
      fix: fixOf(problem),
    };
  }
}

/**
 * An empty string is how a field is left out by programs that print every field, and so is port 0 where the API server
 * chooses the port.
 */
function saysNothing({ span }: FieldProblem): boolean {
  const text = textOf(span);
  if (text === '' || text === '""' || text === "''") return true;
  const before = span.section.text.slice(0, span.start);
  return text === '0' && /(?:nodePort|healthCheckNodePort|targetPort|hostPort)["']?\s*:\s*$/i.test(before);
}

/** The characters of a scalar without its quotes. */
export const unquoted = ({ span }: FieldProblem): string => textOf(span).replace(/^(["'])(.*)\1$/s, '$2');

export const rewrite = ({ span }: FieldProblem, text: string): Fix => ({
  title: `Write ${text}`,
  edits: [{ span, newText: text }],
});
