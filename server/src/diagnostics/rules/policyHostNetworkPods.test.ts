import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { policyHostNetworkPods as rule } from './policyHostNetworkPods.ts';

const policy = (selector: string, mark = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n${mark}spec:\n  podSelector: ${selector}\n`;

const workload = (hostNetwork: string): string =>
  `---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: exporter\nspec:\n  template:\n    metadata:\n      labels: { app: exporter }\n    spec:\n      hostNetwork: ${hostNetwork}\n`;

test('the workloads are named', () => {
  checkRule(
    rule,
    `${policy(
      '{ matchLabels: { app: exporter } }',
      '#       ^ warning: This policy does nothing for DaemonSet exporter: hostNetwork\n',
    )}${workload('true')}`,
  );
});

test.each([
  ['a network of its own', `${policy('{ matchLabels: { app: exporter } }')}${workload('false')}`],
  ['a policy for all pods', `${policy('{}')}${workload('true')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
