import { describe, expect, test } from 'vitest';
import { clusterFrom } from '../../../test/kit/cluster.ts';
import { arrivals, told, traceOf } from '../../../test/kit/flows.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { chainName, type Chain, type Rule, type Ruleset } from '../dataplane/netfilter/ruleset.ts';
import { machinery } from '../origin/origin.ts';
import { findDestination, findSender } from './destination.ts';
import { tell } from './symptom.ts';
import { traceIn, type Trace } from './trace.ts';
import { derivedWorld } from './world.ts';

const because = machinery('kernel', 'a test');

const pod = (name: string, ip: string, spec: string, labels = `{ app: ${name} }`): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ns, labels: ${labels} }
spec: { ${spec}, containers: [{ name: c, ports: [{ containerPort: 80 }] }] }
status: { podIP: "${ip}" }
`;

const service = (name: string, spec: string): string => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ns }
spec: { ${spec} }
`;

const a = pod('a', '10.48.0.1', 'nodeName: worker1');
const b = pod('b', '10.48.0.65', 'nodeName: worker2');
const web = service('b', 'clusterIP: 10.49.0.1, selector: { app: b }, ports: [{ port: 80 }]');

describe('nodes with rules of somebody else', () => {
  const rule = (part: Partial<Rule>): Rule => ({ matches: [], target: { kind: 'accept' }, because, ...part });
  const chain = (name: string, policy: 'ACCEPT' | 'DROP', ...rules: readonly Rule[]): Chain => ({
    name: chainName(name),
    policy,
    rules,
    because,
  });
  const filter = (...chains: readonly Chain[]): Ruleset => ({
    family: 4,
    tables: [{ name: 'filter', chains: new Map(chains.map((each) => [each.name, each])) }],
  });

  /** A packet from a pod to a pod on another node, all nodes with this rule set. */
  function between(ruleset: Ruleset, to = 'pod/b:80'): Trace {
    const cluster = clusterFrom(a, b);
    const world = { ...derivedWorld(cluster, 4), proxy: () => ({ mode: 'iptables', ruleset }) as const };
    const sender = findSender(cluster, 'ns/a');
    if ('problem' in sender) throw new Error(sender.problem);
    const destination = findDestination(cluster, to, sender.at);
    if ('problem' in destination) throw new Error(destination.problem);
    const trace = traceIn(world, sender, destination);
    if ('problem' in trace) throw new Error(trace.problem);
    return trace;
  }
  const words = (trace: Trace): readonly string[] => {
    const { title, symptom } = tell(trace, trace.journeys[0]);
    return [title, symptom];
  };

  test('a match that is not understood makes the verdict unknown', () => {
    const strange = rule({ matches: [{ kind: 'unknown', text: '-m bpf --bytecode 4' }] });
    expect(words(between(filter(chain('FORWARD', 'ACCEPT', strange))))).toEqual([
      'Unknown after worker1 by filter FORWARD rule 1',
      'The match "-m bpf --bytecode 4" is not understood.',
    ]);
  });

  test('a policy of DROP', () => {
    expect(words(between(filter(chain('FORWARD', 'DROP'))))).toEqual([
      'Dropped on worker1',
      'Timeout: the policy of filter FORWARD is DROP.',
    ]);
  });

  test.each([
    ['icmp-port-unreachable', 'Connection refused.'],
    ['tcp-reset', 'Connection refused.'],
    ['icmp-host-prohibited', 'No route to host.'],
    ['icmp-admin-prohibited', 'No route to host.'],
    ['icmp-net-unreachable', 'Network is unreachable.'],
  ])('rejected with %s', (sent, symptom) => {
    const reject = rule({ target: { kind: 'reject', with: sent } });
    expect(words(between(filter(chain('FORWARD', 'ACCEPT', reject))))).toEqual([
      'Rejected on worker1 by filter FORWARD rule 1',
      symptom,
    ]);
  });

  test('answers may be dropped where questions pass', () => {
    const fromB = rule({
      matches: [{ kind: 'source', net: '10.48.0.65/32' }],
      target: { kind: 'drop' },
    });
    expect(words(between(filter(chain('FORWARD', 'ACCEPT', fromB))))).toEqual([
      'Delivered to ns/b 10.48.0.65:80, but the answer is lost',
      'Timeout: filter FORWARD rule 1 on worker2 drops the answer.',
    ]);
  });

  test('answers of a known connection are ESTABLISHED, strangers are NEW', () => {
    const established = rule({ matches: [{ kind: 'conntrack', states: ['ESTABLISHED'] }] });
    const others = rule({
      matches: [{ kind: 'source', net: '10.48.0.65/32' }],
      target: { kind: 'drop' },
    });
    const trace = between(filter(chain('FORWARD', 'ACCEPT', established, others)));
    expect(trace.journeys.map(({ verdict }) => verdict)).toEqual(['delivered']);
  });
});

