import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeNamed } from '../../../server/src/cluster/build.ts';
import { deriveKubeProxyIptables } from '../../../server/src/dataplane/kubeProxy/iptables/iptables.ts';
import { tableOf } from '../../../server/src/dataplane/netfilter/ruleset.ts';
import { renderIptablesList } from '../../../server/src/dataplane/render/iptablesList.ts';
import { renderIptablesSave } from '../../../server/src/dataplane/render/iptablesSave.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import type { Ruleset } from '../../../server/src/dataplane/netfilter/ruleset.ts';
import type { IpFamily } from '../../../server/src/net/ip.ts';
import { clusterWhatIf } from '../../kit/cluster.ts';
import { firstDifference } from './compare.ts';
import { goldenScenarios } from './load.ts';

/** Each call runs in a network namespace of its own, so that nothing of this machine is touched. */
const inNamespace = (script: string): { readonly status: number | null; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'bash', '-c', script], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: stdout + stderr };
};

const available =
  inNamespace('iptables-restore --test < /dev/null && ip6tables-legacy-restore --test < /dev/null').status === 0;
const needed = available ? '' : ' (SKIPPED: needs root, unshare and iptables: apt-get install iptables)';

const scenarios = goldenScenarios();

function rulesetsOf(version: string): readonly { name: string; family: IpFamily; ruleset: Ruleset }[] {
  return scenarios.flatMap(({ name, manifests, cluster: profile, node: nodeName }) => {
    const cluster = clusterWhatIf({ kubernetesVersion: version }, manifests, profile);
    const node = nodeNamed(cluster, nodeName);
    if (node === undefined) return [];
    return ([4, 6] as const).map((family) => ({
      name: `${name}-${String(family)}`,
      family,
      ruleset: deriveKubeProxyIptables(cluster, node, family),
    }));
  });
}

describe.skipIf(!available)(`the real iptables${needed}`, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'iptables-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(['1.18', '1.21', '1.23', '1.24', '1.36'])('takes our rules of %s', (version) => {
    const made = rulesetsOf(version);
    for (const family of [4, 6] as const) {
      // One process takes the tables of all scenarios, one after the other.
      const texts = made
        .filter((one) => one.family === family)
        .map(({ ruleset }) => toText(renderIptablesSave(ruleset)));
      const file = join(folder, `all-${String(family)}`);
      writeFileSync(file, texts.join(''));
      // The nft variant waits for the kernel at each table; both read alike.
      const tool = family === 4 ? 'iptables-legacy-restore' : 'ip6tables-legacy-restore';
      expect(inNamespace(`${tool} --test ${file} || echo refused`).output).toBe('');
    }
  });

  test('lists the loaded rules of 1.30 as we do', { timeout: 60_000 }, () => {
    const made = rulesetsOf('1.30').filter(({ family, name }) => family === 4 || /dual|ipv6/.test(name));
    for (const { name, ruleset } of made)
      writeFileSync(join(folder, name), toText(renderIptablesSave(ruleset)));
    const script = made.map(({ name, family }) => {
      const tool = family === 4 ? 'iptables' : 'ip6tables';
      const file = join(folder, name);
      return `${tool}-restore ${file}; ${tool}-save | grep -v '^#' > ${file}.save; ${tool} -t nat -L -v -n > ${file}.list`;
    });
    inNamespace(script.join('\n'));
    for (const { name, ruleset } of made) {
      const file = join(folder, name);
      expect(
        firstDifference(toText(renderIptablesSave(inToolOrder(ruleset))), readFileSync(`${file}.save`, 'utf8')),
      ).toBeUndefined();
      const list = named(readFileSync(`${file}.list`, 'utf8'));
      expect(chainsOf(toText(renderIptablesList(ruleset, 'nat')))).toEqual(chainsOf(list));
    }
  });
});

/** The nft variant prints mangle first. */
const inToolOrder = (ruleset: Ruleset): Ruleset => ({
  ...ruleset,
  tables: (['mangle', 'filter', 'nat'] as const).flatMap((name) => tableOf(ruleset, name) ?? []),
});

const protocols: Readonly<Record<string, string>> = { '0': 'all', '6': 'tcp', '17': 'udp', '132': 'sctp' };

/** iptables 1.8.9 alone prints protocols by number. */
const named = (list: string): string =>
  list.replace(/ (0|6|17|132) {2,4}-- /g, (_, number: string) => ` ${(protocols[number] ?? '').padEnd(5)}-- `);

/** The nft variant lists chains in the order in which it met them. */
const chainsOf = (list: string): readonly string[] =>
  list
    .split('\n\n')
    .map((chain) => chain.trimEnd())
    .sort();
