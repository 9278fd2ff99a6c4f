import { describe, expect, test } from 'vitest';
import { resourcesFrom } from '../../../../test/kit/cluster.ts';
import type { GlobalNetworkPolicy } from './policy.ts';

function read(spec: string): GlobalNetworkPolicy {
  const [policy] = resourcesFrom(
    `apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: { name: p }\nspec: ${spec}\n`,
  );
  if (policy?.kind !== 'GlobalNetworkPolicy') throw new Error('no GlobalNetworkPolicy read');
  return policy;
}

test('a policy with everything', () => {
  const policy = read(`
  tier: security
  order: -1.5
  selector: has(host)
  types: [Ingress, Egress]
  preDNAT: true
  applyOnForward: true
  ingress:
  - action: Allow
    protocol: TCP
    ipVersion: 4
    source: { nets: [10.0.0.0/8], notNets: [10.1.0.0/16], selector: a == "b", notSelector: has(c), namespaceSelector: all() }
    destination: { ports: [80, "30000:32767", web], notPorts: ["443"], services: { name: db, namespace: bank } }
  - action: Deny
    notProtocol: 58
    icmp: { type: 8, code: 0 }
    http: { methods: [GET] }
    source: { serviceAccounts: { names: [web], selector: x == "y" } }`);
  const [allow, deny] = policy.ingress;
  expect([policy.order?.value, policy.preDNAT?.value, policy.doNotTrack, policy.egressAt]).toEqual([
    -1.5,
    true,
    undefined,
    undefined,
  ]);
  expect(allow).toMatchObject({
    action: { value: 'Allow' },
    ipVersion: { value: '4' },
    source: { nets: [{ value: '10.0.0.0/8' }], selector: { value: 'a == "b"' } },
    destination: {
      ports: [
        { kind: 'range', from: 80, to: 80 },
        { kind: 'range', from: 30000, to: 32767 },
        { kind: 'name', name: 'web' },
      ],
      notPorts: [{ kind: 'range', from: 443, to: 443 }],
      services: { name: { value: 'db' }, namespace: { value: 'bank' } },
    },
  });
  expect(deny).toMatchObject({
    notProtocol: { value: '58' },
    icmp: { type: { value: 8 }, code: { value: 0 } },
    source: { serviceAccounts: { names: [{ value: 'web' }], selector: { value: 'x == "y"' } } },
  });
  expect(policy.problems).toEqual([]);
});

describe('what Calico refuses is reported and left out', () => {
  test.each([
    ['ports: [0]', 'port', 'Not a port: 0'],
    ['ports: [65536]', 'port', 'Not a port: 65536'],
    ['ports: [a--b]', 'port', 'Not a port: a--b'],
    ['ports: [30000-32767]', 'portRange', 'Not a port range: 30000-32767'],
    ['ports: ["80:70"]', 'portRange', 'Not a port range: 80:70'],
    ['nets: [10.0.0.1]', 'cidr', 'Not a CIDR: 10.0.0.1'],
  ])('%s', (field, kind, message) => {
    const { ingress, problems } = read(`{ ingress: [{ action: Allow, destination: { ${field} } }] }`);
    expect(problems).toMatchObject([{ kind, message }]);
    expect([ingress[0]?.destination?.ports, ingress[0]?.destination?.nets]).toEqual([[], []]);
  });

  test.each(['tcp', '0', '256', 'any'])('protocol %s', (protocol) => {
    const { ingress, problems } = read(`{ ingress: [{ action: Allow, protocol: ${protocol} }] }`);
    expect(problems).toMatchObject([{ kind: 'value', message: `Not a protocol: ${protocol}` }]);
    expect(ingress[0]?.protocol).toBeUndefined();
  });
});

test("Calico's policies, that of Kubernetes and the host endpoint are told apart", () => {
  const kinds = resourcesFrom(
    ['projectcalico.org/v3', 'crd.projectcalico.org/v1', 'networking.k8s.io/v1', 'example.com/v1']
      .flatMap((group) =>
        ['NetworkPolicy', 'GlobalNetworkPolicy', 'HostEndpoint'].map(
          (kind) => `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: p }\n`,
        ),
      )
      .join('---\n'),
  ).map(({ kind }) => kind);
  expect(kinds).toEqual([
    'CalicoNetworkPolicy',
    'GlobalNetworkPolicy',
    'HostEndpoint',
    'CalicoNetworkPolicy',
    'GlobalNetworkPolicy',
    'HostEndpoint',
    'NetworkPolicy',
  ]);
});

test('a host endpoint', () => {
  const [endpoint] = resourcesFrom(`apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: { name: worker1-eth0, labels: { role: worker } }
spec:
  node: worker1
  interfaceName: eth0
  expectedIPs: [10.0.1.30, nowhere]
  profiles: [projectcalico-default-allow]
  ports: [{ name: ssh, protocol: TCP, port: 22 }]
`);
  expect(endpoint).toMatchObject({
    kind: 'HostEndpoint',
    node: { value: 'worker1' },
    interfaceName: { value: 'eth0' },
    expectedIPs: [{ value: '10.0.1.30' }],
    profiles: [{ value: 'projectcalico-default-allow' }],
    ports: [{ name: { value: 'ssh' }, protocol: { value: 'TCP' }, port: { value: 22 } }],
    problems: [{ kind: 'address' }],
  });
});
