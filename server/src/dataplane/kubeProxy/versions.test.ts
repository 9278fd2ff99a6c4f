import { expect, test } from 'vitest';
import type { KubernetesVersion } from '../../cluster/kubernetesVersion.ts';
import { gateEnabled } from './featureGates.ts';
import { behaviourOf, knownVersions, versionProof, versionTable } from './versions.ts';

const version = (major: number, minor: number): KubernetesVersion => ({
  major,
  minor,
  written: `${String(major)}.${String(minor)}`,
});

test('rows follow one another without a gap', () => {
  expect(versionTable.map(({ minor }) => minor)).toEqual(
    Array.from({ length: versionTable.length }, (_, i) => 18 + i),
  );
  expect(knownVersions[0]).toBe('1.18');
  for (const { minor, release } of versionTable)
    expect(release).toMatch(new RegExp(`^1\\.${String(minor)}\\.`));
});

test('a row changes what it names and keeps the rest', () => {
  expect(behaviourOf(version(1, 18)).unnamedPort).toBe('colon');
  expect(behaviourOf(version(1, 19)).unnamedPort).toBe('bare');
  expect(behaviourOf(version(1, 21)).iptables).toMatchObject({
    externalIPs: 'plain',
    postrouting: 'returnUnlessMarked',
    ensuresMarkDrop: true,
  });
});

test.each([
  [version(1, 30), { shown: '1.30', exact: true, proof: 'golden', release: '1.30.5' }],
  [version(1, 24), { shown: '1.24', exact: true, proof: 'source' }],
  [version(1, 12), { shown: '1.18', exact: false }],
  [version(1, 99), { shown: knownVersions.at(-1), exact: false }],
  [version(2, 0), { shown: knownVersions.at(-1), exact: false }],
  [version(0, 9), { shown: '1.18', exact: false }],
])('%o is shown as the nearest known version, and says so', (asked, shown) => {
  expect(versionProof(asked)).toMatchObject(shown);
});

const none = new Map<string, boolean>();

test.each([
  ['LoadBalancerIPMode', 28, none, false],
  ['LoadBalancerIPMode', 29, none, false],
  ['LoadBalancerIPMode', 29, new Map([['LoadBalancerIPMode', true]]), true],
  ['LoadBalancerIPMode', 29, new Map([['AllAlpha', true]]), true],
  ['LoadBalancerIPMode', 30, none, true],
  ['LoadBalancerIPMode', 30, new Map([['AllBeta', false]]), false],
  ['LoadBalancerIPMode', 32, new Map([['LoadBalancerIPMode', false]]), true],
  ['ProxyTerminatingEndpoints', 25, none, false],
  ['ProxyTerminatingEndpoints', 26, none, true],
  ['PreferSameTrafficDistribution', 34, none, true],
] as const)('%s in 1.%i', (gate, minor, written, enabled) => {
  expect(gateEnabled(gate, { minor }, written)).toBe(enabled);
});
