import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster.ts';
import { blocksOfNode, calicoBlocks } from '../blocks.ts';
import { tunnelAddress } from '../tunnels.ts';

const blocks = (cluster: Cluster): readonly string[] =>
  calicoBlocks(cluster).map(({ cidr, node }) => `${cidr} ${node}`);

const addressOf = (cluster: Cluster, pod: string): readonly string[] =>
  cluster.pods.find(({ namespace, name }) => `${namespace}/${name}` === pod)?.ips.map(({ value }) => value) ??
  [];

const blockOf = (cluster: Cluster, pod: string): string | undefined =>
  cluster.pods
    .filter(({ namespace, name }) => `${namespace}/${name}` === pod)
    .flatMap(({ ips, node }) =>
      blocksOfNode(cluster, node?.value ?? '').filter(({ cidr }) =>
        ips.some(
          ({ value }) => cidr.split('.').slice(0, 3).join('.') === value.split('.').slice(0, 3).join('.'),
        ),
      ),
    )[0]?.cidr;

const profile = (nodes: string, more = ''): string => `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  nodes: [${nodes}]
  ${more}
`;

const node = (name: string, address: string): string =>
  `{ name: ${name}, interfaces: [{ name: eth0, addresses: [${address}] }] }`;

const calico = (kind: string, name: string, spec: string): string => `
apiVersion: projectcalico.org/v3
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;

const pod = (name: string, nodeName: string, more = '', metadata = ''): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}${metadata} }
spec: { nodeName: ${nodeName} }
${more}
`;

describe('the blocks of a running K3s cluster, as its course shows them, from its manifests alone', () => {
  const cluster = clusterFrom(
    profile(
      `${node('control', '198.19.0.1/20')}, ${node('node1', '198.19.0.2/20')}, ${node('node2', '198.19.0.3/20')}`,
      'podCIDRs: [198.19.16.0/20]',
    ),
    `
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec: { calicoNetwork: { ipPools: [{ cidr: 198.19.16.0/21, natOutgoing: Enabled, encapsulation: None }] } }
`,
    calico(
      'IPPool',
      'external-pool',
      '{ cidr: 198.19.24.0/21, blockSize: 29, ipipMode: Never, natOutgoing: true, nodeSelector: "!all()" }',
    ),
    `
apiVersion: v1
kind: Namespace
metadata:
  name: external-ns
  annotations: { cni.projectcalico.org/ipv4pools: '["external-pool"]' }
`,
    pod('customer', 'node1'),
    pod('summary', 'node2'),
    pod('nginx', 'node1', '', ', namespace: external-ns'),
  );

  test('each node takes the block that it took there, the /29 of the external pool too', () => {
    expect(blocks(cluster)).toEqual([
      '198.19.21.64/26 node2',
      '198.19.22.128/26 node1',
      '198.19.28.208/29 node1',
    ]);
  });

  test('pods get addresses of them', () => {
    expect(blockOf(cluster, 'default/customer')).toBe('198.19.22.128/26');
    expect(blockOf(cluster, 'default/summary')).toBe('198.19.21.64/26');
    expect(blockOf(cluster, 'external-ns/nginx')).toBe('198.19.28.208/29');
  });
});

const two = profile(`${node('node1', '10.0.1.1/24')}, ${node('node2', '10.0.1.2/24')}`);

