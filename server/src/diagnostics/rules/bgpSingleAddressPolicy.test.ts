import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpSingleAddressPolicy as rule } from './bgpSingleAddressPolicy.ts';

const service = (spec: string, mark = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: dns }\nspec:\n  externalIPs:\n  - 203.0.113.7\n${mark}${spec}  ports: [{ port: 53, protocol: UDP }]\n`;

const configuration = (...ranges: readonly string[]): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { serviceExternalIPs: [${ranges.map((range) => `{ cidr: ${range} }`).join(', ')}] }\n`;

const kubernetes = (version: string): string =>
  `---\napiVersion: dataplanelens.dev/v1alpha1\nkind: ClusterProfile\nmetadata: { name: a }\nspec: { kubernetesVersion: "${version}" }\n`;

const calico = (version: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: ClusterInformation\nmetadata: { name: default }\nspec: { calicoVersion: ${version} }\n`;

test('no policy is filled in', () => {
  checkRule(
    rule,
    `${service('', '#   ^^^^^^^^^^^ warning: 203.0.113.7 is listed by itself, and this Service says no externalTrafficPolicy\n')}${configuration('203.0.113.7/32')}${kubernetes('1.28')}`,
  );
});

test('the version is not known', () => {
  checkRule(
    rule,
    `${service('', '#   ^^^^^^^^^^^ info: 203.0.113.7 is listed by itself, and this Service says no externalTrafficPolicy\n')}${configuration('203.0.113.7/32')}`,
  );
});

test.each([
  ['Kubernetes 1.29 fills it in', `${service('')}${configuration('203.0.113.7/32')}${kubernetes('1.29')}`],
  ['it is written', `${service('  externalTrafficPolicy: Cluster\n')}${configuration('203.0.113.7/32')}`],
  ['another type', `${service('  type: LoadBalancer\n')}${configuration('203.0.113.7/32')}`],
  ['a range beside it', `${service('')}${configuration('203.0.113.7/32', '203.0.113.0/24')}`],
  ['an older Calico', `${service('')}${configuration('203.0.113.7/32')}${calico('v3.29.1')}`],
  ['nothing announced', service('')],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
