import { describe, test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpAddressNotAnnounced as rule } from './bgpAddressNotAnnounced.ts';

const external = (mark = ''): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  externalIPs:
  - 203.0.113.7
${mark}  ports:
  - port: 80
`;

const balanced = (ingress: string): string => `apiVersion: v1
kind: Service
metadata:
  name: customer
spec:
  type: LoadBalancer
  ports:
  - port: 80
status:
  loadBalancer:
    ingress:
${ingress}`;

const configuration = (lists: string): string => `---
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata:
  name: default
spec:
  nodeToNodeMeshEnabled: true
${lists}`;

const range = (list: string, cidr: string): string => `  ${list}:\n  - cidr: ${cidr}\n`;

test('outside the list', () => {
  checkRule(
    rule,
    `${external(
      '#   ^^^^^^^^^^^ warning: External IP 203.0.113.7 is outside serviceExternalIPs, so no node announces it\n',
    )}${configuration(range('serviceExternalIPs', '198.51.100.0/24'))}`,
  );
});

test('without a list something else may announce it', () => {
  checkRule(
    rule,
    `${external(
      '#   ^^^^^^^^^^^ info: External IP 203.0.113.7 is outside serviceExternalIPs, so no node announces it\n',
    )}${configuration(range('serviceClusterIPs', '10.49.0.0/16'))}`,
  );
});

test('the address of a load balancer', () => {
  checkRule(
    rule,
    `${balanced(`    - ip: 203.0.113.7
#         ^^^^^^^^^^^ warning: Load-balancer address 203.0.113.7 is outside serviceLoadBalancerIPs, so no node announces it
    - ip: 203.0.113.8
      ipMode: Proxy
`)}${configuration(range('serviceLoadBalancerIPs', '198.51.100.0/24'))}`,
  );
});

test('a headless Service is never announced', () => {
  checkRule(
    rule,
    `${external(
      '#   ^^^^^^^^^^^ warning: External IP 203.0.113.7 is on a headless Service, so no node announces it\n',
    ).replace(
      '  ports:',
      '  clusterIP: None\n  ports:',
    )}${configuration(range('serviceExternalIPs', '203.0.113.0/24'))}`,
  );
});

describe('nothing to say', () => {
  test.each([
    ['inside', `${external()}${configuration(range('serviceExternalIPs', '203.0.113.0/24'))}`],
    ['no BGPConfiguration', external()],
    ['one that announces no services', `${external()}${configuration('')}`],
    [
      'an address on the subnet of the nodes',
      `${external().replace('203.0.113.7', '10.0.1.77')}${configuration(range('serviceExternalIPs', '198.51.100.0/24'))}`,
    ],
    [
      'one that Calico ignores',
      `${external()}${configuration(range('serviceExternalIPs', '198.51.100.0/24')).replace('name: default', 'name: other')}`,
    ],
    [
      'load balancers of something else',
      `${balanced('    - ip: 203.0.113.7\n')}${configuration(range('serviceClusterIPs', '10.49.0.0/16'))}`,
    ],
  ])('%s', (_name, text) => {
    checkRule(rule, text);
  });
});
