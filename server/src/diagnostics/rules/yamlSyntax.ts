import { firstLine } from '../edits.ts';
import type { Rule } from '../rule.ts';

/**
 * A document that is no YAML cannot be read.
 *
 * Nothing else is said about such a document: what stands behind the error may be missing for that reason only. The other
 * documents of the file are read as if nothing were wrong.
 *
 * @source YAML 1.2.2, https://yaml.org/spec/1.2.2/
 * @cure Mostly it is the indentation, a missing colon or quote, or a tab.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: [customer
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 */
export const yamlSyntax: Rule = {
  id: 'yaml/syntax',
  severity: 'error',
  inSchema: true,
  needs: 'section',
  *check({ syntaxProblems }) {
    for (const { span, message } of syntaxProblems) {
      const { section, start, end } = firstLine(span);
      yield {
        span: { section, start, end: Math.min(Math.max(end, start + 1), section.text.length) },
        message: message.replace(/\s+/g, ' ').trim(),
        why: 'The document is left unread until it is YAML again.',
      };
    }
  },
};
