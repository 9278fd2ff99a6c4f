import { expect, test } from 'vitest';
import { clusterWhatIf } from '../../../../test/kit/cluster.ts';
import { categorizeEndpoints } from './categorize.ts';
import { proxyNodeOf } from './proxyNode.ts';
import { servicePortsOf } from './services.ts';

interface Endpoint {
  readonly ip: string;
  readonly on?: string;
  readonly conditions?: string;
  readonly zones?: string;
  readonly nodes?: string;
}

const nodes = `
apiVersion: v1
kind: Node
metadata: { name: worker1, labels: { topology.kubernetes.io/zone: a } }
---
apiVersion: v1
kind: Node
metadata: { name: worker2, labels: { topology.kubernetes.io/zone: b } }
`;

const slice = (name: string, endpoints: readonly Endpoint[]): string => `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: "", port: 80, protocol: TCP }]
endpoints:
${endpoints
  .map(
    ({ ip, on = 'worker1', conditions = 'ready: true', zones, nodes: hinted }) =>
      `- { addresses: ["${ip}"], nodeName: ${on}, conditions: { ${conditions} }, hints: { ` +
      (zones === undefined ? '' : `forZones: [{ name: ${zones} }], `) +
      `${hinted === undefined ? '' : `forNodes: [{ name: ${hinted} }]`} } }`,
  )
  .join('\n')}
`;

const service = (spec: string, annotations = '{}'): string => `
---
apiVersion: v1
kind: Service
metadata: { name: web, annotations: ${annotations} }
spec: { clusterIP: 10.49.0.9, ports: [{ port: 80, nodePort: 30080 }], ${spec} }
`;

/** Last numbers of the addresses that worker1 uses. */
function used(
  kubernetesVersion: string,
  text: string,
): Readonly<Record<'cluster' | 'local' | 'reachable', string>> & { readonly any: boolean } {
  const cluster = clusterWhatIf({ kubernetesVersion }, nodes + text);
  const node = cluster.nodes.find(({ name }) => name === 'worker1');
  if (node === undefined) throw new Error('no worker1');
  const proxy = proxyNodeOf(cluster, node, 4);
  const [info] = servicePortsOf(cluster, proxy);
  if (info === undefined) throw new Error('no service');
  const { cluster: all, local, reachable, any } = categorizeEndpoints(info, proxy);
  const last = (list: typeof all): string => list.map(({ ip }) => ip.split('.').at(-1)).join(' ');
  return { cluster: last(all), local: last(local), reachable: last(reachable), any };
}

const terminating = 'ready: false, serving: true, terminating: true';
const unready = 'ready: false, serving: false';
const nodePort = service('type: NodePort');
const localNodePort = service('type: NodePort, externalTrafficPolicy: Local');
const localClusterIP = service('internalTrafficPolicy: Local');

test.each([
  [
    '1.30',
    'all are ready',
    nodePort,
    [{ ip: '10.0.0.1' }, { ip: '10.0.0.2', on: 'worker2' }],
    '1 2',
    '',
    '1 2',
    true,
  ],
  ['1.30', 'none is ready', nodePort, [{ ip: '10.0.0.1', conditions: unready }], '', '', '', false],
  [
    '1.30',
    'those that end but answer stand in',
    nodePort,
    [{ ip: '10.0.0.1', conditions: terminating }],
    '1',
    '',
    '1',
    true,
  ],
  [
    '1.25',
    'before 1.26 they do not',
    nodePort,
    [{ ip: '10.0.0.1', conditions: terminating }],
    '',
    '',
    '',
    false,
  ],
  [
    '1.22',
    'the release candidate of 1.22 counts them without using them',
    nodePort,
    [{ ip: '10.0.0.1', conditions: unready }],
    '',
    '',
    '1',
    true,
  ],
  [
    '1.30',
    'policy Local falls back by itself',
    localNodePort,
    [
      { ip: '10.0.0.1', conditions: terminating },
      { ip: '10.0.0.2', on: 'worker2' },
    ],
    '2',
    '1',
    '2 1',
    true,
  ],
  [
    '1.30',
    'internal policy Local needs no others',
    localClusterIP,
    [{ ip: '10.0.0.1' }, { ip: '10.0.0.2', on: 'worker2' }],
    '',
    '1',
    '1',
    true,
  ],
  [
    '1.21',
    'internal policy Local is a gate that is off in 1.21',
    localClusterIP,
    [{ ip: '10.0.0.1' }, { ip: '10.0.0.2', on: 'worker2' }],
    '1 2',
    '',
    '1 2',
    true,
  ],
] as const)('%s: %s', (version, _what, text, endpoints, cluster, local, reachable, any) => {
  expect(used(version, text + slice('web-1', endpoints))).toEqual({ cluster, local, reachable, any });
});

const zonal = [
  { ip: '10.0.0.1', zones: 'a' },
  { ip: '10.0.0.2', on: 'worker2', zones: 'b' },
] as const;
const byNode = [
  { ip: '10.0.0.1', zones: 'a', nodes: 'worker1' },
  { ip: '10.0.0.2', on: 'worker2', zones: 'a', nodes: 'worker2' },
] as const;
const plain = service('type: ClusterIP');
const mode = (value: string): string =>
  service('type: ClusterIP', `{ service.kubernetes.io/topology-mode: ${value} }`);
const older = service('type: ClusterIP', '{ service.kubernetes.io/topology-aware-hints: auto }');

test.each([
  ['1.23', older, zonal, '1 2'],
  ['1.24', older, zonal, '1'],
  ['1.26', mode('Auto'), zonal, '1 2'],
  ['1.27', mode('Auto'), zonal, '1'],
  ['1.27', mode('whatever'), zonal, '1'],
  ['1.27', mode('Disabled'), zonal, '1 2'],
  ['1.30', plain, zonal, '1 2'],
  ['1.31', plain, zonal, '1'],
  ['1.31', mode('Disabled'), zonal, '1'],
  ['1.33', plain, byNode, '1 2'],
  ['1.34', plain, byNode, '1'],
  ['1.34', plain, [...zonal, { ip: '10.0.0.3' }], '1 2 3'],
  ['1.34', plain, [{ ip: '10.0.0.2', on: 'worker2', zones: 'b' }], '2'],
] as const)('hints in %s', (version, text, endpoints, expected) => {
  expect(used(version, text + slice('web-1', endpoints)).cluster).toBe(expected);
});

test('an endpoint in two slices is one; the local one counts, from 1.36 the one that is not ending', () => {
  const twice = (conditions: string): string =>
    plain +
    slice('web-1', [{ ip: '10.0.0.1' }]) +
    slice('web-2', [{ ip: '10.0.0.1', on: 'worker1', conditions }]);
  const ended = 'ready: false, serving: false, terminating: true';
  expect(used('1.30', twice('ready: true')).cluster).toBe('1');
  expect(used('1.30', twice(ended)).cluster).toBe('');
  expect(used('1.36', twice(ended)).cluster).toBe('1');
});

test('order is that of the text with the port, and before 1.19 that of the address', () => {
  const endpoints = [{ ip: '10.0.0.1' }, { ip: '10.0.0.17' }, { ip: '10.0.0.2' }];
  expect(used('1.18', plain + slice('web-1', endpoints)).cluster).toBe('1 17 2');
  expect(used('1.30', plain + slice('web-1', endpoints)).cluster).toBe('17 1 2');
});
