import { describe, expect, test } from 'vitest';
import {
  calico,
  learnt,
  localService,
  machine,
  noMesh,
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
import { sessions } from './sessionPicture.ts';

describe('what the top-of-rack peer sees', () => {
  test('iBGP to every node, mesh on: each route from its owner only', () => {
    const cluster = clusterFrom(
      profile(three, tor(64512)),
      pool(),
      services,
      pods,
      localService,
      peer(64512),
    );
    expect(learnt(cluster, 'tor')).toEqual([
      '10.96.0.0/12 | 10.0.1.1 | 10.0.1.2 | 10.0.1.3',
      '10.96.0.10 | 10.0.1.1 | 10.0.1.3',
      '10.244.1.0/26 via 10.0.1.1 dev eth0',
      '10.244.2.0/26 via 10.0.1.2 dev eth0',
      '10.244.3.0/26 via 10.0.1.3 dev eth0',
    ]);
  });

  test('eBGP to every node, mesh on: every node passes on what it learnt, as if it were near', () => {
    const cluster = clusterFrom(
      profile(three, tor(65000)),
      pool(),
      services,
      pods,
      localService,
      peer(65000),
    );
    const all = '10.0.1.1 | 10.0.1.2 | 10.0.1.3';
    expect(learnt(cluster, 'tor')).toEqual([
      `10.96.0.0/12 | ${all}`,
      `10.96.0.10 | ${all}`,
      `10.244.1.0/26 | ${all}`,
      `10.244.2.0/26 | ${all}`,
      `10.244.3.0/26 | ${all}`,
    ]);
  });

  test('the same with nextHopMode Keep: the owner is the next hop again', () => {
    const cluster = clusterFrom(
      profile(three, tor(65000)),
      pool(),
      services,
      pods,
      localService,
      peer(65000, ', nextHopMode: Keep'),
    );
    expect(learnt(cluster, 'tor')).toContain('10.244.2.0/26 via 10.0.1.2 dev eth0');
    expect(learnt(cluster, 'tor')).toContain('10.96.0.10 | 10.0.1.1 | 10.0.1.3');
  });

  test('eBGP to every node, mesh off: blocks from their owners, and nodes do not know each other', () => {
    const cluster = clusterFrom(profile(three, tor(65000)), pool(), noMesh, pods, peer(65000));
    expect(learnt(cluster, 'tor')).toEqual([
      '10.96.0.0/12 | 10.0.1.1 | 10.0.1.2 | 10.0.1.3',
      '10.244.1.0/26 via 10.0.1.1 dev eth0',
      '10.244.2.0/26 via 10.0.1.2 dev eth0',
      '10.244.3.0/26 via 10.0.1.3 dev eth0',
    ]);
    expect(learnt(cluster, 'n1')).toEqual(['blackhole 10.244.1.0/26']);
  });

  test('iBGP with one node only: its own block and the services', () => {
    const cluster = clusterFrom(
      profile(three, tor(64512)),
      pool(),
      services,
      pods,
      peer(64512, ', node: n2'),
    );
    expect(learnt(cluster, 'tor')).toEqual([
      '10.96.0.0/12 via 10.0.1.2 dev eth0',
      '10.244.2.0/26 via 10.0.1.2 dev eth0',
    ]);
  });

  test('a pool that is not exported is missing; a disabled one is not', () => {
    const hidden = clusterFrom(
      profile(three, tor(64512)),
      pool(', disableBGPExport: true'),
      pods,
      peer(64512),
    );
    expect(learnt(hidden, 'tor')).toEqual([]);
    const disabled = clusterFrom(profile(three, tor(64512)), pool(', disabled: true'), pods, peer(64512));
    expect(learnt(disabled, 'tor')).toHaveLength(3);
  });

  test('its import filter', () => {
    const filtered = machine(
      'tor',
      '10.0.1.10/24',
      ', bgp: { asNumber: 64512, importPrefixes: [10.96.0.0/12] }',
    );
    const cluster = clusterFrom(profile(three, filtered), pool(), services, pods, localService, peer(64512));
    expect(learnt(cluster, 'tor')).toEqual([
      '10.96.0.0/12 | 10.0.1.1 | 10.0.1.2 | 10.0.1.3',
      '10.96.0.10 | 10.0.1.1 | 10.0.1.3',
    ]);
  });

  test('on another subnet, everything goes by the gateway', () => {
    const far = machine('tor', '10.9.9.9/24', ', bgp: { asNumber: 64512 }');
    const cluster = clusterFrom(
      profile(three, far),
      pool(),
      services,
      pods,
      calico('BGPPeer', 'tor', '{ peerIP: 10.9.9.9, asNumber: 64512 }'),
    );
    expect(learnt(cluster, 'tor')).toEqual([
      '10.96.0.0/12 via 10.9.9.254 dev eth0',
      '10.244.1.0/26 via 10.9.9.254 dev eth0',
      '10.244.2.0/26 via 10.9.9.254 dev eth0',
      '10.244.3.0/26 via 10.9.9.254 dev eth0',
    ]);
  });
});

describe('sessions that do not come up', () => {
  test.each([
    ['another AS than the host has', peer(65001), 'tor is AS 64512, but is expected to be AS 65001'],
    [
      'no AS number',
      calico('BGPPeer', 'tor', '{ peerIP: 10.0.1.10 }'),
      'BGPPeer tor names no AS number for 10.0.1.10',
    ],
    [
      'nobody at the address',
      calico('BGPPeer', 'tor', '{ peerIP: 10.0.1.77, asNumber: 64512 }'),
      'no host of the picture has the address 10.0.1.77',
    ],
  ])('%s', (_name, manifest, why) => {
    const cluster = clusterFrom(profile(three, tor(64512)), pool(), pods, manifest);
    expect(sessions(cluster, 4).peers.map(({ session }) => session.down)).toEqual([why, why, why]);
    expect(learnt(cluster, 'tor')).toEqual([]);
  });

  test('an address that is none: no session at all, and the mesh is as it was', () => {
    const cluster = clusterFrom(
      profile(three, tor(64512)),
      pool(),
      pods,
      calico('BGPPeer', 'tor', '{ peerIP: ten, asNumber: 64512 }'),
    );
    expect(sessions(cluster, 4)).toMatchObject({ peers: [], mesh: { nodes: { length: 3 } } });
  });
});

describe('route reflectors', () => {
  const reflector = [
    nodeLabels('n1', '{ rr: "" }', '{ projectcalico.org/RouteReflectorClusterID: 244.0.0.1 }'),
    calico('BGPPeer', 'clients', '{ nodeSelector: "!has(rr)", peerSelector: has(rr) }'),
  ].join('');

  test('clients learn of each other through it, with the owner as next hop', () => {
    const cluster = clusterFrom(profile(three, tor(64512)), pool(), noMesh, pods, reflector);
    expect(learnt(cluster, 'n2')).toEqual([
      '10.244.1.0/26 via 10.0.1.1 dev eth0',
      'blackhole 10.244.2.0/26',
      '10.244.3.0/26 via 10.0.1.3 dev eth0',
    ]);
    expect(learnt(cluster, 'n1')).toEqual([
      'blackhole 10.244.1.0/26',
      '10.244.2.0/26 via 10.0.1.2 dev eth0',
      '10.244.3.0/26 via 10.0.1.3 dev eth0',
    ]);
  });

  test('a peer of the reflector alone sees every block at its owner, the services at the reflector', () => {
    const cluster = clusterFrom(
      profile(three, tor(64512)),
      pool(),
      noMesh,
      pods,
      localService,
      reflector,
      peer(64512, ', node: n1'),
    );
    expect(learnt(cluster, 'tor')).toEqual([
      '10.96.0.0/12 via 10.0.1.1 dev eth0',
      '10.96.0.10 via 10.0.1.1 dev eth0',
      '10.244.1.0/26 via 10.0.1.1 dev eth0',
      '10.244.2.0/26 via 10.0.1.2 dev eth0',
      '10.244.3.0/26 via 10.0.1.3 dev eth0',
    ]);
  });

  test('a node with a cluster id keeps out of the mesh', () => {
    const cluster = clusterFrom(
      profile(three, tor(64512)),
      pool(),
      pods,
      nodeLabels('n1', '{}', '{ projectcalico.org/RouteReflectorClusterID: 244.0.0.1 }'),
    );
    expect(sessions(cluster, 4).mesh?.nodes.map(({ node }) => node.name)).toEqual(['n2', 'n3']);
    expect(learnt(cluster, 'n2')).toEqual(['blackhole 10.244.2.0/26', '10.244.3.0/26 via 10.0.1.3 dev eth0']);
  });
});

test('a load-balancer address listed by itself is a blackhole in the kernel of the nodes that announce it', () => {
  const configuration = calico(
    'BGPConfiguration',
    'default',
    '{ serviceLoadBalancerIPs: [{ cidr: 203.0.113.7/32 }] }',
  );
  const loadBalancer = `
---
apiVersion: v1
kind: Service
metadata: { name: lb }
spec: { type: LoadBalancer, clusterIP: 10.96.0.11, ports: [{ port: 80 }] }
status: { loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }
`;
  const cluster = clusterFrom(
    profile(three, tor(64512)),
    pool(),
    pods,
    configuration,
    loadBalancer,
    peer(64512),
  );
  expect(learnt(cluster, 'n1')).toContain('blackhole 203.0.113.7');
  expect(learnt(cluster, 'tor')).toContain('203.0.113.7 | 10.0.1.1 | 10.0.1.2 | 10.0.1.3');
});

test('the order of files does not matter', () => {
  const files = [profile(three, tor(65000)), pool(), services, pods, localService, peer(65000)];
  const [one, other] = [clusterFrom(...files), clusterFrom(...files.reverse())];
  expect(learnt(other, 'tor')).toEqual(learnt(one, 'tor'));
  expect(learnt(other, 'n2')).toEqual(learnt(one, 'n2'));
});