describe('hosts and links', () => {
  test('a pod on the network of its node keeps the client; nothing masquerades what stays on the node', () => {
    const host = pod('host', '10.0.1.31', 'nodeName: worker2, hostNetwork: true');
    const door = service(
      'host',
      'type: NodePort, clusterIP: 10.49.0.9, selector: { app: host }, ports: [{ port: 80, nodePort: 30090 }]',
    );
    const cluster = clusterFrom(host, door);
    expect(arrivals(cluster, 'bastion', '10.0.1.31:30090')).toEqual([
      'bastion → worker2 10.0.1.31:80 as 10.0.1.10',
    ]);
    expect(arrivals(cluster, 'bastion', '10.0.1.30:30090')).toEqual([
      'bastion worker1 → worker2 10.0.1.31:80 as 10.0.1.30',
    ]);
    expect(arrivals(cluster, 'worker2', 'service/host')).toEqual(['→ worker2 10.0.1.31:80 as 10.0.1.31']);
  });

  test('a port of a service that kube-proxy does not open here is refused by the node', () => {
    const proxy = `
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
nodePortAddresses: [192.0.2.0/24]
`;
    const door = service(
      'b',
      'type: NodePort, clusterIP: 10.49.0.1, selector: { app: b }, ports: [{ port: 80, nodePort: 30090 }]',
    );
    expect(told(clusterFrom(b, door, proxy), 'bastion', '10.0.1.31:30090').slice(0, 2)).toEqual([
      'Rejected on worker2',
      'Connection refused: no rule took it, and nobody listens on the node port of ns/b itself.',
    ]);
  });

  test('through a tunnel the source of a node is the tunnel address', () => {
    const pool = `
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: pool }
spec: { cidr: 10.48.0.0/16, ipipMode: Always }
---
apiVersion: projectcalico.org/v3
kind: Node
metadata: { name: worker1 }
spec: { bgp: { ipv4Address: 10.0.1.30/24, ipv4IPIPTunnelAddr: 10.48.0.60 } }
---
apiVersion: projectcalico.org/v3
kind: Node
metadata: { name: worker2 }
spec: { bgp: { ipv4Address: 10.0.1.31/24, ipv4IPIPTunnelAddr: 10.48.0.124 } }
`;
    const cluster = clusterFrom(a, b, web, pool);
    expect(arrivals(cluster, 'worker1', 'service/b')).toEqual([
      'worker1 worker2 → ns/b 10.48.0.65:80 as 10.48.0.60',
    ]);
    expect(traceOf(cluster, 'worker1', 'service/b').journeys[0].there[1]?.inInterface).toBe('tunl0');
  });

  test('a free address of a block is thrown away', () => {
    expect(told(clusterFrom(a, b), 'ns/a', '10.48.0.2:80')).toEqual([
      'Dropped on worker1',
      'Timeout: worker1 has a blackhole route for 10.48.0.2.',
    ]);
  });

  test('an answer that asks for nothing: UDP', () => {
    const dns = service(
      'b',
      'clusterIP: 10.49.0.1, selector: { app: b }, ports: [{ port: 53, protocol: UDP, targetPort: 80 }]',
    );
    expect(told(clusterFrom(a, b, dns), 'ns/a', 'service/b')).toEqual([
      'Delivered to ns/b 10.48.0.65:80',
      "Answered as source 10.48.0.1: the client's own address is kept.",
    ]);
  });

  test('a pod to itself by its own address never leaves it', () => {
    expect(arrivals(clusterFrom(a), 'ns/a', '10.48.0.1:80')).toEqual(['→ ns/a 10.48.0.1:80 as 10.48.0.1']);
  });

  test('a pod of which nobody says where it runs', () => {
    const adrift = pod('adrift', '10.48.9.9', 'nodeName: gone');
    expect(told(clusterFrom(adrift), 'ns/adrift', '10.0.1.30:80')).toEqual([
      'Unknown after ns/adrift',
      'No file says on which node ns/adrift runs.',
    ]);
  });
});

test('many ways are cut off, and counted', () => {
  const pods = Array.from({ length: 300 }, (_, i) =>
    pod(
      `p${String(i)}`,
      `10.48.${String(1 + Math.floor(i / 200))}.${String(1 + (i % 200))}`,
      'nodeName: worker2',
      '{ app: many }',
    ),
  ).join('');
  const many = service('many', 'clusterIP: 10.49.0.2, selector: { app: many }, ports: [{ port: 80 }]');
  const { journeys, leftOut } = traceOf(clusterFrom(pods, many), 'worker1', 'service/many');
  expect([journeys.length, leftOut.ways]).toEqual([256, 44]);
  expect(leftOut.probability).toBeCloseTo(44 / 300, 6);
});

describe('IPv6', () => {
  const six = (): Cluster =>
    clusterFrom(
      `
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: six }
spec:
  podCIDRs: ["fd48::/112"]
  serviceCIDRs: ["fd49::/112"]
  nodes:
  - { name: worker1, gateway: "fd00::1", interfaces: [{ name: eth0, addresses: ["fd00::30/64"] }] }
  - { name: worker2, gateway: "fd00::1", interfaces: [{ name: eth0, addresses: ["fd00::31/64"] }] }
  externalHosts:
  - { name: bastion, gateway: "fd00::1", interfaces: [{ name: eth0, addresses: ["fd00::10/64"] }] }
`,
      pod('a', 'fd48::1', 'nodeName: worker1'),
      pod('b', 'fd48::50', 'nodeName: worker2'),
      service(
        'b',
        'type: NodePort, clusterIP: "fd49::1", ipFamilies: [IPv6], selector: { app: b }, ports: [{ port: 80, nodePort: 30090 }]',
      ),
    );

  test('node port and cluster IP', () => {
    expect(arrivals(six(), 'bastion', '[fd00::30]:30090')).toEqual([
      'bastion worker1 worker2 → ns/b [fd48::50]:80 as fd00::30',
    ]);
    expect(arrivals(six(), 'ns/a', 'service/b')).toEqual([
      'ns/a worker1 worker2 → ns/b [fd48::50]:80 as fd48::1',
    ]);
  });
});
