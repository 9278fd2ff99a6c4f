import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { clusterDuplicateResource as rule } from './clusterDuplicateResource.ts';

const service = (namespace: string, mark = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: customer\n${mark}  namespace: ${namespace}\n`;

test('in one file', () => {
  checkRule(
    rule,
    `${service('bank')}---\n${service(
      'bank',
      '#       ^^^^^^^^ warning: Another Service customer is shown in place of this one\n',
    )}`,
  );
});

test('in two files it may be meant', () => {
  checkRule(
    rule,
    `#- /dev.yaml\n${service('bank')}#- /prod.yaml\n${service(
      'bank',
      '#       ^^^^^^^^ hint: Another Service customer is shown in place of this one\n',
    )}`,
  );
});

test.each([
  ['another namespace', `${service('bank')}---\n${service('shop')}`],
  ['another kind', `${service('bank')}---\n${service('bank').replace('Service', 'Pod')}`],
  ['no name yet', 'apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Service\n'],
  [
    "Calico's policy and that of Kubernetes",
    `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: p }\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\n`,
  ],
])('fine: %s', (_name, text) => {
  checkRule(rule, text);
});
