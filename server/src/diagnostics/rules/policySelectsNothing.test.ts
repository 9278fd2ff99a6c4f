import { test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { policySelectsNothing as rule } from './policySelectsNothing.ts';

const policy = (selector: string, mark = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n${mark}spec:\n  podSelector:${selector}`;

const labels = (app: string): string => `\n    matchLabels:\n      app: ${app}\n`;

const deployment = (namespace = 'default'): string =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: db\n  namespace: ${namespace}\nspec:\n  template:\n    metadata:\n      labels: { app: database }\n`;

test('a slip', () => {
  checkRule(
    rule,
    `${policy(labels('databse'))}#     ^^^^^^^^^^^^ 💡 warning: This policy selects no pod; the nearest label is app: database of Deployment db\n${deployment()}`,
  );
});

test('nothing near may be somewhere else', () => {
  checkRule(
    rule,
    `${policy(labels('web'), '#       ^ info: This policy selects no pod of the workspace\n')}${deployment()}`,
  );
  checkRule(
    rule,
    `${policy(
      '\n    matchExpressions:\n    - { key: app, operator: DoesNotExist }\n',
      '#       ^ info: This policy selects no pod of the workspace\n',
    )}${deployment()}`,
  );
});

test.each([
  ['all pods', `${policy(' {}\n')}${deployment()}`],
  ['one that is there', `${policy(labels('database'))}${deployment()}`],
  ['no workload of the namespace', `${policy(labels('databse'))}${deployment('other')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});

test('the fix takes the nearest', () => {
  checkFix(
    rule,
    `${policy(labels('databse'))}${deployment()}`,
    `${policy(labels('database'))}${deployment()}`,
  );
});
