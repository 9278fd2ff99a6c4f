// How long one host's routing table takes in a large cluster, and after one edit: printed, never judged.
import { buildCluster } from '../../server/src/cluster/build.ts';
import type { Cluster } from '../../server/src/cluster/cluster.ts';
import type { HostRef } from '../../server/src/dataplane/routing/host.ts';
import { deriveRoutes } from '../../server/src/dataplane/routing/routes.ts';
import type { Resource } from '../../server/src/resources/resource.ts';
import { resourcesFrom } from '../kit/cluster.ts';

const counts = { nodes: 500, racks: 50, workloads: 2000, services: 2000 };
const rounds = 15;

const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('---\n');

const addressOf = (i: number): string => `10.0.${String(i >> 7)}.${String((i & 127) + 10)}`;

const node = (i: number): string => `apiVersion: v1
kind: Node
metadata: { name: node${String(i)}, labels: { rack: r${String(i % counts.racks)} } }
status: { addresses: [{ type: InternalIP, address: ${addressOf(i)} }] }
`;

/** One pod on each node of a rack, so that all nodes have equally many. */
const workload = (i: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: app${String(i)}, namespace: ns${String(i % 20)} }
spec:
  replicas: ${String(counts.nodes / counts.racks)}
  selector: { matchLabels: { app: app${String(i)} } }
  template:
    metadata: { labels: { app: app${String(i)} } }
    spec: { nodeSelector: { rack: r${String(i % counts.racks)} }, containers: [{ name: main, image: main, ports: [{ containerPort: 8080 }] }] }
`;

/** One in ten is a node port kept local, one in ten has an external address kept local. */
function service(i: number, port = 80): string {
  const local = i % 10 < 2 ? '  externalTrafficPolicy: Local\n' : '';
  const type = i % 10 === 0 ? '  type: NodePort\n' : '';
  const external =
    i % 10 === 1
      ? `  type: LoadBalancer\n  externalIPs: [203.0.${String(113 + (i >> 10))}.${String((i >> 2) & 255)}]\n`
      : '';
  return `apiVersion: v1
kind: Service
metadata: { name: app${String(i)}, namespace: ns${String(i % 20)} }
spec:
${type}${external}${local}  clusterIP: 10.49.${String(i >> 8)}.${String(i & 255)}
  selector: { app: app${String(i)} }
  ports: [{ name: http, port: ${String(port)}, targetPort: 8080 }]
`;
}

const pool = (ipipMode: string, blockSize = 26): string => `apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: default-ipv4-ippool }
spec: { cidr: 10.64.0.0/12, blockSize: ${String(blockSize)}, ipipMode: ${ipipMode}, natOutgoing: true, nodeSelector: all() }
`;

const peer = (asNumber: number): string => `apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: { name: router }
spec: { peerIP: 10.0.0.1, asNumber: ${String(asNumber)} }
`;

const surroundings = `apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: { name: default }
spec:
  asNumber: 64512
  nodeToNodeMeshEnabled: true
  serviceClusterIPs: [{ cidr: 10.49.0.0/16 }]
  serviceExternalIPs: [{ cidr: 203.0.112.0/20 }]
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: { name: external }
spec: { cidr: 10.96.0.0/20, blockSize: 29, nodeSelector: all(), namespaceSelector: projectcalico.org/name == 'ns7' }
---
apiVersion: dataplanelens.dev/v1alpha1
kind: ClusterProfile
metadata: { name: large }
spec:
  nodes:
${Array.from({ length: counts.nodes }, (_, i) => `    - { name: node${String(i)}, interfaces: [{ name: eth0, addresses: [${addressOf(i)}/16] }] }`).join('\n')}
  externalHosts:
    - { name: router, interfaces: [{ name: eth0, addresses: [10.0.0.1/16] }], bgp: { asNumber: 64512 } }
