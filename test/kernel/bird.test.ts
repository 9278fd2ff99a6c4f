import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../kit/cluster.ts';
import {
  calico,
  localService,
  machine,
  nodeLabels,
  noMesh,
  peer,
  pod,
  pods,
  pool,
  profile,
  services,
  three,
  tor,
} from '../kit/bgpLab.ts';
import { birdAnswers, predictedTables, realTables } from './birdLab.ts';

const release = (version: string): string =>
  calico('ClusterInformation', 'default', `{ calicoVersion: ${version} }`);

const base = [profile(three, tor(64512)), pool(), pods];
const eBgp = [profile(three, tor(65000)), pool(), pods];

const reflector = (name: string, id: string): string =>
  nodeLabels(name, '{ rr: "" }', `{ projectcalico.org/RouteReflectorClusterID: ${id} }`);
const clients = calico('BGPPeer', 'clients', '{ nodeSelector: "!has(rr)", peerSelector: has(rr) }');
const reflectors = calico('BGPPeer', 'reflectors', '{ nodeSelector: has(rr), peerSelector: has(rr) }');

const racks = profile(
  [
    machine('n1', '10.0.1.1/24'),
    machine('n2', '10.0.1.2/24'),
    machine('n3', '10.0.2.3/24'),
    machine('n4', '10.0.2.4/24'),
  ].join(', '),
  [
    machine('tor1', '10.0.1.10/24', ', bgp: { asNumber: 65001 }'),
    machine('tor2', '10.0.2.10/24', ', bgp: { asNumber: 65002 }'),
  ].join(', '),
);
const rackLabels = ['n1', 'n2', 'n3', 'n4'].map((name, i) =>
  nodeLabels(name, `{ rack: "${i < 2 ? '1' : '2'}" }`),
);
const rackPeers = [
  calico('BGPPeer', 'tor1', `{ peerIP: 10.0.1.10, asNumber: 65001, nodeSelector: rack == "1" }`),
  calico('BGPPeer', 'tor2', `{ peerIP: 10.0.2.10, asNumber: 65002, nodeSelector: rack == "2" }`),
];

const external = [
  calico(
    'BGPConfiguration',
    'default',
    `{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }],
       serviceExternalIPs: [{ cidr: 198.51.100.0/24 }, { cidr: 198.51.101.9/32 }],
       serviceLoadBalancerIPs: [{ cidr: 203.0.113.0/24 }, { cidr: 203.0.114.7/32 }] }`,
  ),
  `
---
apiVersion: v1
kind: Service
metadata: { name: cluster }
spec: { type: LoadBalancer, clusterIP: 10.96.0.20, externalIPs: [198.51.101.9, 198.51.100.5], ports: [{ port: 80 }] }
status: { loadBalancer: { ingress: [{ ip: 203.0.114.7 }] } }
---
apiVersion: v1
kind: Service
metadata: { name: svc }
spec: { type: LoadBalancer, clusterIP: 10.96.0.10, externalTrafficPolicy: Local, externalIPs: [198.51.100.6], ports: [{ port: 80 }] }
status: { loadBalancer: { ingress: [{ ip: 203.0.113.8 }] } }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: svc-1, labels: { kubernetes.io/service-name: svc } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.244.1.1], nodeName: n1 }, { addresses: [10.244.3.1], nodeName: n3 }]
`,
];

const twoPools = [
  profile(three, tor(64512)),
  calico('IPPool', 'a', '{ cidr: 10.244.0.0/16 }'),
  calico('IPPool', 'b', '{ cidr: 10.48.2.0/24, blockSize: 29 }'),
  calico('IPPool', 'hidden', '{ cidr: 10.50.0.0/24, blockSize: 28, disableBGPExport: true }'),
  pods,
  pod('d', 'n2', '10.48.2.217'),
  pod('e', 'n3', '10.48.2.8'),
  pod('f', 'n3', '10.50.0.17'),
  pod('one', 'n1', '10.244.2.9'),
  pod('more', 'n2', '10.244.2.10'),
];

