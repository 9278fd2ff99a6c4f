import { expect, test } from 'vitest';
import { checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { calicoPoolBlockSize as rule } from './calicoPoolBlockSize.ts';

const pool = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: a\nspec:\n${spec}`;

const whyOf = (text: string): readonly string[] =>
  diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics.map(({ why }) => why));

test.each([
  ['10.48.0.0/16', '19'],
  ['10.48.0.0/16', '33'],
  ['fd00:48::/64', '64'],
  ['fd00:48::/64', '129'],
])('%s with blocks of /%s', (cidr, size) => {
  checkRule(
    rule,
    pool(`  cidr: ${cidr}
  blockSize: ${size}
# ^^^^^^^^^^^${'^'.repeat(size.length)} error: blockSize must be between 20 and 32 for IPv4 pools, and between 116 and 128 for IPv6 pools
`),
  );
});

test('a pool smaller than a block, with the arithmetic', () => {
  const small = pool(`  cidr: 10.48.0.0/27
#       ^^^^^^^^^^^^ error: IP pool size is too small for use with Calico IPAM. It must be equal to or greater than the block size.
`);
  checkRule(rule, small);
  expect(whyOf(small)).toEqual([
    '10.48.0.0/27 has 32 addresses, one block of /26 (the default) has 64. Set blockSize to 27 or more, at most 32.',
  ]);
  expect(whyOf(pool('  cidr: fd00::/126\n  blockSize: 124\n'))).toEqual([
    'fd00::/126 has 4 addresses, one block of /124 has 16. Set blockSize to 126 or more, at most 128.',
  ]);
});

const affinity = (cidr: string): string => `---
apiVersion: crd.projectcalico.org/v1
kind: BlockAffinity
metadata:
  name: worker1-block
spec:
  node: worker1
  cidr: ${cidr}
  state: confirmed
`;

test('blocks of another size are in use', () => {
  checkRule(
    rule,
    `${pool(`  cidr: 10.48.0.0/16
  blockSize: 28
# ^^^^^^^^^^^^^ error: IPPool blocksSize conflicts with existing allocations that use a different blockSize
`)}${affinity('10.48.7.64/26')}`,
  );
});

test('the pools of an Installation', () => {
  checkRule(
    rule,
    `apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec:
  calicoNetwork:
    ipPools:
    - cidr: 10.48.0.0/27
#           ^^^^^^^^^^^^ error: IP pool size is too small for use with Calico IPAM. It must be equal to or greater than the block size.
    - cidr: fd00:48::/64
      blockSize: 26
#     ^^^^^^^^^^^^^ error: blockSize must be between 20 and 32 for IPv4 pools, and between 116 and 128 for IPv6 pools
`,
  );
});

test.each([
  '  cidr: 10.48.0.0/27\n  blockSize: 29\n',
  '  cidr: 10.48.0.0/16\n  blockSize: 0\n',
  '  cidr: 10.48.0.0/26\n',
  '  cidr: fd00:48::/64\n',
  '  cidr: 10.48.0.0/30\n  disabled: true\n',
  '  cidr: 10.48.0.0\n  blockSize: 19\n',
  `  cidr: 10.48.0.0/16\n${affinity('10.48.7.64/26')}`,
  `  cidr: 10.48.0.0/16\n  blockSize: 28\n${affinity('10.49.7.64/26')}`,
])('fine: %j', (spec) => {
  checkRule(rule, pool(spec));
});
