import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { IpFamily } from '../../server/src/net/ip.ts';
import { goldenScenarios } from './kube-proxy/load.ts';

type Mode = 'iptables' | 'nftables';

/** One cluster under one version for one family, and what the real kube-proxy made of it. */
export interface Run {
  readonly name: string;
  readonly manifests: string;
  readonly cluster: string;
  readonly node: string;
  readonly version: string;
  readonly family: IpFamily;
  readonly expected: string;
}

type Texts = Readonly<Record<string, string>>;

const readPack = (mode: Mode, name: 'lab' | 'drawn'): Readonly<Record<string, Texts>> => {
  const bytes = brotliDecompressSync(readFileSync(join(import.meta.dirname, mode, `${name}.json.br`)));
  return JSON.parse(bytes.toString('utf8')) as Readonly<Record<string, Texts>>;
};

/** The golden clusters under the versions whose data came with them. */
export const goldenRuns = (mode: Mode): readonly Run[] =>
  goldenScenarios().flatMap((scenario) =>
    scenario.versions(mode).flatMap((version) =>
      ([4, 6] as const).flatMap((family) => {
        const expected = scenario.expected(mode, version, family);
        return expected === undefined ? [] : [{ ...scenario, version, family, expected }];
      }),
    ),
  );

/** The same clusters under 1.31 to 1.36. */
export function newerRuns(mode: Mode): readonly Run[] {
  const runs = readPack(mode, 'lab');
  return goldenScenarios().flatMap((scenario) => runsOf(scenario, runs[scenario.name] ?? {}));
}

/** Clusters that were drawn at random. */
export function drawnRuns(mode: Mode): readonly Run[] {
  const runs = readPack(mode, 'drawn');
  return Object.entries(readPack('nftables', 'drawn')).flatMap(([name, inputs]) => {
    const text = (file: string): string => inputs[file] ?? '';
    return runsOf(
      {
        name,
        manifests: text('manifests.yaml'),
        cluster: text('cluster.yaml'),
        node: text('node').trim(),
      },
      runs[name] ?? {},
    );
  });
}

const runsOf = (
  { name, manifests, cluster, node }: Pick<Run, 'name' | 'manifests' | 'cluster' | 'node'>,
  files: Texts,
): readonly Run[] =>
  Object.entries(files).flatMap(([file, expected]) => {
    const [, version, six] = /^[a-z]+-(\d+\.\d+)(\.v6)?\.(?:nft|save)$/.exec(file) ?? [];
    if (version === undefined) return [];
    return [{ name, manifests, cluster, node, version, family: six === undefined ? 4 : 6, expected }];
  });

/** Where two texts part: `undefined` when they do not. */
export function firstDifference(actual: string, expected: string): string | undefined {
  const [ours, real] = [actual.trimEnd().split('\n'), expected.trimEnd().split('\n')];
  for (let i = 0; i < Math.max(ours.length, real.length); i += 1)
    if (ours[i] !== real[i])
      return `line ${String(i + 1)}\n  real: ${String(real[i])}\n  ours: ${String(ours[i])}`;
  return undefined;
}

/** Every run whose text is not the real one, with the first line that differs. */
export const mismatches = (
  runs: readonly Run[],
  made: (run: Run) => string,
  arranged: (text: string) => string,
): readonly string[] =>
  runs.flatMap((run) => {
    const difference = firstDifference(arranged(made(run)), arranged(run.expected));
    return difference === undefined
      ? []
      : [`${run.name}, ${run.version}, IPv${String(run.family)}, ${difference}`];
  });

/** Lines that the real program adds in the order of a Go map, brought into one order, each in a place of one of them. */
export const inOneOrder =
  (unordered: RegExp) =>
  (text: string): string => {
    const lines = text.split('\n');
    const sorted = lines.filter((line) => unordered.test(line)).sort();
    return lines.map((line) => (unordered.test(line) ? (sorted.shift() ?? line) : line)).join('\n');
  };