const dualNode = (name: string, n: number): string =>
  `{ name: ${name}, gateway: 10.0.1.254, interfaces: [{ name: eth0, addresses: [10.0.1.${String(n)}/24, "fd00:1::${String(n)}/64"] }] }`;
const dualPod = (name: string, node: string, n: number): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec: { nodeName: ${node} }
status: { podIPs: [{ ip: 10.244.${String(n)}.1 }, { ip: "fd00:244::${String(n)}:1" }] }
`;
const dual = [
  profile(
    [dualNode('n1', 1), dualNode('n2', 2), dualNode('n3', 3)].join(', '),
    `{ name: tor, interfaces: [{ name: eth0, addresses: [10.0.1.10/24, "fd00:1::10/64"] }], bgp: { asNumber: 64512 } }`,
  ),
  pool(),
  calico('IPPool', 'six', '{ cidr: "fd00:244::/64", blockSize: 122 }'),
  dualPod('a', 'n1', 1),
  dualPod('b', 'n2', 2),
  dualPod('c', 'n3', 3),
  calico(
    'BGPConfiguration',
    'default',
    '{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }, { cidr: "fd00:96::/112" }] }',
  ),
  peer(64512),
  calico('BGPPeer', 'six', '{ peerIP: "fd00:1::10", asNumber: 64512 }'),
  `
---
apiVersion: v1
kind: Service
metadata: { name: svc }
spec: { type: NodePort, clusterIPs: ["10.96.0.10", "fd00:96::a"], externalTrafficPolicy: Local, ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: svc-6, labels: { kubernetes.io/service-name: svc } }
addressType: IPv6
ports: [{ port: 80 }]
endpoints: [{ addresses: ["fd00:244::2:1"], nodeName: n2 }]
`,
];

const filters = [
  calico(
    'BGPFilter',
    'out',
    `{ exportV4: [
         { action: Reject, matchOperator: Equal, cidr: 10.244.2.0/26 },
         { action: Reject, matchOperator: In, cidr: 10.96.0.0/12, prefixLength: { min: 32 } },
         { action: Reject, source: RemotePeers, peerType: eBGP },
         { action: Accept, matchOperator: In, cidr: 10.244.3.0/24,
           operations: [{ addCommunity: { value: "64512:9" } }, { prependASPath: { prefix: [64512, 64513] } }] } ] }`,
  ),
  calico(
    'BGPFilter',
    'in',
    '{ importV4: [{ action: Reject, communities: { values: ["64512:3"] } }, { action: Accept }] }',
  ),
  calico(
    'BGPConfiguration',
    'default',
    `{ nodeToNodeMeshEnabled: false, serviceClusterIPs: [{ cidr: 10.96.0.0/12 }],
       communities: [{ name: third, value: "64512:3" }] }`,
  ),
  calico(
    'BGPConfiguration',
    'node.n3',
    '{ prefixAdvertisements: [{ cidr: 10.244.0.0/16, communities: ["64512:3"] }] }',
  ),
  nodeLabels('n1', '{ a: "" }'),
  calico('BGPPeer', 'nodes', '{ nodeSelector: has(a), peerSelector: "!has(a)", filters: [in] }'),
];

const unwritten = (name: string, node: string, metadata = ''): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}${metadata} }
spec: { nodeName: ${node} }
`;

const allocated = [
  profile(three, tor(64512)),
  `
---
apiVersion: operator.tigera.io/v1
kind: Installation
metadata: { name: default }
spec: { calicoNetwork: { ipPools: [{ cidr: 10.244.0.0/16, encapsulation: None }] } }
---
apiVersion: v1
kind: Namespace
metadata: { name: outside, annotations: { cni.projectcalico.org/ipv4pools: '["external"]' } }
`,
  calico('IPPool', 'external', '{ cidr: 10.48.2.0/24, blockSize: 29, nodeSelector: "!all()" }'),
  calico('FelixConfiguration', 'default', '{ floatingIPs: Enabled }'),
  unwritten('a', 'n1'),
  unwritten('b', 'n2', ', namespace: outside'),
  unwritten('c', 'n3', `, annotations: { cni.projectcalico.org/floatingIPs: '["10.48.2.201"]' }`),
];

