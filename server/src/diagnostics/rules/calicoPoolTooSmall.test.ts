import { expect, test } from 'vitest';
import { checkRule, diagnosed } from '../../../../test/kit/check.ts';
import { calicoPoolTooSmall as rule } from './calicoPoolTooSmall.ts';

const pool = (spec: string, name = 'a'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

const deployment = (replicas: number, more = '{}', annotations = '{}'): string =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: nginx\nspec:\n  replicas: ${String(replicas)}\n  template:\n    metadata:\n      labels: { app: nginx }\n      annotations: ${annotations}\n    spec: ${more}\n`;

const daemonSet =
  '---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: agent }\nspec: { template: { metadata: { labels: { app: agent } }, spec: {} } }\n';

const node = (name: string, labels = '{}'): string =>
  `---\napiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n  labels: ${labels}\n`;

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'].map((name) => node(name)).join('');

const whyOf = (text: string): readonly string[] =>
  diagnosed(text, rule).flatMap(({ diagnostics }) => diagnostics.map(({ why }) => why));

test('fewer addresses than pods', () => {
  const text = `${pool(`  cidr: 10.48.2.0/29
#       ^^^^^^^^^^^^ warning: 10.48.2.0/29 has 8 addresses for 10 pods
  blockSize: 29
`)}${deployment(10)}`;
  checkRule(rule, text);
  expect(whyOf(text)).toEqual([
    'A /29 has 8 addresses. The pods beyond that get no address and do not start.',
  ]);
});

test('two pools together, said at the first', () => {
  checkRule(
    rule,
    `${pool(
      `  cidr: 10.48.2.0/30
#       ^^^^^^^^^^^^ warning: 10.48.2.0/30 and 10.48.3.0/30 have 8 addresses for 10 pods
  blockSize: 30
`,
    )}${pool('  cidr: 10.48.3.0/30\n  blockSize: 30\n', 'b')}${deployment(10)}`,
  );
});

test('the pool that pods ask for', () => {
  checkRule(
    rule,
    `${pool('  cidr: 10.48.0.0/16\n')}${pool(
      `  cidr: 10.48.2.0/30
#       ^^^^^^^^^^^^ warning: 10.48.2.0/30 has 4 addresses for 5 pods
  blockSize: 30
`,
      'b',
    )}${deployment(5, '{}', `{ cni.projectcalico.org/ipv4pools: '["b"]' }`)}`,
  );
});

test('a reservation keeps addresses back', () => {
  checkRule(
    rule,
    `${pool(`  cidr: 10.48.2.0/29
#       ^^^^^^^^^^^^ warning: 10.48.2.0/29 has 4 addresses for 5 pods
  blockSize: 29
`)}---\napiVersion: projectcalico.org/v3\nkind: IPReservation\nmetadata: { name: a }\nspec: { reservedCIDRs: [10.48.2.0/30, 10.48.2.1] }\n${deployment(5)}`,
  );
});

test('fewer blocks than nodes', () => {
  const text = `${pool(`  cidr: 10.48.0.0/24
#       ^^^^^^^^^^^^ info: 10.48.0.0/24 has 4 blocks for 5 nodes
`)}${nodes}`;
  checkRule(rule, text);
  expect(whyOf(text)).toEqual([
    'A /24 in blocks of /26 makes 4. The other nodes borrow single addresses out of these blocks, each a /32 route of its own.',
  ]);
  checkRule(
    rule,
    `${pool(`  cidr: 10.48.0.0/24
#       ^^^^^^^^^^^^ warning: 10.48.0.0/24 has 4 blocks for 5 nodes
`)}${nodes}---\napiVersion: projectcalico.org/v3\nkind: IPAMConfiguration\nmetadata: { name: default }\nspec: { strictAffinity: true }\n`,
  );
});

test('a pool of an Installation', () => {
  checkRule(
    rule,
    `apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec:
  calicoNetwork:
    ipPools:
    - cidr: 10.48.2.0/29
#           ^^^^^^^^^^^^ warning: 10.48.2.0/29 has 8 addresses for 10 pods
      blockSize: 29
${deployment(10)}`,
  );
});

test.each([
  ['enough', `${pool('  cidr: 10.48.2.0/28\n  blockSize: 28\n')}${deployment(16)}`],
  [
    "the host's network",
    `${pool('  cidr: 10.48.2.0/30\n  blockSize: 30\n')}${deployment(9, '{ hostNetwork: true }')}`,
  ],
  ['a DaemonSet on simulated nodes', `${pool('  cidr: 10.48.2.0/32\n  blockSize: 32\n')}${daemonSet}`],
  ['a simulated pool', deployment(1000)],
  ['a disabled pool', `${pool('  cidr: 10.48.2.0/30\n  blockSize: 30\n  disabled: true\n')}${deployment(9)}`],
  [
    'another pool may serve them',
    `${pool('  cidr: 10.48.2.0/30\n  blockSize: 30\n')}${pool('  cidr: 10.50.0.0/16\n', 'b')}${deployment(9)}`,
  ],
  [
    'a pool for the asking',
    `${pool('  cidr: 10.50.0.0/16\n')}${pool('  cidr: 10.48.2.0/30\n  blockSize: 30\n  assignmentMode: Manual\n', 'b')}${deployment(9)}${nodes}`,
  ],
  ['simulated nodes', pool('  cidr: 10.48.2.0/26\n')],
  [
    'a pool for some nodes',
    `${pool('  cidr: 10.48.0.0/24\n  nodeSelector: rack == "1"\n')}${pool('  cidr: 10.50.0.0/16\n  nodeSelector: "!has(rack)"\n', 'b')}${nodes}${node('n6', '{ rack: "1" }')}`,
  ],
  [
    'pods that ask for what there is not',
    `${pool('  cidr: 10.48.2.0/30\n  blockSize: 30\n')}${deployment(9, '{}', `{ cni.projectcalico.org/ipv4pools: '["b"]' }`)}`,
  ],
])('nothing to say: %s', (_name, text) => {
  checkRule(rule, text);
});
