import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { knownVersions } from '../../dataplane/kubeProxy/versions.ts';
import { clusterVersionUnknown as rule } from './clusterVersionUnknown.ts';

const profile = (version: string): string =>
  `apiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: lab }\nspec:\n  kubernetesVersion: ${version}\n`;

const kubeadm = (version: string): string =>
  `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: ${version}\n`;

test('older and newer than all', () => {
  const [oldest = '', newest = ''] = [knownVersions[0], knownVersions.at(-1)];
  checkRule(
    rule,
    `${profile('"1.2"')}#                    ^^^^^ info: Kubernetes 1.2 is not known here; the rules of ${oldest} are shown\n`,
  );
  checkRule(
    rule,
    `${kubeadm('v1.99.0')}#                  ^^^^^^^ info: Kubernetes v1.99.0 is not known here; the rules of ${newest} are shown\n`,
  );
});

test('no version at all', () => {
  checkRule(
    rule,
    `${profile('newest')}#                    ^^^^^^ warning: Not a Kubernetes version: newest\n`,
  );
  checkRule(
    rule,
    `${kubeadm('stable-1')}#                  ^^^^^^^^ info: Not a Kubernetes version: stable-1\n`,
  );
});

test.each([...knownVersions, 'v1.30.5+k3s1'])('%s is known', (version) => {
  checkRule(rule, profile(`"${version}"`));
});