const topologies: Readonly<Record<string, readonly string[]>> = {
  'full mesh and an iBGP peer, a service with policy Local': [...base, services, localService, peer(64512)],
  'the same with the routes of v3.33': [...base, services, localService, peer(64512), release('v3.33.0')],
  'an import filter at the peer': [
    profile(
      three,
      machine('tor', '10.0.1.10/24', ', bgp: { asNumber: 64512, importPrefixes: [10.96.0.0/12] }'),
    ),
    pool(),
    pods,
    services,
    localService,
    peer(64512),
  ],
  'a route reflector, the peer at the reflector alone': [
    ...base,
    noMesh,
    localService,
    reflector('n1', '244.0.0.1'),
    clients,
    peer(64512, ', node: n1'),
  ],
  'two route reflectors of one cluster, the peer at both': [
    profile([three, machine('n4', '10.0.1.4/24')].join(', '), tor(64512)),
    pool(),
    pods,
    pod('d', 'n4', '10.244.4.1'),
    noMesh,
    localService,
    reflector('n1', '244.0.0.1'),
    reflector('n2', '244.0.0.1'),
    clients,
    reflectors,
    calico('BGPPeer', 'tor', '{ peerIP: 10.0.1.10, asNumber: 64512, nodeSelector: has(rr) }'),
  ],
  'eBGP to every node, mesh on': [...eBgp, services, localService, peer(65000)],
  'the same, next hop kept': [...eBgp, services, localService, peer(65000, ', nextHopMode: Keep')],
  'eBGP to every node, mesh off': [...eBgp, noMesh, localService, peer(65000)],
  'iBGP to one node': [...base, services, localService, peer(64512, ', node: n2')],
  'eBGP from each rack to its own router, mesh on across the racks': [
    racks,
    pool(),
    pods,
    pod('d', 'n4', '10.244.4.1'),
    services,
    localService,
    ...rackLabels,
    ...rackPeers,
  ],
  'external and load-balancer addresses, in ranges and by themselves': [...base, ...external, peer(64512)],
  'pools with other block sizes, one not exported, and borrowed addresses': [...twoPools, peer(64512)],
  'addresses that the allocator hands out, and a floating one': [...allocated, services, peer(64512)],
  'filters and communities': [
    ...base,
    localService,
    ...filters,
    peer(64512, ', filters: [out]'),
    release('v3.33.0'),
  ],
  'filters towards an eBGP peer': [
    ...eBgp,
    services,
    localService,
    ...filters.slice(0, 1),
    peer(65000, ', filters: [out]'),
    release('v3.33.0'),
  ],
  'a filter that accepts everything': [
    ...eBgp,
    services,
    calico('BGPFilter', 'out', '{ exportV4: [{ action: Accept }] }'),
    peer(65000, ', filters: [out]'),
  ],
  'the same in iBGP': [
    ...base,
    services,
    calico('BGPFilter', 'out', '{ exportV4: [{ action: Accept }] }'),
    peer(64512, ', filters: [out]'),
  ],
  'dual stack': dual,
  'dual stack with the routes of v3.32': [...dual, release('v3.32.1')],
};

if (!birdAnswers)
  console.warn(
    'Routes were NOT compared with real BIRD: it needs BIRD 2 and the right to make network namespaces.',
  );
if (process.env['KERNEL_TESTS'] === 'require')
  test('real BIRD can be asked here', () => {
    expect(birdAnswers).toBe(true);
  });

describe.skipIf(!birdAnswers)('real BIRD (needs BIRD 2 and the right to make network namespaces)', () => {
  test.concurrent.each(Object.entries(topologies))('%s', { timeout: 90_000 }, async (_name, manifests) => {
    const cluster = clusterFrom(...manifests);
    expect(Object.fromEntries(await realTables(cluster))).toEqual(
      Object.fromEntries(predictedTables(cluster)),
    );
  });
});
