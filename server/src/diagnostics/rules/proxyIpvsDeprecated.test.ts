import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { proxyIpvsDeprecated as rule } from './proxyIpvsDeprecated.ts';

const config = 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: ipvs\n';

const version = (text: string): string =>
  `---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: ${text}\n`;

test('from 1.35 on', () => {
  checkRule(
    rule,
    `${config}#     ^^^^ hint: The IPVS mode is deprecated in Kubernetes 1.36\n${version('v1.36.1')}`,
  );
});

test.each([
  ['before', `${config}${version('v1.34.4')}`],
  ['no version is given', config],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