`;

const parts = {
  nodes: many(counts.nodes, node),
  workloads: many(counts.workloads, workload),
  services: many(counts.services, service),
  pool: pool('Always'),
  peer: peer(64512),
  surroundings,
};

/** The objects of each part; an edit reads one document again and keeps all others, as the language server does. */
type Parts = Readonly<Record<keyof typeof parts, readonly Resource[]>>;

const read = (): Parts => ({
  nodes: resourcesFrom(parts.nodes),
  workloads: resourcesFrom(parts.workloads),
  services: resourcesFrom(parts.services),
  pool: resourcesFrom(parts.pool),
  peer: resourcesFrom(parts.peer),
  surroundings: resourcesFrom(parts.surroundings),
});

function hostsOf(cluster: Cluster): { readonly node: HostRef; readonly router: HostRef } {
  const known = cluster.nodes.find(({ name }) => name === 'node7');
  const router = cluster.externalHosts.find(({ name }) => name === 'router');
  if (known === undefined || router === undefined) throw new Error('a host is missing');
  return { node: { kind: 'node', node: known }, router: { kind: 'external', host: router } };
}

const milliseconds = (run: () => void): number => {
  const start = performance.now();
  run();
  return performance.now() - start;
};

const median = (values: readonly number[]): string =>
  ([...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN).toFixed(1);

/** Times a rebuild of the cluster and the tables of a node and of the router, each from the cluster alone. */
class Timings {
  readonly build: number[] = [];
  readonly node: number[] = [];
  readonly router: number[] = [];

  measure(objects: Parts, before: Cluster | undefined): Cluster {
    let cluster: Cluster | undefined;
    const all = Object.values(objects).flat();
    this.build.push(milliseconds(() => (cluster = buildCluster(all, {}, before))));
    if (cluster === undefined) throw new Error('no cluster');
    const built = cluster;
    const { node: at, router } = hostsOf(built);
    this.node.push(milliseconds(() => void deriveRoutes(built, at, 4)));
    this.router.push(milliseconds(() => void deriveRoutes(built, router, 4)));
    return built;
  }

  print(title: string): void {
    console.log(
      `${title.padEnd(28)} cluster ${median(this.build).padStart(6)} ms, then a node ${median(this.node).padStart(6)} ms, the router ${median(this.router).padStart(6)} ms`,
    );
  }
}

function measureEdits(title: string, edit: (round: number) => Partial<Parts>): void {
  const timings = new Timings();
  let cluster = buildCluster(Object.values(objects).flat());
  for (let round = 0; round < rounds; round += 1)
    cluster = timings.measure({ ...objects, ...edit(round) }, cluster);
  timings.print(title);
}

const cold = new Timings();
let objects = read();
// Read anew each time, so that nothing is remembered from the round before.
for (let round = 0; round < 5; round += 1) {
  objects = read();
  const cluster = cold.measure(objects, undefined);
  if (round > 0) continue;
  const { node: at, router } = hostsOf(cluster);
  console.log(
    `${String(counts.nodes)} nodes, ${String(cluster.pods.length)} pods, ${String(counts.services)} Services: medians;` +
      ` ${String(deriveRoutes(cluster, at, 4).length)} routes on a node, ${String(deriveRoutes(cluster, router, 4).length)} on the router`,
  );
}
cold.print('from the start');
measureEdits('one IPPool edited', (round) => ({
  pool: resourcesFrom(pool(round % 2 === 0 ? 'CrossSubnet' : 'Always')),
}));
measureEdits('one IPPool cut anew', (round) => ({
  pool: resourcesFrom(pool('Always', 25 + (round % 5))),
}));
measureEdits('one BGPPeer edited', (round) => ({
  peer: resourcesFrom(peer(round % 2 === 0 ? 64513 : 64512)),
}));
measureEdits('one Service edited', (round) => ({
  services: objects.services.with(
    round * 10 + 1,
    ...(resourcesFrom(service(round * 10 + 1, 81)) as [Resource]),
  ),
}));
