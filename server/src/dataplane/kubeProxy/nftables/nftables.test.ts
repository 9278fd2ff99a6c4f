import { describe, expect, it } from 'vitest';
import {
  drawnRuns,
  firstDifference,
  goldenRuns,
  inOneOrder,
  mismatches,
  newerRuns,
  type Run,
} from '../../../../../test/golden/runs.ts';
import { clusterWhatIf } from '../../../../../test/kit/cluster.ts';
import { nodeNamed } from '../../../cluster/build.ts';
import { renderNftScript } from '../../render/nftScript.ts';
import { toText } from '../../render/rendered.ts';
import { deriveKubeProxyNftables } from './nftables.ts';
import { nftablesVersions } from './versions.ts';

function scriptOf({ manifests, cluster: configuration, node: name, version, family }: Run): string {
  const whatIf = { kubernetesVersion: version, proxyMode: 'nftables' } as const;
  const cluster = clusterWhatIf(whatIf, manifests, configuration);
  const node = nodeNamed(cluster, name);
  if (node === undefined) throw new Error(`the scenario has no node ${name}`);
  // The real program was told no service ranges where the profile names none; we would assume the lab's.
  const serviceCIDRs = configuration.includes('serviceCIDRs') ? cluster.serviceCIDRs : [];
  return toText(renderNftScript(deriveKubeProxyNftables({ ...cluster, serviceCIDRs }, node, family)));
}

const arranged = inOneOrder(/^add element \S+ kube-proxy (nodeport-ips|hairpin-connections) /);

describe('the nftables script of the real kube-proxy', () => {
  const golden = goldenRuns('nftables');

  it('is there for all of its files', () => {
    expect(golden.length).toBe(126);
  });

  it.each(golden)('$name, $version, IPv$family', (run) => {
    expect(firstDifference(scriptOf(run), run.expected)).toBeUndefined();
  });
});

describe.each([
  { kind: 'golden clusters', runs: newerRuns('nftables'), versions: 6, files: 378 },
  { kind: 'clusters drawn at random', runs: drawnRuns('nftables'), versions: 8, files: 992 },
])('the script for $kind', { timeout: 60_000 }, ({ runs, versions, files }) => {
  const versionsRun = [...new Set(runs.map(({ version }) => version))].sort();

  it('is there for every version', () => {
    expect(runs.length).toBe(files);
    expect(versionsRun).toEqual(nftablesVersions.map(({ minor }) => `1.${String(minor)}`).slice(-versions));
  });

  it.each(versionsRun)('is the same in %s', (wanted) => {
    const wantedRuns = runs.filter(({ version }) => version === wanted);
    expect(mismatches(wantedRuns, scriptOf, arranged)).toEqual([]);
  });
});
