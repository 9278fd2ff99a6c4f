import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusterFrom } from '../../../../test/kit/cluster.ts';
import { proxyNodeOf } from './proxyNode.ts';
import { portsOfService, servicePortsOf, type ServicePortInfo } from './services.ts';

const key = ({ name, protocol }: ServicePortInfo): string => `${name} ${protocol}`;

/** Names whose order is another with their ports behind them, and ports that meet on one name. */
const service = fc
  .record({
    name: fc.constantFrom('a', 'a-b', 'a.b', 'b', 'c'),
    namespace: fc.constantFrom('x', 'x-y'),
    ports: fc.uniqueArray(fc.constantFrom(80, 81, 82), { minLength: 1 }),
    named: fc.boolean(),
  })
  .map(({ name, namespace, ports, named }) => {
    const entries = ports.map(
      (port) => `{ port: ${String(port)}${named ? `, name: p${String(port)}` : ''} }`,
    );
    return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ports: [${entries.join(', ')}] }\n`;
  });

test('ports are in order of their names, the later of two with one name, whatever was asked before', () => {
  fc.assert(
    fc.property(fc.array(fc.array(service, { maxLength: 6 }), { maxLength: 5 }), (states) => {
      for (const services of states) {
        const cluster = clusterFrom(services.join('---\n'));
        const [node] = cluster.nodes;
        if (node === undefined) throw new Error('no node');
        const proxy = proxyNodeOf(cluster, node, 4);
        const all = cluster.services.flatMap((one) => portsOfService(one, proxy));
        const byKey = new Map(all.map((port) => [key(port), port]));
        const found = servicePortsOf(cluster, proxy);
        expect(new Set(found)).toEqual(new Set(byKey.values()));
        expect(found.map(key)).toEqual([...found.map(key)].sort((a, b) => (a < b ? -1 : 1)));
      }
    }),
  );
});
