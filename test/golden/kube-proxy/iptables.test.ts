import { describe, expect, test } from 'vitest';
import { nodeNamed } from '../../../server/src/cluster/build.ts';
import { deriveKubeProxyIptables } from '../../../server/src/dataplane/kubeProxy/iptables/iptables.ts';
import { renderIptablesSave } from '../../../server/src/dataplane/render/iptablesSave.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import { clusterWhatIf } from '../../kit/cluster.ts';
import { firstDifference } from './compare.ts';
import { goldenScenarios } from './load.ts';

const scenarios = goldenScenarios().filter(({ versions }) => versions('iptables').length > 0);

describe.each(scenarios)('$name: $about', (scenario) => {
  const cases = scenario
    .versions('iptables')
    .flatMap((version) => ([4, 6] as const).map((family) => ({ version, family })))
    .filter(({ version, family }) => scenario.expected('iptables', version, family) !== undefined);

  test.each(cases)('Kubernetes $version, IPv$family', ({ version, family }) => {
    const cluster = clusterWhatIf({ kubernetesVersion: version }, scenario.manifests, scenario.cluster);
    const node = nodeNamed(cluster, scenario.node);
    if (node === undefined) throw new Error(`no node ${scenario.node}`);
    const made = toText(renderIptablesSave(deriveKubeProxyIptables(cluster, node, family)));
    expect(firstDifference(made, scenario.expected('iptables', version, family))).toBeUndefined();
  });
});
