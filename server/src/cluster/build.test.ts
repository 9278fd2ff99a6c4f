import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterFrom, clusterWhatIf } from '../../../test/kit/cluster.ts';
import { isSimulated } from '../origin/origin.ts';
import type { Cluster, ClusterService } from './cluster.ts';

const service = (name: string, spec = '{ ports: [{ port: 80 }] }', namespace = 'default'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n`;

const deployment = (name: string, replicas: number, extra = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  replicas: ${String(replicas)}\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ ports: [{ name: web, containerPort: 8080 }] }]${extra} }\n`;

const only = ({ services }: Cluster): ClusterService => {
  const [first] = services;
  if (first === undefined || services.length > 1) throw new Error('want one service');
  return first;
};

const endpoints = (found: ClusterService): readonly string[] =>
  found.slices.flatMap((slice) =>
    slice.endpoints.map(
      (endpoint) =>
        `${endpoint.pod ?? '?'} ${endpoint.nodeName ?? '?'} ${slice.ports.map(({ port }) => port).join('+')}`,
    ),
  );

describe('a lone service in an empty folder', () => {
  const cluster = clusterFrom(service('web', '{ type: NodePort, ports: [{ port: 80 }] }'));

  test('has the built-in lab around it, and says so', () => {
    expect(
      cluster.nodes.map(({ name, addresses, schedulable }) => [name, addresses[0]?.value, schedulable]),
    ).toEqual([
      ['control1', '10.0.1.20', false],
      ['worker1', '10.0.1.30', true],
      ['worker2', '10.0.1.31', true],
    ]);
    expect(cluster.nodes.every(({ because }) => isSimulated(because))).toBe(true);
    expect(
      cluster.externalHosts.map(({ name, interfaces }) => [name, interfaces[0]?.addresses[0]?.ip]),
    ).toEqual([['bastion', '10.0.1.10']]);
  });

  test('gets a cluster IP and a node port above the bands for hand-picked ones, marked simulated', () => {
    const { clusterIPs, ports } = only(cluster);
    const [ip, port] = [clusterIPs[0], ports[0]?.nodePort];
    if (ip === undefined || port === undefined) throw new Error('not simulated');
    const [, , third = 0, fourth = 0] = ip.value.split('.').map(Number);
    expect(third * 256 + fourth).toBeGreaterThan(256);
    expect(port.value).toBeGreaterThanOrEqual(30000 + 86);
    expect(port.value).toBeLessThanOrEqual(32767);
    expect([isSimulated(ip.because), isSimulated(port.because)]).toEqual([true, true]);
  });
});

describe('simulated values stay put', () => {
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const facts = (cluster: Cluster): ReadonlyMap<string, string> =>
    new Map(
      cluster.services.map((found) => [
        `${found.namespace}/${found.name}`,
        `${found.clusterIPs[0]?.value ?? ''} ${String(found.ports[0]?.nodePort?.value)}`,
      ]),
    );

  test('when other services come and go, unless they collide', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 8 }), (names) => {
        const texts = names.map((each) => service(each, '{ type: NodePort, ports: [{ port: 80 }] }'));
        const all = facts(clusterFrom(...texts));
        const fewer = facts(clusterFrom(...texts.slice(1)));
        const moved = [...fewer].filter(([id, value]) => all.get(id) !== value);
        // 62,000 addresses and 2,700 ports: eight names collide once in a hundred runs, and then one moves.
        expect(moved.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('whatever the order of files and documents', () => {
    const texts = ['a', 'b', 'c', 'd'].flatMap((each) => [
      service(each, `{ selector: { app: ${each} }, ports: [{ port: 80 }] }`),
      deployment(each, 2),
    ]);
    const shape = (cluster: Cluster): unknown => [
      facts(cluster),
      cluster.services.map(endpoints),
      cluster.pods.map(({ name: pod, ips }) => [pod, ips[0]?.value]),
    ];
    const expected = shape(clusterFrom(...texts));
    fc.assert(
      fc.property(fc.shuffledSubarray(texts, { minLength: texts.length }), (shuffled) => {
        expect(shape(clusterFrom(...shuffled))).toEqual(expected);
        expect(shape(clusterFrom(shuffled.join('---\n')))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('and what is written wins', () => {
    const simulated = only(clusterFrom(service('a'))).clusterIPs[0]?.value ?? '';
    const cluster = clusterFrom(
      service('a'),
      service('b', `{ clusterIP: ${simulated}, ports: [{ port: 80 }] }`),
    );
    expect(cluster.services.map(({ clusterIPs }) => clusterIPs[0]?.value === simulated)).toEqual([
      false,
      true,
    ]);
  });
});

describe('endpoints', () => {
  const web = service('web', '{ selector: { app: web }, ports: [{ port: 80, targetPort: web }] }');

  test('of a selector: pods spread over the schedulable nodes, the named port looked up', () => {
    expect(endpoints(only(clusterFrom(web, deployment('web', 3))))).toEqual([
      'default/web-0 worker1 8080',
      'default/web-1 worker2 8080',
      'default/web-2 worker1 8080',
    ]);
  });

  test('of a workload whose pods are in the workspace: those, not simulated ones', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web-abc, labels: { app: web } }\nspec: { nodeName: worker2, containers: [{ ports: [{ name: web, containerPort: 9090 }] }] }\nstatus: { podIP: 10.48.0.43 }\n';
    const found = only(clusterFrom(web, deployment('web', 3), pod));
    expect(endpoints(found)).toEqual(['default/web-abc worker2 9090']);
    expect(found.slices[0]?.endpoints[0]?.address).toBe('10.48.0.43');
  });

  test('a DaemonSet has one on each node it tolerates, a hostNetwork pod has the address of its node', () => {
    const daemon = deployment('web', 1, ', hostNetwork: true').replace('Deployment', 'DaemonSet');
    const found = only(clusterFrom(web, daemon));
    expect(
      found.slices[0]?.endpoints.map(({ address, nodeName }) => `${String(nodeName)} ${address}`),
    ).toEqual(['worker1 10.0.1.30', 'worker2 10.0.1.31']);
  });

  test('EndpointSlices in the workspace win over Endpoints, and those over the selector', () => {
    const object =
      'apiVersion: v1\nkind: Endpoints\nmetadata: { name: web }\nsubsets: [{ addresses: [{ ip: 10.1.1.1 }], notReadyAddresses: [{ ip: 10.1.1.2 }], ports: [{ port: 81 }] }]\n';
    const slice =
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: web-x, labels: { kubernetes.io/service-name: web } }\naddressType: IPv4\nports: [{ port: 82 }]\nendpoints: [{ addresses: [10.2.2.2] }]\n';
    const addresses = (...texts: readonly string[]): readonly string[] =>
      only(clusterFrom(web, deployment('web', 1), ...texts)).slices.flatMap(({ endpoints: list }) =>
        list.map(({ address, ready }) => `${address} ${String(ready)}`),
      );
    expect(addresses(object)).toEqual(['10.1.1.1 true', '10.1.1.2 false']);
    expect(addresses(object, slice)).toEqual(['10.2.2.2 true']);
  });

  test('a selector does not reach into another namespace', () => {
    expect(
      endpoints(
        only(
          clusterFrom(
            service('web', '{ selector: { app: web }, ports: [{ port: 80 }] }', 'other'),
            deployment('web', 1),
          ),
        ),
      ),
    ).toEqual([]);
  });
});

describe('kube-proxy’s settings', () => {
  const config = (body: string): string =>
    `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${body}`;

  test.each([
    ['', 'iptables', { kind: 'none' }],
    ['clusterCIDR: 10.48.0.0/16\n', 'iptables', { kind: 'clusterCIDR', cidrs: ['10.48.0.0/16'] }],
    [
      'clusterCIDR: "10.48.0.0/16,fd00:48::/32"\n',
      'iptables',
      { kind: 'clusterCIDR', cidrs: ['10.48.0.0/16', 'fd00:48::/32'] },
    ],
    ['mode: ipvs\ndetectLocalMode: NodeCIDR\n', 'ipvs', { kind: 'nodeCIDR' }],
    [
      'mode: userspace\ndetectLocalMode: BridgeInterface\ndetectLocal: { bridgeInterface: cbr0 }\n',
      'iptables',
      { kind: 'bridgeInterface', name: 'cbr0' },
    ],
    [
      'detectLocalMode: InterfaceNamePrefix\ndetectLocal: { interfaceNamePrefix: cali }\n',
      'iptables',
      { kind: 'interfaceNamePrefix', prefix: 'cali' },
    ],
  ])('%j', (body, mode, detectLocal) => {
    const { kubeProxy } = clusterFrom(config(body));
    expect([kubeProxy.mode.value, kubeProxy.detectLocal.value]).toEqual([mode, detectLocal]);
  });

  test('without a configuration the pods’ ranges are its clusterCIDR, as kubeadm has it, and that is an assumption', () => {
    const { detectLocal } = clusterFrom(service('a')).kubeProxy;
    expect(detectLocal.value).toEqual({ kind: 'clusterCIDR', cidrs: ['10.48.0.0/16'] });
    expect(isSimulated(detectLocal.because)).toBe(true);
  });

  test('a what-if wins over what is written', () => {
    const asked = clusterWhatIf(
      { proxyMode: 'nftables', kubernetesVersion: 'v1.29.3+k3s1' },
      config('mode: ipvs\n'),
    );
    expect([asked.kubeProxy.mode.value, asked.version.value.minor]).toEqual(['nftables', 29]);
  });
});
