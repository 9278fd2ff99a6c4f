import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpSingleAddressUnused as rule } from './bgpSingleAddressUnused.ts';

const configuration = (list: string, ...entries: readonly string[]): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  ${list}:\n${entries.join('')}`;

const external = (ip: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { externalIPs: [${ip}], ports: [{ port: 80 }] }\n`;

const balanced = (status: string, name = 'lb'): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { type: LoadBalancer, ports: [{ port: 80 }] }\nstatus: ${status}\n`;

const calico = (version: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: ClusterInformation\nmetadata: { name: default }\nspec: { calicoVersion: ${version} }\n`;

test('addresses that nobody has', () => {
  checkRule(
    rule,
    `${configuration(
      'serviceExternalIPs',
      '  - cidr: 203.0.113.7/32\n',
      '  - cidr: 203.0.113.8\n',
      '#         ^^^^^^^^^^^ info: No Service here has 203.0.113.8, so nobody announces it\n',
      '  - cidr: 198.51.100.0/24\n',
    )}${external('203.0.113.7')}`,
  );
  checkRule(
    rule,
    `${configuration(
      'serviceLoadBalancerIPs',
      '  - cidr: fd00::8/128\n',
      '#         ^^^^^^^^^^^ info: No Service here has fd00::8, so nobody announces it\n',
    )}${balanced('{ loadBalancer: { ingress: [{ ip: "fd00::7" }] } }')}`,
  );
});

test.each([
  ['no Service has any', configuration('serviceExternalIPs', '  - cidr: 203.0.113.8/32\n')],
  [
    'one waits for its address',
    `${configuration('serviceLoadBalancerIPs', '  - cidr: 203.0.113.8/32\n')}${balanced('{ loadBalancer: {} }')}${balanced('{ loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }', 'other')}`,
  ],
  [
    'an older Calico announces it all the same',
    `${configuration('serviceExternalIPs', '  - cidr: 203.0.113.8/32\n')}${external('203.0.113.7')}${calico('v3.29.0')}`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
