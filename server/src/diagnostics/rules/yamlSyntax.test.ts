import { expect, test } from 'vitest';
import { checkRule, findingsOf } from '../../../../test/kit/check.ts';
import { yamlSyntax } from './yamlSyntax.ts';

test('the third document is broken, the others are not', () => {
  const good = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n';
  const found = findingsOf(yamlSyntax, `${good}---\n${good}---\nkind: [\n---\n${good}`);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^error: /);
});

test('a tab', () => {
  expect(findingsOf(yamlSyntax, 'kind: Service\nspec:\n\ttype: NodePort\n').length).toBeGreaterThan(0);
});

test.each(['', '# nothing\n', 'kind: Service\n', '{{ if .Values.on }}\n- [\n{{ end }}\n'])(
  '%j is fine, or no YAML yet',
  (text) => {
    checkRule(yamlSyntax, text);
  },
);
