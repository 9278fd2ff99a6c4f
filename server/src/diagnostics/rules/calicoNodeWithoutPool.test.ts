import { expect, test } from 'vitest';
import { checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { calicoNodeWithoutPool as rule } from './calicoNodeWithoutPool.ts';

const node = (name: string, labels = '{}', mark = ''): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n${mark}  labels: ${labels}\n`;

const pool = (name: string, cidr: string, more = ''): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n  cidr: ${cidr}\n${more}`;

const racks = `${pool('rack-1', '10.48.0.0/17', '  nodeSelector: rack == "1"\n')}${pool('rack-2', '10.48.128.0/17', '  nodeSelector: rack == "2"\n')}`;

test('a node that no selector picks', () => {
  const text = `${node('n1', '{ rack: "1" }')}${node(
    'n3',
    '{ rack: "3" }',
    '#       ^^ error: no configured Calico pools for node n3\n',
  )}${racks}`;
  checkRule(rule, text);
  expect(diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics.map(({ why }) => why))).toEqual([
    'Pods here get no IPv4 address and do not start: rack-1 is for rack == "1" and rack-2 is for rack == "2".',
  ]);
});

test('a pool that is only for the asking', () => {
  checkRule(
    rule,
    `${node('n1', '{}', '#       ^^ error: no configured Calico pools for node n1\n')}${pool('a', '10.48.0.0/17', '  assignmentMode: Manual\n')}${pool('b', '10.50.0.0/17', '  nodeSelector: "!all()"\n')}`,
  );
});

test('one family is left out', () => {
  checkRule(
    rule,
    `---\napiVersion: projectcalico.org/v3\nkind: Node\nmetadata:\n  name: n1
#       ^^ error: no configured Calico pools for node n1
${pool('a', '10.48.0.0/17')}${pool('six', 'fd00::/64', '  nodeSelector: has(rack)\n')}`,
  );
});

test('every pool is disabled', () => {
  checkRule(
    rule,
    `${node('n1')}${pool(
      'a',
      '10.48.0.0/17',
      '  disabled: true\n# ^^^^^^^^^^^^^^ warning: Every pool for pods is disabled: there are no configured Calico pools for any node\n',
    )}${pool('b', '10.50.0.0/17', '  disabled: true\n')}`,
  );
});

test.each([
  ['some pool picks each', `${node('n1', '{ rack: "1" }')}${node('n2', '{ rack: "2" }')}${racks}`],
  ['a pool for all', `${node('n1')}${racks}${pool('a', '10.50.0.0/16')}`],
  ['no pool', node('n1')],
  ['simulated nodes', racks],
  [
    'a selector that cannot be read',
    `${node('n1')}${pool('a', '10.48.0.0/17', '  nodeSelector: rack = 1\n')}`,
  ],
  [
    'labels that the cluster sets',
    `${node('n1')}${pool('a', '10.48.0.0/17', '  nodeSelector: topology.kubernetes.io/zone == "a"\n')}`,
  ],
  [
    'hostname',
    `${node('n1')}${pool('a', '10.48.0.0/17', '  nodeSelector: kubernetes.io/hostname == "n1"\n')}`,
  ],
  ['only load balancers', `${node('n1')}${pool('a', '203.0.113.0/24', '  allowedUses: [LoadBalancer]\n')}`],
  [
    'one of two is enabled',
    `${node('n1')}${pool('a', '10.48.0.0/17', '  disabled: true\n')}${pool('b', '10.50.0.0/17')}`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