describe('what installers bring', () => {
  const pools = (cluster: Cluster): readonly unknown[] =>
    cluster.pools.map(({ name, cidr, encapsulation, natOutgoing }) => [
      name,
      cidr,
      encapsulation.value.kind,
      natOutgoing.value,
    ]);
  const installation = (network: string): string => `
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec: { calicoNetwork: { ${network} } }
`;

  test.each([
    [
      'the operator makes one pool by itself',
      [installation('bgp: Enabled')],
      [['default-ipv4-ippool', '192.168.0.0/16', 'ipip', true]],
    ],
    ['or none, if it is told so', [installation('ipPools: []')], []],
    [
      'or those that are listed',
      [
        installation(
          'ipPools: [{ cidr: 10.1.0.0/16, encapsulation: VXLANCrossSubnet }, { cidr: 10.2.0.0/16, natOutgoing: Disabled }]',
        ),
      ],
      [
        ['10-2-0-0-16', '10.2.0.0/16', 'ipip', false],
        ['default-ipv4-ippool', '10.1.0.0/16', 'vxlan', true],
      ],
    ],
    [
      'an IPPool object stands for the one of the same range',
      [installation('ipPools: [{ cidr: 10.1.0.0/16 }]'), calico('IPPool', 'mine', '{ cidr: 10.1.0.0/16 }')],
      [['mine', '10.1.0.0/16', 'none', false]],
    ],
    [
      'the plain manifest makes one',
      [
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: calico-config }\ndata: { calico_backend: bird }\n',
      ],
      [['default-ipv4-ippool', '192.168.0.0/16', 'ipip', true]],
    ],
    [
      'without any trace a pool is assumed',
      [pod('a', 'node1')],
      [['default-ipv4-ippool', '10.48.0.0/16', 'none', true]],
    ],
  ])('%s', (_title, manifests, expected) => {
    expect(pools(clusterFrom(...manifests))).toEqual(expected);
  });
});

describe('pools', () => {
  test.each([
    ['a written address stands', pod('a', 'node1', 'status: { podIP: 10.48.7.7 }'), ['10.48.7.7']],
    [
      'an annotation asks for an address',
      pod('a', 'node1', '', `, annotations: { cni.projectcalico.org/ipAddrs: '["10.48.9.9"]' }`),
      ['10.48.9.9'],
    ],
    [
      'a pool that does not exist gives none',
      pod('a', 'node1', '', `, annotations: { cni.projectcalico.org/ipv4pools: '["gone"]' }`),
      [],
    ],
    [
      'only IPv6 is asked for, and no pool has it',
      pod('a', 'node1', '', `, annotations: { cni.projectcalico.org/ipFamilies: '["IPv6"]' }`),
      [],
    ],
  ])('%s', (_title, manifest, expected) => {
    expect(
      addressOf(clusterFrom(two, calico('IPPool', 'p', '{ cidr: 10.48.0.0/16 }'), manifest), 'default/a'),
    ).toEqual(expected);
  });

  test.each([
    ['of the first by name', '{ cidr: 10.50.0.0/16 }', '10.48.'],
    ['not of a disabled one', '{ cidr: 10.50.0.0/16 }', '10.50.', 'disabled: true'],
    ['not of one for other nodes', '{ cidr: 10.50.0.0/16 }', '10.50.', 'nodeSelector: has(other)'],
    ['not of one for other namespaces', '{ cidr: 10.50.0.0/16 }', '10.50.', "namespaceSelector: team == 'a'"],
    ['not of one for who asks', '{ cidr: 10.50.0.0/16 }', '10.50.', 'assignmentMode: Manual'],
    ['not of one for tunnels', '{ cidr: 10.50.0.0/16 }', '10.50.', 'allowedUses: [Tunnel]'],
  ])('an address %s', (_title, second, prefix, field = 'disabled: false') => {
    const cluster = clusterFrom(
      two,
      calico('IPPool', 'a', `{ cidr: 10.48.0.0/16, ${field} }`),
      calico('IPPool', 'b', second),
      pod('a', 'node1'),
    );
    expect(addressOf(cluster, 'default/a')[0]).toMatch(new RegExp(`^${prefix.replace('.', '\\.')}`));
  });

  test('without a pool that is for it a pod has no address', () => {
    const cluster = clusterFrom(
      profile(node('node1', '10.0.1.1/24')),
      calico('IPPool', 'a', '{ cidr: 10.48.0.0/16, nodeSelector: has(other) }'),
      pod('a', 'node1'),
    );
    expect(addressOf(cluster, 'default/a')).toEqual([]);
  });
});

