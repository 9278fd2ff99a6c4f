import { describe, expect, test } from 'vitest';
import { resourcesFrom } from '../../../../test/kit/cluster.ts';
import { matchesLabels } from './labelSelector.ts';
import type { NetworkPolicy } from './networkPolicy.ts';

function read(spec: string): NetworkPolicy {
  const [policy] = resourcesFrom(
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: ${spec}\n`,
  );
  if (policy?.kind !== 'NetworkPolicy') throw new Error('no NetworkPolicy read');
  return policy;
}

test('rules, peers and ports', () => {
  const policy = read(`
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector: {}
      namespaceSelector: { matchLabels: { team: bank } }
    - ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] }
    ports:
    - { protocol: TCP, port: 5432 }
    - { port: web, protocol: UDP }
    - { port: 8000, endPort: 8999 }`);
  const [rule] = policy.ingress;
  expect(policy.policyTypes.map(({ value }) => value)).toEqual(['Ingress']);
  expect(
    rule?.peers?.map(({ podSelector, ipBlock }) => [podSelector !== undefined, ipBlock?.cidr?.value]),
  ).toEqual([
    [true, undefined],
    [false, '10.0.0.0/8'],
  ]);
  expect(
    rule?.ports?.map(({ protocol, port, endPort }) => [protocol?.value, port?.value, endPort?.value]),
  ).toEqual([
    ['TCP', 5432, undefined],
    ['UDP', 'web', undefined],
    [undefined, 8000, 8999],
  ]);
});

test('every peer and none are told apart', () => {
  const { ingress, egress, egressAt, ingressAt } = read('{ podSelector: {}, ingress: [{}, { from: [] }] }');
  expect(ingress.map(({ peers, ports }) => [peers?.length, ports])).toEqual([
    [undefined, undefined],
    [0, undefined],
  ]);
  expect([egress.length, egressAt, ingressAt === undefined]).toEqual([0, undefined, false]);
});

test('a direction that is none is reported', () => {
  expect(read('{ policyTypes: [ingress, Egress] }')).toMatchObject({
    policyTypes: [{ value: 'Egress' }],
    problems: [{ kind: 'value', message: 'Not a value this field takes: ingress' }],
  });
});

describe('label selectors', () => {
  test.each([
    ['{}', {}, true],
    ['{ matchLabels: { app: db } }', { app: 'db' }, true],
    ['{ matchLabels: { app: db } }', { app: 'web' }, false],
    ['{ matchExpressions: [{ key: app, operator: In, values: [db, web] }] }', { app: 'web' }, true],
    ['{ matchExpressions: [{ key: app, operator: In, values: [db] }] }', {}, false],
    ['{ matchExpressions: [{ key: app, operator: NotIn, values: [db] }] }', {}, true],
    ['{ matchExpressions: [{ key: app, operator: NotIn, values: [db] }] }', { app: 'db' }, false],
    ['{ matchExpressions: [{ key: app, operator: Exists }] }', { app: '' }, true],
    ['{ matchExpressions: [{ key: app, operator: DoesNotExist }] }', { app: '' }, false],
    ['{ matchExpressions: [{ key: app, operator: Near }] }', { app: 'db' }, false],
  ])('%s on %j: %s', (selector, labels: Readonly<Record<string, string>>, expected) => {
    const { podSelector } = read(`{ podSelector: ${selector} }`);
    expect(podSelector !== undefined && matchesLabels(podSelector, (key) => labels[key])).toBe(expected);
  });
});
