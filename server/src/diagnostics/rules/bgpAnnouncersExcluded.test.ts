import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { bgpAnnouncersExcluded as rule } from './bgpAnnouncersExcluded.ts';

const node = (name: string, excluded: boolean): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  labels: ${excluded ? '{ node.kubernetes.io/exclude-from-external-load-balancers: "true" }' : '{}'}\n`;

const configuration = (mark = ''): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\n${mark}spec: { serviceClusterIPs: [{ cidr: 10.49.0.0/16 }] }\n`;

const service = (mark = ''): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: NodePort\n  clusterIP: 10.49.0.7\n  externalTrafficPolicy: Local\n${mark}  selector: { app: web }\n  ports: [{ port: 80 }]\n`;

const pod = (name: string, nodeName: string): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, labels: { app: web } }\nspec: { ${nodeName === '' ? '' : `nodeName: ${nodeName}, `}containers: [{ ports: [{ containerPort: 80 }] }] }\nstatus: { podIP: 10.48.0.${name.slice(-1)} }\n`;

test('every node is excluded', () => {
  checkRule(
    rule,
    `${node('n1', true)}${node('n2', true)}${configuration(
      '#       ^^^^^^^ warning: No node announces addresses of Services: n1 and n2 are all excluded\n',
    )}${service()}${pod('p1', 'n1')}`,
  );
});

test('those with the endpoints are', () => {
  checkRule(
    rule,
    `${node('n1', true)}${node('n2', false)}${configuration()}${service(
      '# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: Nobody announces this Service: its endpoints are on n1 only, and excluded\n',
    )}${pod('p1', 'n1')}`,
  );
});

test.each([
  [
    'an endpoint elsewhere',
    `${node('n1', true)}${node('n2', false)}${configuration()}${service()}${pod('p1', 'n1')}${pod('p2', 'n2')}`,
  ],
  [
    'a pod that nobody placed',
    `${node('n1', true)}${node('n2', false)}${configuration()}${service()}${pod('p1', '')}`,
  ],
  ['nothing is announced', `${node('n1', true)}${service()}${pod('p1', 'n1')}`],
  ['nobody is excluded', `${node('n1', false)}${configuration()}${service()}${pod('p1', 'n1')}`],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
