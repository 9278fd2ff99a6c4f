import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { IpFamily } from '../../../server/src/net/ip.ts';

export type GoldenMode = 'iptables' | 'ipvs' | 'nftables';

/** One cluster that the real kube-proxy was run on, and what it made of it. */
export interface GoldenScenario {
  readonly name: string;
  /** What the scenario is about, in a line. */
  readonly about: string;
  /** Services, Endpoints or EndpointSlices, Nodes: YAML. */
  readonly manifests: string;
  /** ClusterProfile and KubeProxyConfiguration: YAML. */
  readonly cluster: string;
  /** The node looked from. */
  readonly node: string;
  /** Minor versions that have output in this mode, oldest first. */
  readonly versions: (mode: GoldenMode) => readonly string[];
  /** Text of one output file; undefined where the real program wrote none for the family. */
  readonly expected: (mode: GoldenMode, version: string, family: IpFamily) => string | undefined;
}

type Pack = Readonly<Record<string, Readonly<Record<string, string>>>>;

const extensions: Readonly<Record<GoldenMode, string>> = { iptables: 'save', ipvs: 'txt', nftables: 'nft' };
const packs = new Map<string, Pack>();

/** Every scenario, by name. */
export function goldenScenarios(): readonly GoldenScenario[] {
  return Object.entries(readPack('scenarios')).map(([name, files]) => ({
    name,
    about: textOf(files, 'README').trim(),
    manifests: textOf(files, 'manifests.yaml'),
    cluster: textOf(files, 'cluster.yaml'),
    node: textOf(files, 'node').trim(),
    versions: (mode) => versionsOf(Object.keys(readPack(mode)[name] ?? {}), mode),
    expected: (mode, version, family) =>
      readPack(mode)[name]?.[`${mode}-${version}${family === 6 ? '.v6' : ''}.${extensions[mode]}`],
  }));
}

/** A text every scenario has. */
function textOf(files: Readonly<Record<string, string>>, file: string): string {
  const text = files[file];
  if (text === undefined) throw new Error(`the golden data lacks ${file}`);
  return text;
}

function versionsOf(files: readonly string[], mode: GoldenMode): readonly string[] {
  const versions = files.flatMap((file) => new RegExp(`^${mode}-(\\d+\\.\\d+)\\.`).exec(file)?.[1] ?? []);
  return [...new Set(versions)].sort((a, b) => Number(a.slice(2)) - Number(b.slice(2)));
}

function readPack(name: string): Pack {
  const known = packs.get(name);
  if (known !== undefined) return known;
  const bytes = brotliDecompressSync(readFileSync(join(import.meta.dirname, `${name}.json.br`)));
  const pack = JSON.parse(bytes.toString('utf8')) as Pack;
  packs.set(name, pack);
  return pack;
}
