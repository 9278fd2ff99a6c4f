// How long the rules of a large cluster take, from its resolved objects: printed, never judged.
import { buildCluster } from '../../server/src/cluster/build.ts';
import type { Cluster, ClusterNode } from '../../server/src/cluster/cluster.ts';
import { deriveKubeProxy } from '../../server/src/dataplane/kubeProxy/kubeProxy.ts';
import { renderIptablesSave } from '../../server/src/dataplane/render/iptablesSave.ts';
import type { Resource } from '../../server/src/resources/resource.ts';
import { resourcesFrom } from '../kit/cluster.ts';

const service = (i: number, port = 80): string => `apiVersion: v1
kind: Service
metadata: { name: s${String(i)}, namespace: ns${String(i % 20)} }
spec:
  type: ${i % 10 === 0 ? 'NodePort' : 'ClusterIP'}
  clusterIP: 10.49.${String(i >> 8)}.${String(i & 255)}
  ports: [{ name: http, port: ${String(port)}${i % 10 === 0 ? `, nodePort: ${String(30000 + i / 10)}` : ''} }]
`;

const slice = (i: number): string => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: s${String(i)}-x, namespace: ns${String(i % 20)}, labels: { kubernetes.io/service-name: s${String(i)} } }
addressType: IPv4
ports: [{ name: http, port: 8080 }]
endpoints:
${Array.from({ length: 10 }, (_, k) => `- { addresses: [10.1${String(k)}.${String(i >> 8)}.${String(i & 255)}], nodeName: worker${String((k % 2) + 1)} }`).join('\n')}
`;

const milliseconds = (run: () => void): number => {
  const start = performance.now();
  run();
  return performance.now() - start;
};

const median = (values: readonly number[]): string =>
  ([...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN).toFixed(1);

function workerOf({ nodes }: Cluster): ClusterNode {
  const worker = nodes.find(({ name }) => name === 'worker1');
  if (worker === undefined) throw new Error('no worker1');
  return worker;
}

const derive = (cluster: Cluster): ReturnType<typeof deriveKubeProxy> =>
  deriveKubeProxy(cluster, workerOf(cluster), 4);

function measure(count: number): void {
  const text = Array.from({ length: count }, (_, i) => `${service(i)}---\n${slice(i)}`).join('---\n');
  const first: number[] = [];
  let resources: readonly Resource[] = [];
  // Read anew each time, so that nothing is remembered from the round before.
  for (let round = 0; round < 5; round += 1) {
    resources = resourcesFrom(text);
    const cluster = buildCluster(resources);
    first.push(milliseconds(() => void derive(cluster)));
  }
  const builds: number[] = [];
  const edits: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    const changed = [...resources];
    changed.splice(round * 20, 1, ...resourcesFrom(service(round * 10, 81)));
    let cluster = buildCluster(resources);
    builds.push(milliseconds(() => (cluster = buildCluster(changed, {}, cluster))));
    edits.push(milliseconds(() => void derive(cluster)));
  }
  const proxy = derive(buildCluster(resources));
  let characters = 0;
  const print = milliseconds(() => {
    if (proxy.mode === 'iptables')
      for (const line of renderIptablesSave(proxy.ruleset)) characters += line.text.length + 1;
  });
  console.log(
    `${String(count)} services × 10 endpoints: first derivation ${median(first)} ms, one service changed ${median(edits)} ms` +
      ` (after ${median(builds)} ms to resolve the cluster), text of one node ${print.toFixed(0)} ms for ${(characters / 1e6).toFixed(1)} MB`,
  );
}

console.log(
  'kube-proxy in iptables mode, medians (the real program’s first sync: 48 ms for 1,000 and 243 ms for 5,000 services)',
);
measure(1000);
measure(5000);
