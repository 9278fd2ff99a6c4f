import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { announcements } from './announcements.ts';

const nodes = ['n1', 'n2', 'n3', 'out'];

const lab = `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: lab }
spec:
  podCIDRs: [10.244.0.0/16]
  serviceCIDRs: [10.96.0.0/12]
  nodes:
  - { name: n1, interfaces: [{ name: eth0, addresses: [10.0.1.1/24] }] }
  - { name: n2, interfaces: [{ name: eth0, addresses: [10.0.1.2/24] }] }
  - { name: n3, interfaces: [{ name: eth0, addresses: [10.0.1.3/24] }] }
  - { name: out, interfaces: [{ name: eth0, addresses: [10.0.1.4/24] }] }
---
apiVersion: v1
kind: Node
metadata: { name: out, labels: { node.kubernetes.io/exclude-from-external-load-balancers: "true" } }
---
apiVersion: v1
kind: Node
metadata: { name: n2, labels: { node.kubernetes.io/exclude-from-external-load-balancers: "" } }
`;

/** Endpoints of service `svc`: `n1 n3!` is one on n1, and one on n3 that is not ready. */
const slice = (where: string): string => `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: svc-1, labels: { kubernetes.io/service-name: svc } }
addressType: IPv4
ports: [{ name: "", port: 80 }]
endpoints: [${where
  .split(' ')
  .filter((node) => node !== '')
  .map((node, i) => {
    const ready = !node.endsWith('!');
    const name = node.replace('!', '');
    return `{ addresses: [192.0.2.${String(i + 1)}], nodeName: ${name}, conditions: { ready: ${String(ready)} } }`;
  })
  .join(', ')}]
`;

const service = (spec: string, endpoints: string, ingress?: string): string => `
apiVersion: v1
kind: Service
metadata: { name: svc }
spec: { clusterIP: 10.96.0.10, ports: [{ port: 80 }], ${spec} }
${ingress === undefined ? '' : `status: { loadBalancer: { ingress: [{ ip: ${ingress} }] } }`}
${slice(endpoints)}`;

const configuration = (spec: string): string => `
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: { name: default }
spec: ${spec}
`;

const calico = (version: string): string => `
apiVersion: crd.projectcalico.org/v1
kind: ClusterInformation
metadata: { name: default }
spec: { calicoVersion: ${version} }
`;

/** `10.96.0.0/12 n1 n2 n3`, one line a prefix. */
function announced(cluster: Cluster): readonly string[] {
  const byPrefix = new Map<string, string[]>();
  for (const node of nodes)
    for (const { prefix } of announcements(cluster, node, 4))
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), node]);
  return [...byPrefix].map(([prefix, by]) => `${prefix} ${by.join(' ')}`).sort();
}

const clusterRange = '{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }] }';
const lbRange =
  '{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }], serviceLoadBalancerIPs: [{ cidr: 203.0.113.0/24 }] }';
const lbSingle =
  '{ serviceClusterIPs: [{ cidr: 10.96.0.0/12 }], serviceLoadBalancerIPs: [{ cidr: 203.0.113.7/32 }] }';
const lbSplit =
  '{ serviceLoadBalancerIPs: [{ cidr: 203.0.113.0/24 }], serviceLoadBalancerAggregation: Disabled }';
const externalBoth = '{ serviceExternalIPs: [{ cidr: 198.51.100.0/24 }, { cidr: 198.51.101.9/32 }] }';
const range = '10.96.0.0/12 n1 n2 n3';

