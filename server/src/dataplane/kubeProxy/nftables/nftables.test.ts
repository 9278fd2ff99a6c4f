import { describe, expect, it } from 'vitest';
import {
  drawnRuns,
  goldenRuns,
  newerRuns,
  type NftablesRun,
} from '../../../../../test/golden/nftables/load.ts';
import { clusterWhatIf } from '../../../../../test/kit/cluster.ts';
import { nodeNamed } from '../../../cluster/build.ts';
import { renderNftScript } from '../../render/nftScript.ts';
import { toText } from '../../render/rendered.ts';
import { deriveKubeProxyNftables } from './nftables.ts';
import { nftablesVersions } from './versions.ts';

function scriptOf({ manifests, cluster: configuration, node: name, version, family }: NftablesRun): string {
  const whatIf = { kubernetesVersion: version, proxyMode: 'nftables' } as const;
  const cluster = clusterWhatIf(whatIf, manifests, configuration);
  const node = nodeNamed(cluster, name);
  if (node === undefined) throw new Error(`the scenario has no node ${name}`);
  // The real program was told no service ranges where the profile names none; we would assume the lab's.
  const serviceCIDRs = configuration.includes('serviceCIDRs') ? cluster.serviceCIDRs : [];
  return toText(renderNftScript(deriveKubeProxyNftables({ ...cluster, serviceCIDRs }, node, family)));
}

/** Where two texts part: `undefined` when they do not. */
function firstDifference(actual: readonly string[], expected: readonly string[]): string | undefined {
  const at = Array.from({ length: Math.max(actual.length, expected.length) }, (_, i) => i).find(
    (i) => actual[i] !== expected[i],
  );
  return at === undefined
    ? undefined
    : `line ${String(at + 1)}\n  real: ${String(expected[at])}\n  ours: ${String(actual[at])}`;
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

/** The real program adds these in the order of a Go map. */
const unordered = /^add element \S+ kube-proxy (nodeport-ips|hairpin-connections) /;

function inOneOrder(lines: readonly string[]): readonly string[] {
  const sorted = lines.filter((line) => unordered.test(line)).sort();
  return lines.map((line) => (unordered.test(line) ? (sorted.shift() ?? line) : line));
}

const mismatch = (run: NftablesRun): readonly string[] => {
  const [actual, expected] = [scriptOf(run), run.expected].map((text) => inOneOrder(linesOf(text)));
  const difference = firstDifference(actual ?? [], expected ?? []);
  return difference === undefined
    ? []
    : [`${run.name}, ${run.version}, IPv${String(run.family)}, ${difference}`];
};

describe('the nftables script of the real kube-proxy', () => {
  const golden = goldenRuns();

  it('is there for all of its files', () => {
    expect(golden.length).toBe(126);
  });

  it.each(golden)('$name, $version, IPv$family', (run) => {
    expect(firstDifference(linesOf(scriptOf(run)), linesOf(run.expected))).toBeUndefined();
  });
});

describe.each([
  { kind: 'golden clusters', runs: newerRuns(), versions: 6, files: 378 },
  { kind: 'clusters drawn at random', runs: drawnRuns(), versions: 8, files: 992 },
])('the script for $kind', { timeout: 60_000 }, ({ runs, versions, files }) => {
  const versionsRun = [...new Set(runs.map(({ version }) => version))].sort();

  it('is there for every version', () => {
    expect(runs.length).toBe(files);
    expect(versionsRun).toEqual(nftablesVersions.map(({ minor }) => `1.${String(minor)}`).slice(-versions));
  });

  it.each(versionsRun)('is the same in %s', (wanted) => {
    expect(runs.filter(({ version }) => version === wanted).flatMap(mismatch)).toEqual([]);
  });
});
