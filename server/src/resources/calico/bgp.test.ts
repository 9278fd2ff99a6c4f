import { describe, expect, test } from 'vitest';
import { resourcesFrom } from '../../../../test/kit/cluster.ts';
import type { Resource } from '../resource.ts';

function read<K extends Resource['kind']>(kind: K, text: string): Extract<Resource, { readonly kind: K }> {
  const is = (resource: Resource): resource is Extract<Resource, { readonly kind: K }> =>
    resource.kind === kind;
  const found = resourcesFrom(text).find(is);
  if (found === undefined) throw new Error(`no ${kind} read`);
  return found;
}

const problemsOf = (resource: Resource): readonly string[] =>
  resource.problems.map(
    ({ span, message }) => `${span.section.text.slice(span.start, span.end)}: ${message}`,
  );

const configuration = (spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: ${spec}`;

describe('AS numbers', () => {
  test.each([
    ['64512', 64512],
    ['"64512"', 64512],
    ['"1.10"', 65546],
    ['4294967295', 4294967295],
    ['4294967296', undefined],
    ['"70000.1"', undefined],
    ['abc', undefined],
    ['"1.2.3"', undefined],
  ])('%s', (written, value) => {
    const { asNumber, problems } = read('BGPConfiguration', configuration(`{ asNumber: ${written} }`));
    expect([asNumber?.value, problems.length]).toEqual([value, value === undefined ? 1 : 0]);
  });
});

test('service ranges: an entry without a cidr is none, a lone address stands for itself', () => {
  const { serviceClusterIPs, serviceLoadBalancerIPs, problems } = read(
    'BGPConfiguration',
    configuration(
      '{ serviceClusterIPs: [{ cidr: 10.49.0.0/16 }, {}], serviceLoadBalancerIPs: [{ cidr: 203.0.113.7 }] }',
    ),
  );
  expect([...serviceClusterIPs, ...serviceLoadBalancerIPs].map(({ value }) => value)).toEqual([
    '10.49.0.0/16',
    '203.0.113.7/32',
  ]);
  expect(problems).toEqual([]);
});

test('what cannot be read is said once, and the rest is kept', () => {
  const bad = read(
    'BGPConfiguration',
    configuration(
      '{ asNumber: lots, listenPort: 70000, serviceExternalIPs: [{ cidr: 10.0.0.0/99 }, { cidr: 198.51.100.0/24 }] }',
    ),
  );
  expect(problemsOf(bad)).toEqual([
    'lots: Not an AS number: lots',
    '10.0.0.0/99: Not a CIDR: 10.0.0.0/99',
    '70000: Not a port number: 70000',
  ]);
  expect(bad.serviceExternalIPs.map(({ value }) => value)).toEqual(['198.51.100.0/24']);
});

test('a peer with everything', () => {
  const peer = read(
    'BGPPeer',
    `
apiVersion: crd.projectcalico.org/v1
kind: BGPPeer
metadata: { name: tor }
spec:
  peerIP: "[fd00::1]:1790"
  asNumber: 65001
  nodeSelector: rack == "1"
  filters: [a, b]
  nextHopMode: Keep
  password: { secretKeyRef: { name: bgp, key: tor } }
  reachableBy: fd00::99
`,
  );
  expect([peer.peerIP?.value, peer.asNumber?.value, peer.nodeSelector?.value]).toEqual([
    '[fd00::1]:1790',
    65001,
    'rack == "1"',
  ]);
  expect(peer.filters.map(({ value }) => value)).toEqual(['a', 'b']);
  expect([peer.password?.name?.value, peer.reachableBy?.value]).toEqual(['bgp', 'fd00::99']);
});

test("Calico's Node is another kind than Kubernetes'", () => {
  const text = `
kind: Node
apiVersion: projectcalico.org/v3
metadata: { name: kube-master }
spec:
  bgp: { ipv4Address: 10.192.0.2/16, asNumber: 64513, routeReflectorClusterID: 244.0.0.1 }
`;
  expect(resourcesFrom(text).map(({ kind }) => kind)).toEqual(['CalicoNode']);
  expect(read('CalicoNode', text)).toMatchObject({
    ipv4Address: { value: '10.192.0.2/16' },
    asNumber: { value: 64513 },
    routeReflectorClusterID: { value: '244.0.0.1' },
  });
});
