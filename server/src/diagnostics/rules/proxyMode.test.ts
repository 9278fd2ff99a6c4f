import { describe, test } from 'vitest';
import { checkFix, checkRule } from '../../../../test/kit/check.ts';
import { proxyMode as rule } from './proxyMode.ts';

const config = (mode: string, more = ''): string =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${more}mode: ${mode}\n`;

const version = (text: string): string =>
  `---\napiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: lab }\nspec: { kubernetesVersion: "${text}" }\n`;

test.each(['iptables', 'ipvs', 'nftables', '""'])('%s is a mode', (mode) => {
  checkRule(rule, config(mode));
});

test('modes of Windows', () => {
  checkRule(rule, `${config('kernelspace')}#     ^^^^^^^^^^^ error: Mode kernelspace is for Windows nodes\n`);
});

describe('by version', () => {
  test('userspace is gone', () => {
    checkRule(
      rule,
      `${config('userspace')}#     ^^^^^^^^^ 💡 error: Mode userspace is gone since Kubernetes 1.26; this cluster is 1.28\n${version('1.28')}`,
    );
    checkRule(rule, `${config('userspace')}${version('1.25')}`);
  });

  test('where no version is given, it is only likely', () => {
    checkRule(
      rule,
      `${config('userspace')}#     ^^^^^^^^^ 💡 warning: Mode userspace is gone since Kubernetes 1.26; this cluster is 1.30\n`,
    );
  });

  test('nftables is not there yet, or behind a gate', () => {
    checkRule(
      rule,
      `${config('nftables')}#     ^^^^^^^^ error: Kubernetes 1.28 has no mode nftables\n${version('1.28')}`,
    );
    checkRule(
      rule,
      `${config('nftables')}#     ^^^^^^^^ error: Mode nftables needs the feature gate NFTablesProxyMode in Kubernetes 1.30\n${version('1.30')}`,
    );
    checkRule(rule, `${config('nftables', 'featureGates: { NFTablesProxyMode: true }\n')}${version('1.30')}`);
    checkRule(rule, `${config('nftables')}${version('1.31')}`);
  });
});

test('inside the ConfigMap of kubeadm', () => {
  checkRule(
    rule,
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: kube-proxy
data:
  config.conf: |-
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: kernelspace
#         ^^^^^^^^^^^ error: Mode kernelspace is for Windows nodes
`,
  );
});

test.each([
  ['iptable', 'iptables'],
  ['IPVS', 'ipvs'],
  ['nftable', 'nftables'],
])('%s becomes %s', (written, meant) => {
  checkFix(rule, config(written), config(meant));
});
