import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpSingleAddressBlackhole as rule } from './bgpSingleAddressBlackhole.ts';

const service = (spec: string, mark = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n${mark}spec:\n  type: LoadBalancer\n${spec}  selector: { app: web }\n  ports: [{ port: 80 }]\nstatus: { loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }\n`;

const configuration = (range: string): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { serviceLoadBalancerIPs: [{ cidr: ${range} }] }\n`;

const pod = (app: string, ready = 'True'): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: { name: a, labels: { app: ${app} } }\nspec: { containers: [{ ports: [{ containerPort: 80 }] }] }\nstatus: { conditions: [{ type: Ready, status: "${ready}" }] }\n`;

const words = 'warning: Every node announces 203.0.113.7/32, and this Service has no endpoint';

test('no pod, and no pod that is ready', () => {
  checkRule(
    rule,
    `${service('', `#       ^^^ ${words}\n`)}${configuration('203.0.113.7/32')}${pod('other')}`,
  );
  checkRule(
    rule,
    `${service('', `#       ^^^ ${words}\n`)}${configuration('203.0.113.7/32')}${pod('web', 'False')}`,
  );
});

test.each([
  ['an endpoint', `${service('')}${configuration('203.0.113.7/32')}${pod('web')}`],
  ['a range', `${service('')}${configuration('203.0.113.0/24')}${pod('other')}`],
  [
    'Local asks for endpoints',
    `${service('  externalTrafficPolicy: Local\n')}${configuration('203.0.113.7/32')}${pod('other')}`,
  ],
  ['no pods are known', `${service('')}${configuration('203.0.113.7/32')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