describe('blocks fill up', () => {
  const many = (count: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${String(count)}
  template: { metadata: { labels: { app: web } }, spec: { nodeSelector: { on: "1" } } }
`;
  const labelled = `
apiVersion: v1
kind: Node
metadata: { name: node1, labels: { on: "1" } }
`;
  const addresses = (cluster: Cluster): ReadonlySet<string> =>
    new Set(cluster.pods.flatMap(({ ips }) => ips.map(({ value }) => value)));

  test('the next block upwards follows', () => {
    const cluster = clusterFrom(two, labelled, calico('IPPool', 'p', '{ cidr: 192.168.0.0/16 }'), many(70));
    expect(blocks(cluster)).toEqual(['192.168.166.128/26 node1', '192.168.166.192/26 node1']);
    expect(addresses(cluster).size).toBe(70);
  });

  test('a pool that is used up is followed by the next before anything is borrowed', () => {
    const cluster = clusterFrom(
      two,
      labelled,
      calico('IPPool', 'p', '{ cidr: 10.48.2.0/28, blockSize: 29 }'),
      calico('IPPool', 'q', '{ cidr: 10.48.3.0/24, blockSize: 29 }'),
      many(20),
    );
    expect(addresses(cluster).size).toBe(20);
    expect(blocks(cluster).filter((block) => block.startsWith('10.48.2.'))).toHaveLength(2);
  });

  test('a node borrows of another, unless affinity is strict', () => {
    const pool = calico('IPPool', 'p', '{ cidr: 10.48.2.0/28, blockSize: 29 }');
    const other = pod('b', 'node2', 'status: { podIP: 10.48.2.8 }');
    const borrowing = clusterFrom(two, labelled, pool, other, many(12));
    expect(addresses(borrowing).size).toBe(13);
    expect(calicoBlocks(borrowing).map(({ node: owner, borrowed }) => [owner, borrowed.length])).toEqual([
      ['node1', 0],
      ['node2', 4],
    ]);
    const strict = calico('IPAMConfiguration', 'default', '{ strictAffinity: true }');
    expect(addresses(clusterFrom(two, labelled, pool, other, many(12), strict)).size).toBe(9);
  });

  test('at most so many blocks a node, and no borrowing then', () => {
    const pool = calico('IPPool', 'p', '{ cidr: 10.48.2.0/24, blockSize: 29 }');
    const limit = calico('IPAMConfiguration', 'default', '{ maxBlocksPerHost: 2 }');
    expect(addresses(clusterFrom(two, labelled, pool, limit, many(20))).size).toBe(16);
    expect(addresses(clusterFrom(two, labelled, pool, many(180))).size).toBe(160);
  });

  test('reserved addresses are left out, whole blocks of them not even taken', () => {
    const pool = calico('IPPool', 'p', '{ cidr: 10.48.2.0/24, blockSize: 29 }');
    const first = blocks(clusterFrom(two, labelled, pool, many(1)))[0]?.split(' ')[0] ?? '';
    const reserved = calico('IPReservation', 'r', `{ reservedCIDRs: [${first}] }`);
    const cluster = clusterFrom(two, labelled, pool, reserved, many(9));
    expect(blocks(cluster).some((block) => block.startsWith(first))).toBe(false);
    expect(addresses(cluster).size).toBe(9);
  });
});

test('a tunnel takes the first address of the first block, of a node without pods too', () => {
  const cluster = clusterFrom(
    profile(node('minikube', '192.168.49.2/24')),
    calico('IPPool', 'p', '{ cidr: 10.244.0.0/16, ipipMode: Always }'),
  );
  const [minikube] = cluster.nodes;
  expect(blocks(cluster)).toEqual(['10.244.120.64/26 minikube']);
  expect(minikube && tunnelAddress(cluster, minikube, { kind: 'ipip', family: 4 })?.value).toBe(
    '10.244.120.64',
  );
});

test('a template may say the node of all its pods', () => {
  const cluster = clusterFrom(
    two,
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { replicas: 3, template: { metadata: { labels: { app: web } }, spec: { nodeName: node2 } } }
`,
  );
  expect(cluster.pods.map((each) => each.node?.value)).toEqual(['node2', 'node2', 'node2']);
  expect(blocks(cluster).map((block) => block.split(' ')[1])).toEqual(['node2']);
});

test('another pod, another service, another file: nobody moves', () => {
  const pool = calico('IPPool', 'p', '{ cidr: 10.48.0.0/16 }');
  const before = clusterFrom(two, pool, pod('a', 'node1'), pod('b', 'node2'));
  const after = clusterFrom(pod('c', 'node1'), pod('b', 'node2'), pool, pod('a', 'node1'), two);
  for (const name of ['default/a', 'default/b'])
    expect(addressOf(after, name)).toEqual(addressOf(before, name));
});
