import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { IpFamily } from '../../../server/src/net/ip.ts';
import { goldenScenarios } from '../kube-proxy/load.ts';

/** One cluster under one version for one family, and the script of the table that the real kube-proxy made of it. */
export interface NftablesRun {
  readonly name: string;
  readonly manifests: string;
  readonly cluster: string;
  readonly node: string;
  readonly version: string;
  readonly family: IpFamily;
  readonly expected: string;
}

type Pack = Readonly<Record<string, Readonly<Record<string, string>>>>;

const readPack = (name: string): Pack => {
  const bytes = brotliDecompressSync(readFileSync(join(import.meta.dirname, `${name}.json.br`)));
  return JSON.parse(bytes.toString('utf8')) as Pack;
};

type Inputs = Pick<NftablesRun, 'name' | 'manifests' | 'cluster' | 'node'>;

/** Versions 1.29 and 1.30 of the golden clusters. */
export const goldenRuns = (): readonly NftablesRun[] =>
  goldenScenarios().flatMap((scenario) =>
    scenario.versions('nftables').flatMap((version) =>
      ([4, 6] as const).flatMap((family) => {
        const expected = scenario.expected('nftables', version, family);
        return expected === undefined ? [] : [{ ...scenario, version, family, expected }];
      }),
    ),
  );

/** Versions 1.31 to 1.36 of the same clusters. */
export function newerRuns(): readonly NftablesRun[] {
  const runs = readPack('lab');
  return goldenScenarios().flatMap((scenario) => runsOf(scenario, runs[scenario.name] ?? {}));
}

/** All versions of clusters that were drawn at random. */
export const drawnRuns = (): readonly NftablesRun[] =>
  Object.entries(readPack('drawn')).flatMap(([name, files]) =>
    runsOf(
      {
        name,
        manifests: files['manifests.yaml'] ?? '',
        cluster: files['cluster.yaml'] ?? '',
        node: files['node']?.trim() ?? '',
      },
      files,
    ),
  );

const runsOf = (
  { name, manifests, cluster, node }: Inputs,
  files: Readonly<Record<string, string>>,
): readonly NftablesRun[] =>
  Object.entries(files).flatMap(([file, expected]) => {
    const [, version, six] = /^nftables-(\d+\.\d+)(\.v6)?\.nft$/.exec(file) ?? [];
    if (version === undefined) return [];
    return [{ name, manifests, cluster, node, version, family: six === undefined ? 4 : 6, expected }];
  });
