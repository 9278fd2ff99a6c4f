import { describe, expect, it } from 'vitest';
import { goldenScenarios } from '../../../../../test/golden/kube-proxy/load.ts';
import { clusterWhatIf } from '../../../../../test/kit/cluster.ts';
import { nodeNamed } from '../../../cluster/build.ts';
import type { IpFamily } from '../../../net/ip.ts';
import type { NftTable } from '../../netfilter/nft.ts';
import { renderNftScript } from '../../render/nftScript.ts';
import { toText } from '../../render/rendered.ts';
import { deriveKubeProxyNftables } from './nftables.ts';

const cases = goldenScenarios().flatMap((scenario) =>
  scenario.versions('nftables').flatMap((version) =>
    ([4, 6] as const).flatMap((family) => {
      const expected = scenario.expected('nftables', version, family);
      return expected === undefined ? [] : [{ scenario, version, family, expected }];
    }),
  ),
);

function tableOf(scenario: (typeof cases)[number]['scenario'], version: string, family: IpFamily): NftTable {
  const cluster = clusterWhatIf(
    { kubernetesVersion: version, proxyMode: 'nftables' },
    scenario.manifests,
    scenario.cluster,
  );
  const node = nodeNamed(cluster, scenario.node);
  if (node === undefined) throw new Error(`the scenario has no node ${scenario.node}`);
  return deriveKubeProxyNftables(cluster, node, family);
}

/** `undefined` when they are the same. */
function firstDifference(actual: string, expected: string): string | undefined {
  if (actual === expected) return undefined;
  const [ours, theirs] = [actual.split('\n'), expected.split('\n')];
  const at = theirs.findIndex((line, i) => line !== ours[i]);
  const line = at === -1 ? theirs.length : at;
  return `line ${String(line + 1)}\n  real: ${String(theirs[line])}\n  ours: ${String(ours[line])}`;
}

describe('the nftables script of the real kube-proxy', () => {
  it('is there for all of its files', () => {
    expect(cases.length).toBe(126);
  });

  it.each(cases)('$scenario.name, $version, IPv$family', ({ scenario, version, family, expected }) => {
    const actual = toText(renderNftScript(tableOf(scenario, version, family)));
    expect(firstDifference(actual, expected.endsWith('\n') ? expected : `${expected}\n`)).toBeUndefined();
  });
});
