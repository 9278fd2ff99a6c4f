import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocUri } from '../text/span.ts';
import { nameOf } from './meta.ts';
import { readSection } from './resource.ts';

const read = (text: string): ReturnType<typeof readSection> =>
  readSection({ uri: 'file:///m.yaml' as DocUri, text });
const named = (text: string): readonly string[] =>
  read(text).resources.map((resource) => `${resource.kind} ${nameOf(resource)}`);

describe('what is read', () => {
  test('one object', () => {
    expect(named('apiVersion: v1\nkind: Service\nmetadata: { name: a }\n')).toEqual(['Service a']);
  });

  test('the items of a list, and of a list of one kind', () => {
    const items =
      'items:\n- { apiVersion: v1, kind: Service, metadata: { name: a } }\n- { apiVersion: v1, kind: Secret }\n';
    expect(named(`apiVersion: v1\nkind: List\n${items}`)).toEqual(['Service a']);
    expect(named(`apiVersion: v1\nkind: ServiceList\n${items}`)).toEqual(['Service a']);
  });

  test('JSON', () => {
    expect(named('{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "worker1"}}')).toEqual([
      'Node worker1',
    ]);
  });

  test('one kind of several groups by its apiVersion', () => {
    expect(named('apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: a }\n')).toEqual([
      'CalicoNetworkPolicy a',
    ]);
    expect(named('apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\n')).toEqual([
      'NetworkPolicy a',
    ]);
    expect(named('apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: a }\n')).toEqual([]);
  });

  test('the configuration inside the kube-proxy ConfigMap, at its own place', () => {
    const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: kube-proxy }
data:
  config.conf: |-
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    kind: KubeProxyConfiguration
    mode: ipvs
`;
    const [config] = read(text).resources;
    if (config?.kind !== 'KubeProxyConfiguration') throw new Error('not read');
    expect(config.mode?.value).toBe('ipvs');
    expect(text.slice(config.mode?.span.start, config.mode?.span.end)).toBe('ipvs');
  });

  test('nothing from a template, and nothing is said about it', () => {
    expect(read('kind: Service\nspec:\n  ports: {{ .Values.ports }}\n')).toMatchObject({
      resources: [],
      syntaxProblems: [],
      isTemplate: true,
    });
  });

  test('nothing from YAML that is no Kubernetes', () => {
    expect(read('version: 3\nservices:\n  kind: Service\n').resources).toEqual([]);
  });
});

test('a field of the wrong kind is reported once and absent, the others are there', () => {
  const [service] = read(
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  type: Nodeport\n  ports:\n  - port: 80000\n    nodePort: 30080\n',
  ).resources;
  if (service?.kind !== 'Service') throw new Error('not read');
  expect(service.type).toBeUndefined();
  expect(service.ports[0]?.port).toBeUndefined();
  expect(service.ports[0]?.nodePort?.value).toBe(30080);
  expect(service.problems.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    'value: Not a value this field takes: Nodeport',
    'port: Not a port number: 80000',
  ]);
});

test('null and empty count as absent', () => {
  const [service] = read(
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  type:\n  clusterIP: null\n  ports: ~\n',
  ).resources;
  expect(service).toMatchObject({ type: undefined, clusterIP: undefined, ports: [], problems: [] });
});

const fragment = fc.constantFrom(
  'apiVersion: v1',
  'kind: Service',
  'metadata: {name: a}',
  'spec:',
  '  ports:',
  '  - port: 80',
  '  ports: 7',
  '  selector: [',
  '&a',
  '*a',
  '<<: *a',
  '\t',
  ': [',
  '"',
  '  type: !!int x',
  '  clusterIP: {a: b}',
  '? a',
  '|',
  '{}',
  '[[[[',
  'kind: List',
  'items:',
  '- kind: Pod',
  '  x: &x [*x]',
);

test('any text, half-typed or broken, is read without a throw', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 14 }), (lines) => {
      const { resources, syntaxProblems } = read(lines.join('\n'));
      expect(resources.length + syntaxProblems.length).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 400 },
  );
});

test('text nested without end, and aliases of aliases, are survived', () => {
  expect(read('['.repeat(20_000)).resources).toEqual([]);
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghij'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefghij'.charAt(i)},`.repeat(9)}]`),
  ];
  expect(read(bomb.join('\n')).resources).toEqual([]);
});
