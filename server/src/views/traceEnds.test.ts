import { expect, test } from 'vitest';
import { clusterFrom } from '../../../test/kit/cluster.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { traceEnds, traceTargetAt, traceTargetOf } from './traceEnds.ts';

const workload = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
`;

const service = (spec: string): string => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080, protocol: TCP ${spec}
`;

const clusterIP = service('}]\n  clusterIP: 10.49.0.7');
const nodePort = service(', nodePort: 30080 }]\n  clusterIP: 10.49.0.7\n  type: NodePort');

const target = (cluster: Cluster): unknown => cluster.services.map((each) => traceTargetOf(cluster, each));

test('a node port is tried on the first worker, everything else by its cluster IP', () => {
  expect(target(clusterFrom(nodePort))).toEqual([{ from: 'bastion', to: '10.0.1.30:30080/tcp' }]);
  expect(target(clusterFrom(clusterIP))).toEqual([{ from: 'bastion', to: '10.49.0.7:80/tcp' }]);
});

test('a service without an address has no target', () => {
  expect(target(clusterFrom(service('}]\n  clusterIP: None')))).toEqual([undefined]);
});

test('the other family has its own addresses', () => {
  const nodes = `
apiVersion: v1
kind: Node
metadata: { name: a }
status: { addresses: [{ type: InternalIP, address: 10.0.1.30 }, { type: InternalIP, address: "fd00::30" }] }
`;
  const six = service(', nodePort: 30080 }]\n  clusterIP: fd10::7\n  type: NodePort');
  expect(target(clusterFrom(nodes, six))).toEqual([{ from: 'bastion', to: '[fd00::30]:30080/tcp' }]);
});

test.each([
  ['the service', nodePort, 'file:///1.yaml'],
  ['a workload behind it', nodePort, 'file:///2.yaml'],
])('%s under the cursor', (_name, text, uri) => {
  const cluster = clusterFrom(text, workload);
  const resource = cluster.resources.all.find(({ section }) => section.uri === uri);
  if (resource === undefined) throw new Error(`nothing was read from ${uri}`);
  const context = { cluster, written: cluster, locate: () => undefined };
  const at = { section: resource.section, offset: resource.span.start };
  expect(traceTargetAt(context, at)).toEqual({ from: 'bastion', to: '10.0.1.30:30080/tcp' });
  expect(traceTargetAt(context, { ...at, offset: 100_000 })).toBeUndefined();
});

test('the choices: machines and pods to start from, every address of a service to go to', () => {
  const cluster = clusterFrom(nodePort, workload);
  const { from, to } = traceEnds({ cluster, written: cluster, locate: () => undefined });
  expect(from.map(({ label, detail }) => `${label}: ${detail}`).slice(0, 4)).toEqual([
    'bastion: outside the cluster, 10.0.1.10',
    'control1: node, 10.0.1.20',
    'worker1: node, 10.0.1.30',
    'worker2: node, 10.0.1.31',
  ]);
  expect(from[4]).toMatchObject({ label: expect.stringMatching(/^shop\/web-/) as string });
  expect(to.map(({ value, detail }) => `${value}: ${detail}`).slice(0, 4)).toEqual([
    '10.0.1.30:30080/tcp: node port on worker1 of shop/web:http',
    '10.0.1.31:30080/tcp: node port on worker2 of shop/web:http',
    '10.0.1.20:30080/tcp: node port on control1 of shop/web:http',
    '10.49.0.7:80/tcp: cluster IP of shop/web:http',
  ]);
  expect(to[4]?.detail).toMatch(/^pod shop\/web-/);
  expect(traceEnds(undefined)).toEqual({ from: [], to: [] });
});
