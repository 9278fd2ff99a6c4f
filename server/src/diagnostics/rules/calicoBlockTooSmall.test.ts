import { test } from 'vitest';
import { checkRule } from '../../../../test/kit/check.ts';
import { calicoBlockTooSmall as rule } from './calicoBlockTooSmall.ts';

const pool = (spec: string, name = 'a'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

const deployment = (replicas: number, nodeName = 'n1'): string =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: nginx\nspec:\n  replicas: ${String(replicas)}\n  template:\n    metadata:\n      labels: { app: nginx }\n    spec: { nodeName: ${nodeName} }\n`;

const node = (name: string): string => `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n`;

const limit = (most: number): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPAMConfiguration\nmetadata: { name: default }\nspec: { strictAffinity: true, maxBlocksPerHost: ${String(most)} }\n`;

test('more pods on a node than its blocks hold', () => {
  checkRule(
    rule,
    `${pool(`  cidr: 10.48.0.0/16
  blockSize: 32
# ^^^^^^^^^^^^^ warning: 20 blocks of /32 a node hold 20 of the 21 pods on n1
`)}${deployment(21)}${node('n1')}${node('n2')}`,
  );
});

test('the limit of the IPAMConfiguration, and blocks of the usual size', () => {
  checkRule(
    rule,
    `${pool(`  cidr: 10.48.0.0/16
#       ^^^^^^^^^^^^ warning: 1 blocks of /26 a node hold 64 of the 65 pods on n1
`)}${deployment(65)}${limit(1)}`,
  );
});

test('more pods than all nodes together hold', () => {
  checkRule(
    rule,
    `${pool(`  cidr: 10.48.0.0/16
  blockSize: 31
# ^^^^^^^^^^^^^ warning: 20 blocks of /31 a node hold 80 of the 81 pods on 2 nodes
`)}${deployment(81).replace(' nodeName: n1 ', '')}${node('n1')}${node('n2')}`,
  );
});

test('fewer addresses than a kubelet runs pods', () => {
  checkRule(
    rule,
    pool(`  cidr: 10.48.0.0/16
  blockSize: 30
# ^^^^^^^^^^^^^ info: 20 blocks of /30 hold 80 pods on a node, fewer than the 110 of a kubelet
`),
  );
  checkRule(
    rule,
    pool(`  cidr: fd00::/64
  blockSize: 128
# ^^^^^^^^^^^^^^ info: 20 blocks of /128 hold 20 pods on a node, fewer than the 110 of a kubelet
`),
  );
});

test.each([
  ['blocks of /29', pool('  cidr: 10.48.0.0/16\n  blockSize: 29\n')],
  ['a small pool', pool('  cidr: 10.48.0.0/26\n  blockSize: 30\n')],
  ['a pool for the asking', pool('  cidr: 10.48.0.0/16\n  blockSize: 32\n  assignmentMode: Manual\n')],
  ['a limit that is high enough', `${pool('  cidr: 10.48.0.0/16\n  blockSize: 30\n')}${limit(40)}`],
  [
    'another pool',
    `${pool('  cidr: 10.48.0.0/16\n  blockSize: 30\n')}${pool('  cidr: 10.50.0.0/16\n', 'b')}`,
  ],
  [
    'pods that are placed by simulation',
    `${pool('  cidr: 10.48.0.0/16\n  blockSize: 29\n')}${deployment(170).replace(' nodeName: n1 ', '')}`,
  ],
  ['no block size at all', pool('  cidr: 10.48.0.0/16\n  blockSize: 40\n')],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
