import { describe, expect, test } from 'vitest';
import { nodeNamed } from '../../../server/src/cluster/build.ts';
import { deriveKubeProxyIpvs } from '../../../server/src/dataplane/kubeProxy/ipvs/ipvs.ts';
import { ipvsVersions } from '../../../server/src/dataplane/kubeProxy/ipvs/versions.ts';
import { renderIpvsState } from '../../../server/src/dataplane/render/ipvsState.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import { clusterWhatIf } from '../../kit/cluster.ts';
import { firstDifference } from './compare.ts';
import { goldenScenarios } from './load.ts';

describe.each(goldenScenarios())('$name: $about', (scenario) => {
  const cases = scenario
    .versions('ipvs')
    .flatMap((version) => ([4, 6] as const).map((family) => ({ version, family })))
    .filter(({ version, family }) => scenario.expected('ipvs', version, family) !== undefined);

  test.each(cases)('Kubernetes $version, IPv$family', ({ version, family }) => {
    const cluster = clusterWhatIf(
      { kubernetesVersion: version, proxyMode: 'ipvs' },
      scenario.manifests,
      scenario.cluster,
    );
    const node = nodeNamed(cluster, scenario.node);
    if (node === undefined) throw new Error(`no node ${scenario.node}`);
    const { ipvs, ruleset } = deriveKubeProxyIpvs(cluster, node, family);
    const made = toText(renderIpvsState(ipvs, ruleset));
    expect(firstDifference(made, scenario.expected('ipvs', version, family))).toBeUndefined();
  });
});

test('no golden file of IPVS mode is left out', () => {
  const texts = goldenScenarios().flatMap(({ versions, expected }) =>
    versions('ipvs').flatMap((version) =>
      ([4, 6] as const).flatMap((family) => expected('ipvs', version, family) ?? []),
    ),
  );
  expect(texts).toHaveLength(708);
});

test('the version table calls golden what there is golden data for', () => {
  const withData = new Set(goldenScenarios().flatMap(({ versions }) => versions('ipvs')));
  const called = ipvsVersions.filter(({ proof }) => proof === 'golden').map(({ minor }) => `1.${String(minor)}`);
  expect(new Set(called)).toEqual(withData);
});
