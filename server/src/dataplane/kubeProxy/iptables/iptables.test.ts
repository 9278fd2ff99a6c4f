import { describe, expect, test } from 'vitest';
import { buildCluster } from '../../../cluster/build.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { resourcesFrom } from '../../../../../test/kit/cluster.ts';
import { chainName, tableOf, type Rule, type Ruleset } from '../../netfilter/ruleset.ts';
import { ruleLine } from '../../render/iptablesSave.ts';
import { deriveKubeProxyIptables } from './iptables.ts';

const service = (name: string, more = ''): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  clusterIP: 10.49.0.${String(name.charCodeAt(0))}
  ports: [{ name: http, port: 80 }]
${more}
---
apiVersion: v1
kind: Endpoints
metadata: { name: ${name}, namespace: shop }
subsets: [{ addresses: [{ ip: 10.48.0.${String(name.charCodeAt(0))}, nodeName: worker1 }], ports: [{ name: http, port: 8080 }] }]
`;

const derive = (cluster: Cluster, node = 'worker1'): Ruleset => {
  const found = cluster.nodes.find(({ name }) => name === node);
  if (found === undefined) throw new Error(`no node ${node}`);
  return deriveKubeProxyIptables(cluster, found, 4);
};

const nat = (ruleset: Ruleset): NonNullable<ReturnType<typeof tableOf>> => {
  const table = tableOf(ruleset, 'nat');
  if (table === undefined) throw new Error('no nat table');
  return table;
};

describe('an edit', () => {
  test('keeps every chain and rule of the services it does not touch', () => {
    const [one, two] = [resourcesFrom(service('a')), resourcesFrom(service('b'))];
    const before = nat(derive(buildCluster([...one, ...two])));
    const edited = resourcesFrom(service('b', '  sessionAffinity: ClientIP'));
    const after = nat(derive(buildCluster([...one, ...edited])));
    const kept = [...after.chains].filter(([name, chain]) => before.chains.get(name) === chain);
    expect(kept.map(([, { stands }]) => stands)).toEqual(['10.48.0.97:8080 on worker1', 'shop/a:http']);
    expect(after.chains.get(chainName('KUBE-SERVICES'))?.rules[0]).toBe(
      before.chains.get(chainName('KUBE-SERVICES'))?.rules[0],
    );
  });

  test('back to what it was gives the same text', () => {
    const one = resourcesFrom(service('a'));
    const text = (ruleset: Ruleset): readonly string[] =>
      [...nat(ruleset).chains.values()].flatMap(({ name, rules }) => rules.map((r) => ruleLine(name, r)));
    const first = text(derive(buildCluster(one)));
    text(derive(buildCluster([...one, ...resourcesFrom(service('b'))])));
    expect(text(derive(buildCluster(one)))).toEqual(first);
  });
});

test('every rule knows why it is there', () => {
  const ruleset = derive(buildCluster(resourcesFrom(service('a'))));
  const rules = ruleset.tables.flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules));
  expect(rules.length).toBeGreaterThan(10);
  const spoken = (rule: Rule): string =>
    rule.because
      .map((cause) =>
        cause.kind === 'manifest'
          ? cause.span.section.text.slice(cause.span.start, cause.span.end)
          : cause.kind,
      )
      .join(' + ');
  const chains = nat(ruleset).chains;
  const own = [...chains.values()].filter(({ stands }) => stands !== undefined);
  expect(own.flatMap(({ name, stands, rules: of }) => of.map((r) => [name, stands, spoken(r)])))
    .toMatchInlineSnapshot(`
    [
      [
        "KUBE-SEP-GAJCNZKBN5YM6NHZ",
        "10.48.0.97:8080 on worker1",
        "10.48.0.97 + { name: http, port: 80 }",
      ],
      [
        "KUBE-SEP-GAJCNZKBN5YM6NHZ",
        "10.48.0.97:8080 on worker1",
        "10.48.0.97 + { name: http, port: 80 }",
      ],
      [
        "KUBE-SVC-OXXIWALRTUWUW443",
        "shop/a:http",
        "10.49.0.97 + { name: http, port: 80 } + assumption",
      ],
      [
        "KUBE-SVC-OXXIWALRTUWUW443",
        "shop/a:http",
        "10.48.0.97 + { name: http, port: 80 }",
      ],
    ]
  `);
});

test('two services with one name are one to kube-proxy: the later counts', () => {
  const twice = buildCluster(resourcesFrom(service('a'), service('a', '  type: NodePort')));
  const rules = nat(derive(twice)).chains.get(chainName('KUBE-SERVICES'))?.rules ?? [];
  expect(rules).toHaveLength(2);
});
