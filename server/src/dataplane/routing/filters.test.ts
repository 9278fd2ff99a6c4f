import { describe, expect, test } from 'vitest';
import {
  calico,
  learnt,
  nodeLabels,
  peer,
  pods,
  pool,
  profile,
  services,
  three,
  tor,
} from '../../../../test/kit/bgpLab.ts';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import { learnedBy } from './learn.ts';

const blocks = [
  '10.244.1.0/26 via 10.0.1.1 dev eth0',
  '10.244.2.0/26 via 10.0.1.2 dev eth0',
  '10.244.3.0/26 via 10.0.1.3 dev eth0',
];
const range = '10.96.0.0/12 | 10.0.1.1 | 10.0.1.2 | 10.0.1.3';

const filter = (rules: string): string => calico('BGPFilter', 'f', `{ exportV4: [${rules}] }`);

describe('export filters towards the top-of-rack peer', () => {
  test.each([
    [
      'none matches: as without',
      '{ action: Reject, matchOperator: In, cidr: 192.0.2.0/24 }',
      [range, ...blocks],
    ],
    ['reject the pods', '{ action: Reject, matchOperator: In, cidr: 10.244.0.0/16 }', [range]],
    ['reject all but the services', '{ action: Reject, matchOperator: NotIn, cidr: 10.96.0.0/12 }', [range]],
    [
      'accept one block, reject the rest',
      '{ action: Accept, matchOperator: Equal, cidr: 10.244.2.0/26 }, { action: Reject }',
      [blocks[1]],
    ],
    [
      'the first rule that holds decides, and an Accept for all lets out what the kernel has, too',
      '{ action: Reject, matchOperator: In, cidr: 10.244.0.0/22, prefixLength: { min: 26, max: 26 } }, { action: Accept }',
      [
        'default via 10.0.1.254 dev eth0',
        range,
        '10.244.1.1 via 10.0.1.1 dev eth0',
        '10.244.2.1 via 10.0.1.2 dev eth0',
        '10.244.3.1 via 10.0.1.3 dev eth0',
      ],
    ],
    [
      'lengths ask for the prefix as it is announced',
      '{ action: Reject, matchOperator: In, cidr: 10.244.0.0/16, prefixLength: { max: 25 } }',
      [range, ...blocks],
    ],
    [
      'own announcements did not come over BGP',
      '{ action: Reject, source: RemotePeers }',
      [range, ...blocks],
    ],
    ['iBGP rules hold for an iBGP peer', '{ action: Reject, peerType: iBGP }', []],
    ['eBGP rules do not', '{ action: Reject, peerType: eBGP }', [range, ...blocks]],
    [
      'half a condition is refused by the API server',
      '{ action: Reject, matchOperator: In }',
      [range, ...blocks],
    ],
  ])('%s', (_name, rules, expected) => {
    const cluster = clusterFrom(
      profile(three, tor(64512)),
      pool(),
      services,
      pods,
      filter(rules),
      peer(64512, ', filters: [f]'),
    );
    expect(learnt(cluster, 'tor')).toEqual(expected);
  });
});

test('what nodes learnt from each other is kept from an eBGP peer by its source', () => {
  const cluster = clusterFrom(
    profile(three, tor(65000)),
    pool(),
    services,
    pods,
    filter('{ action: Reject, source: RemotePeers }'),
    peer(65000, ', filters: [f]'),
  );
  expect(learnt(cluster, 'tor')).toEqual([range, ...blocks]);
});

test('an import filter of a node', () => {
  const selected = [
    nodeLabels('n1', '{ a: "" }'),
    calico('BGPFilter', 'f', '{ importV4: [{ action: Reject, matchOperator: In, cidr: 10.244.3.0/24 }] }'),
    calico('BGPPeer', 'others', '{ nodeSelector: has(a), peerSelector: "!has(a)", filters: [f] }'),
    calico('BGPConfiguration', 'default', '{ nodeToNodeMeshEnabled: false }'),
  ];
  const cluster = clusterFrom(profile(three, tor(64512)), pool(), pods, ...selected);
  expect(learnt(cluster, 'n1')).toEqual(['blackhole 10.244.1.0/26', blocks[1]]);
});

describe('communities', () => {
  const communitiesAt = (...manifests: readonly string[]): readonly string[] => {
    const cluster = clusterFrom(profile(three, tor(64512)), pool(), pods, ...manifests);
    const [host] = cluster.externalHosts;
    if (host === undefined) throw new Error('no tor');
    const learned = learnedBy(cluster, { kind: 'external', host }, 4, () => true);
    return [...learned].map(([prefix, [path]]) => `${prefix} ${path?.communities.join(' ') ?? ''}`).sort();
  };
  const configuration = calico(
    'BGPConfiguration',
    'default',
    `{ communities: [{ name: web, value: "64512:100" }],
       prefixAdvertisements: [{ cidr: 10.244.0.0/16, communities: [web, "64512:1:2", nobody] }] }`,
  );

  test('prefixAdvertisements put them on what lies within', () => {
    expect(communitiesAt(configuration, peer(64512))).toEqual([
      '10.244.1.0/26 64512:100 64512:1:2',
      '10.244.2.0/26 64512:100 64512:1:2',
      '10.244.3.0/26 64512:100 64512:1:2',
    ]);
  });

  test("a node's own take the place of the cluster's", () => {
    const own = calico(
      'BGPConfiguration',
      'node.n2',
      '{ prefixAdvertisements: [{ cidr: 10.244.0.0/16, communities: ["64512:7"] }] }',
    );
    expect(communitiesAt(configuration, own, peer(64512))).toContain('10.244.2.0/26 64512:7');
  });

  test('a filter adds and asks for them', () => {
    const adds = filter(
      '{ action: Accept, matchOperator: In, cidr: 10.244.2.0/24, operations: [{ addCommunity: { value: "64512:9" } }] }',
    );
    expect(communitiesAt(adds, peer(64512, ', filters: [f]'))).toContain('10.244.2.0/26 64512:9');
  });
});

test('a longer AS path loses', () => {
  const cluster = clusterFrom(
    profile(three, tor(65000)),
    pool(),
    calico(
      'BGPConfiguration',
      'default',
      '{ nodeToNodeMeshEnabled: false, serviceClusterIPs: [{ cidr: 10.96.0.0/12 }] }',
    ),
    pods,
    filter('{ action: Accept, operations: [{ prependASPath: { prefix: [64512, 64512] } }] }'),
    calico('BGPPeer', 'far', '{ peerIP: 10.0.1.10, asNumber: 65000, node: n1, filters: [f] }'),
    calico('BGPPeer', 'near', '{ peerIP: 10.0.1.10, asNumber: 65000, node: n2 }'),
  );
  expect(bgpNodes(cluster)).toHaveLength(3);
  expect(learnt(cluster, 'tor')).toEqual([
    'default via 10.0.1.1 dev eth0',
    '10.96.0.0/12 via 10.0.1.2 dev eth0',
    '10.244.1.0/26 via 10.0.1.1 dev eth0',
    '10.244.1.1 via 10.0.1.1 dev eth0',
    '10.244.2.0/26 via 10.0.1.2 dev eth0',
  ]);
});
