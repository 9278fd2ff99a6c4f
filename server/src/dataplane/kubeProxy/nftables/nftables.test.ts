import { describe, expect, test } from 'vitest';
import { firstDifference } from '../../../../../test/golden/kube-proxy/compare.ts';
import { goldenScenarios } from '../../../../../test/golden/kube-proxy/load.ts';
import { clusterWhatIf } from '../../../../../test/kit/cluster.ts';
import { nodeNamed } from '../../../cluster/build.ts';
import type { IpFamily } from '../../../net/ip.ts';
import { toText } from '../../render/rendered.ts';
import { renderNftScript } from '../../render/nftScript.ts';
import { deriveKubeProxyNftables } from './nftables.ts';
import { nftablesVersions } from './versions.ts';

const families: readonly IpFamily[] = [4, 6];

const runs = goldenScenarios().flatMap((scenario) =>
  scenario
    .versions('nftables')
    .flatMap((version) => families.map((family) => ({ ...scenario, version, family })))
    .filter(({ expected, version, family }) => expected('nftables', version, family) !== undefined),
);

describe('the nftables script of the real kube-proxy', () => {
  test('is there for all of its files', () => {
    expect(runs.length).toBe(126);
    const proven = nftablesVersions
      .filter(({ proof }) => proof === 'golden')
      .map(({ minor }) => `1.${String(minor)}`);
    expect([...new Set(runs.map(({ version }) => version))].sort()).toEqual(proven);
  });

  test.each(runs)(
    '$name, $version, IPv$family',
    ({ manifests, cluster: configuration, node: name, version, family, expected }) => {
      const cluster = clusterWhatIf(
        { kubernetesVersion: version, proxyMode: 'nftables' },
        manifests,
        configuration,
      );
      const node = nodeNamed(cluster, name);
      if (node === undefined) throw new Error(`the scenario has no node ${name}`);
      const made = toText(renderNftScript(deriveKubeProxyNftables(cluster, node, family)));
      expect(firstDifference(made, expected('nftables', version, family))).toBeUndefined();
    },
  );
});