describe('what leaves which node', () => {
  test.each([
    ['nothing without ranges', '{}', service('type: NodePort, externalTrafficPolicy: Local', 'n1'), []],
    ['the range alone for policy Cluster', clusterRange, service('type: ClusterIP', 'n1'), [range]],
    [
      'policy Local: the cluster IP from nodes with a ready endpoint',
      clusterRange,
      service('type: NodePort, externalTrafficPolicy: Local', 'n1 n2! n3'),
      ['10.96.0.10/32 n1 n3', range],
    ],
    [
      'policy Local, no endpoint ready: the range still draws the traffic',
      clusterRange,
      service('type: NodePort, externalTrafficPolicy: Local', 'n1! n3!'),
      [range],
    ],
    [
      'policy Local on an excluded node: nothing',
      clusterRange,
      service('type: NodePort, externalTrafficPolicy: Local', 'out'),
      [range],
    ],
    [
      'a load-balancer address with policy Local',
      lbRange,
      service('type: LoadBalancer, externalTrafficPolicy: Local', 'n2', '203.0.113.7'),
      ['10.96.0.10/32 n2', range, '203.0.113.0/24 n1 n2 n3', '203.0.113.7/32 n2'],
    ],
    [
      'a load-balancer address in a range, policy Cluster: the range says it all',
      lbRange,
      service('type: LoadBalancer', 'n1', '203.0.113.7'),
      [range, '203.0.113.0/24 n1 n2 n3'],
    ],
    [
      'a load-balancer address listed by itself: a host route everywhere, and the cluster IP with it',
      lbSingle,
      service('type: LoadBalancer', 'n1', '203.0.113.7'),
      ['10.96.0.10/32 n1 n2 n3', range, '203.0.113.7/32 n1 n2 n3'],
    ],
    [
      'aggregation off: host routes while any endpoint is ready',
      lbSplit,
      service('type: LoadBalancer', 'n1', '203.0.113.7'),
      ['203.0.113.7/32 n1 n2 n3'],
    ],
    ['aggregation off, nothing ready', lbSplit, service('type: LoadBalancer', 'n1!', '203.0.113.7'), []],
    [
      'a load-balancer address outside the ranges is not announced',
      lbRange,
      service('type: LoadBalancer, externalTrafficPolicy: Local', 'n1', '192.0.2.99'),
      ['10.96.0.10/32 n1', range, '203.0.113.0/24 n1 n2 n3'],
    ],
    [
      'an address that is asked for is taken as given',
      '{ serviceLoadBalancerIPs: [{ cidr: 203.0.113.0/24 }] }',
      service('type: LoadBalancer, loadBalancerIP: 203.0.113.7, externalTrafficPolicy: Local', 'n1'),
      ['203.0.113.0/24 n1 n2 n3', '203.0.113.7/32 n1'],
    ],
    [
      'external addresses: the range from all, the one listed by itself as a host route',
      externalBoth,
      service('type: NodePort, externalIPs: [198.51.101.9]', 'n1'),
      ['198.51.100.0/24 n1 n2 n3', '198.51.101.9/32 n1 n2 n3'],
    ],
    [
      'an external address of a ClusterIP service has a policy too',
      externalBoth,
      service('externalIPs: [198.51.101.9]', ''),
      ['198.51.100.0/24 n1 n2 n3', '198.51.101.9/32 n1 n2 n3'],
    ],
    [
      'a headless service is never announced',
      clusterRange,
      service('clusterIP: None', 'n1').replace('clusterIP: 10.96.0.10, ', ''),
      [range],
    ],
    [
      'no endpoints counted of another family',
      clusterRange,
      service('type: NodePort, externalTrafficPolicy: Local', 'n1').replace(
        'addressType: IPv4',
        'addressType: IPv6',
      ),
      [range],
    ],
  ])('%s', (_name, spec, manifests, expected) => {
    expect(announced(clusterFrom(lab, configuration(spec), manifests))).toEqual([...expected].sort());
  });
});

describe('older releases', () => {
  test.each([
    ['v3.24.6', lbSingle, '203.0.113.7/32 n1 n2 n3'],
    ['v3.29.7', externalBoth, '198.51.101.9/32 n1 n2 n3'],
    ['v3.30.1', lbSplit, '203.0.113.0/24 n1 n2 n3'],
  ])('%s announces it as a range', (version, spec, expected) => {
    const quiet = service('type: ClusterIP', 'n1');
    expect(announced(clusterFrom(lab, calico(version), configuration(spec), quiet))).toContain(expected);
  });
});

test('a configuration with another name is not read', () => {
  const other = configuration(clusterRange).replace('default', 'mine');
  expect(announced(clusterFrom(lab, other, service('', 'n1')))).toEqual([]);
});

test('two services on one external address are one route with both causes', () => {
  const two = `${service('type: NodePort, externalTrafficPolicy: Local, externalIPs: [198.51.100.1]', 'n1')}
---${service('type: NodePort, externalTrafficPolicy: Local, externalIPs: [198.51.100.1]', 'n1')
    .replaceAll('svc', 'other')
    .replace('10.96.0.10', '10.96.0.11')}`;
  const cluster = clusterFrom(lab, configuration(externalBoth), two);
  const shared = announcements(cluster, 'n1', 4).find(({ prefix }) => prefix === '198.51.100.1/32');
  expect(shared?.reason.kind === 'serviceAddress' && shared.reason.services.map(({ name }) => name)).toEqual([
    'other',
    'svc',
  ]);
});

test('every announcement points at what somebody wrote', () => {
  const cluster = clusterFrom(
    lab,
    configuration(lbRange),
    service('type: LoadBalancer, externalTrafficPolicy: Local', 'n2', '203.0.113.7'),
  );
  const causes = announcements(cluster, 'n2', 4).map(({ prefix, because }) => [
    prefix,
    because.flatMap((cause) =>
      cause.kind === 'manifest' ? [cause.span.section.text.slice(cause.span.start, cause.span.end)] : [],
    )[0],
  ]);
  expect(causes).toEqual([
    ['10.96.0.0/12', '10.96.0.0/12'],
    ['10.96.0.10/32', 'Local'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.7/32', 'Local'],
  ]);
});
