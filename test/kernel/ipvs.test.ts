import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nodeNamed } from '../../server/src/cluster/build.ts';
import { deriveKubeProxyIpvs } from '../../server/src/dataplane/kubeProxy/ipvs/ipvs.ts';
import { ipvsVersions } from '../../server/src/dataplane/kubeProxy/ipvs/versions.ts';
import { renderIpsetSave } from '../../server/src/dataplane/render/ipset.ts';
import { renderIptablesSave } from '../../server/src/dataplane/render/iptablesSave.ts';
import { toText } from '../../server/src/dataplane/render/rendered.ts';
import type { IpFamily } from '../../server/src/net/ip.ts';
import { goldenScenarios } from '../golden/kube-proxy/load.ts';
import { clusterWhatIf } from '../kit/cluster.ts';

/** In a user namespace of its own where we are not root. */
const flags = [['-n'], ['-r', '-n']].find(
  (tried) =>
    spawnSync('unshare', [...tried, 'sh', '-c', 'ipset list && iptables-save && ip6tables-save']).status ===
    0,
);

/** From 1.31 on there is a rule with `-m ipvs`, which few kernels outside real nodes can load. */
const versions = ipvsVersions
  .filter(({ changes: { nodeAccess } }) => nodeAccess !== 'dropped')
  .map(({ minor }) => `1.${String(minor)}`);

interface Loaded {
  readonly family: IpFamily;
  readonly sets: string;
  readonly rules: string;
}

/** Every golden cluster under one version, each text once. */
function loadsOf(version: string): ReadonlyMap<string, Loaded> {
  const whatIf = { kubernetesVersion: version, proxyMode: 'ipvs' } as const;
  const loads = goldenScenarios().flatMap((scenario) => {
    const cluster = clusterWhatIf(whatIf, scenario.manifests, scenario.cluster);
    const node = nodeNamed(cluster, scenario.node);
    if (node === undefined) throw new Error(`${scenario.name} has no node ${scenario.node}`);
    return ([4, 6] as const).map((family) => {
      const { ipvs, ruleset } = deriveKubeProxyIpvs(cluster, node, family);
      const sets = toText(renderIpsetSave(ipvs.ipSets));
      const rules = toText(renderIptablesSave(ruleset));
      return [sets + rules, { family, sets, rules }] as const;
    });
  });
  return new Map(loads);
}

const endOfFile = '--- end of file ---';
const endOfAnswer = '--- end of answer ---';

/** Loads sets and rules into an empty namespace and prints them back, refusals included. */
const question = ({ family, sets, rules }: Loaded): string => {
  const tool = family === 4 ? 'iptables' : 'ip6tables';
  return `
unshare -n sh <<'${endOfAnswer}' 2>&1
ipset restore <<'${endOfFile}'
${sets}
${endOfFile}
${tool}-restore <<'${endOfFile}'
${rules}
${endOfFile}
ipset save
${tool}-save -t filter
${tool}-save -t nat
${endOfAnswer}
echo '${endOfAnswer}'
`;
};

/** Members in our order; without what the kernel and newer tools add to a set, and without comments. */
function asWeWrite(answer: string): string {
  const lines = answer.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const sets = lines
    .filter((line) => /^(create|add) /.test(line))
    .map((line) => line.replace(/(?: bucketsize \d+)? initval \w+$/, ''));
  const others = lines.filter((line) => !/^(create|add) /.test(line));
  return [...sets.sort(), ...others].join('\n');
}

describe.skipIf(flags === undefined)(
  'the real ipset and iptables (need the right to make a namespace)',
  () => {
    it.each(versions)(
      'take the sets and rules of %s, and print them as we do',
      { timeout: 120_000 },
      (version) => {
        const loads = [...loadsOf(version).values()];
        const { stdout } = spawnSync('unshare', [...(flags ?? []), 'sh'], {
          input: loads.map(question).join(''),
          encoding: 'utf8',
          maxBuffer: 2 ** 28,
        });
        const answers = stdout.split(`${endOfAnswer}\n`).slice(0, -1);
        expect(answers.map(asWeWrite)).toEqual(loads.map(({ sets, rules }) => asWeWrite(sets + rules)));
      },
    );
  },
);
