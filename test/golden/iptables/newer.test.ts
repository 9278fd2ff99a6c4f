import { describe, expect, it } from 'vitest';
import { nodeNamed } from '../../../server/src/cluster/build.ts';
import { deriveKubeProxyIptables } from '../../../server/src/dataplane/kubeProxy/iptables/iptables.ts';
import { renderIptablesSave } from '../../../server/src/dataplane/render/iptablesSave.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import { clusterWhatIf } from '../../kit/cluster.ts';
import { drawnRuns, inOneOrder, mismatches, newerRuns, type Run } from '../runs.ts';

function rulesOf({ manifests, cluster: configuration, node: name, version, family }: Run): string {
  const whatIf = { kubernetesVersion: version, proxyMode: 'iptables' } as const;
  const cluster = clusterWhatIf(whatIf, manifests, configuration);
  const node = nodeNamed(cluster, name);
  if (node === undefined) throw new Error(`the scenario has no node ${name}`);
  return toText(renderIptablesSave(deriveKubeProxyIptables(cluster, node, family)));
}

/** One rule for each address of nodePortAddresses. */
const arranged = inOneOrder(/^-A KUBE-SERVICES -d \S+ -m comment --comment "kubernetes service nodeports;/);

describe.each([
  { kind: 'golden clusters', runs: newerRuns('iptables'), files: 378 },
  { kind: 'clusters drawn at random', runs: drawnRuns('iptables'), files: 1364 },
])('the iptables rules of the real kube-proxy for $kind', { timeout: 60_000 }, ({ runs, files }) => {
  it('are there in full', () => {
    expect(runs.length).toBe(files);
  });

  it.each([...new Set(runs.map(({ version }) => version))].sort())('are the same in %s', (wanted) => {
    const wantedRuns = runs.filter(({ version }) => version === wanted);
    expect(mismatches(wantedRuns, rulesOf, arranged)).toEqual([]);
  });
});
