import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resourcesFrom } from '../../../../test/kit/cluster.ts';
import { buildCluster } from '../build.ts';
import type { Cluster } from '../cluster.ts';

/** A Service, Endpoints, a slice or a Pod with few names to meet on, or something without a name. */
const document = fc
  .record({
    kind: fc.constantFrom('Service', 'Service', 'Service', 'EndpointSlice', 'Pod'),
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', ''),
    port: fc.constantFrom(
      '{ port: 80 }',
      '{ port: 80, nodePort: 30005 }',
      '{ port: 81 }, { name: x, port: 82 }',
    ),
    type: fc.constantFrom('NodePort', 'ClusterIP', 'LoadBalancer'),
    clusterIP: fc.constantFrom('', '  clusterIP: 10.49.0.7\n'),
  })
  .map(({ kind, name, port, type, clusterIP }) => {
    const head = `kind: ${kind}\nmetadata: { name: '${name}', labels: { app: a, kubernetes.io/service-name: '${name}' } }\n`;
    switch (kind) {
      case 'Service':
        return `apiVersion: v1\n${head}spec:\n  type: ${type}\n${clusterIP}  selector: { app: a }\n  ports: [${port}]\n`;
      case 'EndpointSlice':
        return `apiVersion: discovery.k8s.io/v1\n${head}addressType: IPv4\nports: [{ port: 80 }]\nendpoints: [{ addresses: [10.48.0.9] }]\n`;
      case 'Pod':
        return `apiVersion: v1\n${head}spec: { containers: [] }\nstatus: { podIP: 10.48.0.8 }\n`;
    }
  });

const edit = fc.tuple(fc.nat(12), fc.nat(1), fc.array(document, { maxLength: 2 }));

test('services are the same whatever was edited before', () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 10 }), fc.array(edit, { maxLength: 6 }), (start, edits) => {
      let texts: readonly string[] = start;
      let objects = texts.map((text) => resourcesFrom(text));
      let cluster: Cluster = buildCluster(objects.flat());
      for (const [at, removed, added] of edits) {
        texts = texts.toSpliced(at, removed, ...added);
        objects = objects.toSpliced(at, removed, ...added.map((text) => resourcesFrom(text)));
        cluster = buildCluster(objects.flat(), {}, cluster);
        const fresh = buildCluster(texts.flatMap((text) => resourcesFrom(text)));
        expect(cluster.services).toEqual(fresh.services);
      }
    }),
    { numRuns: 60 },
  );
});
