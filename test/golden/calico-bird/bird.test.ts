import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeNamed } from '../../../server/src/cluster/build.ts';
import type { BirdConfiguration } from '../../../server/src/dataplane/bird.ts';
import type { BirdFiles } from '../../../server/src/dataplane/render/bird.ts';
import { renderBird } from '../../../server/src/dataplane/render/bird.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import { birdConfiguration } from '../../../server/src/dataplane/routing/bird.ts';
import { clusterFrom } from '../../kit/cluster.ts';

/**
 * What Calico's own generator makes of its test clusters. The files belong to the Calico project and are kept beside the
 * repository, not in it.
 */
const folder = join(import.meta.dirname, '../../../../shared/golden/calico-bird');

/** The generator's test rig gives the node these blocks; its input files do not say so. */
const rig = (expected: string): string =>
  [...expected.matchAll(/if \( net = (\S+) \)/g)]
    .map(
      ([, cidr = ''], i) => `---
apiVersion: crd.projectcalico.org/v1
kind: BlockAffinity
metadata: { name: block-${String(i)} }
spec: { node: kube-master, cidr: "${cidr}", state: confirmed }
`,
    )
    .join('');

/** No allocator runs in the rig: tunnels take no block there. */
const noAllocator = { claims: new Map(), tunnels: new Map(), routers: new Map() };

/** The release that the files were made by. */
const release = `
apiVersion: crd.projectcalico.org/v1
kind: ClusterInformation
metadata: { name: default }
spec: { calicoVersion: v3.33.0 }
`;

/** Without comments and white space, which say nothing to BIRD. */
const essence = (text: string): string =>
  text
    .replace(/#.*$/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{}();]) ?/g, '$1')
    .trim();

const suffixes: readonly (readonly [keyof BirdFiles, string])[] = [
  ['main', ''],
  ['aggregation', '_aggr'],
  ['ipam', '_ipam'],
];

function casesIn(path: string): readonly string[] {
  if (existsSync(join(path, 'input.yaml'))) return [path];
  return readdirSync(path)
    .map((name) => join(path, name))
    .filter((entry) => statSync(entry).isDirectory())
    .flatMap(casesIn);
}

/** One case runs with CALICO_ROUTER_ID=hash; a cluster without pools has none here, where we imply one. */
const inTheRig = (bird: BirdConfiguration, path: string, input: string): BirdConfiguration => ({
  ...bird,
  ...(path.endsWith('mesh/hash') ? { routerId: '25.79.212.8' } : {}),
  ...(input.includes('kind: IPPool') ? {} : { pools: [] }),
});

/** A line for each statement, so that a difference is easy to see. */
const statements = (text: string): readonly string[] => essence(text).split(/(?<=[;{}])/);

const cases = existsSync(folder) ? casesIn(folder) : [];
if (cases.length === 0) console.warn(`BIRD configurations NOT compared with Calico's own: ${folder} is not there.`);

for (const path of cases) {
  describe(path.slice(folder.length + 1), () => {
    const read = (name: string): string => readFileSync(join(path, name), 'utf8');
    const expected = (name: string): string => read(join('expected', name));
    const extra = existsSync(join(path, 'kubectl-input.yaml')) ? [read('kubectl-input.yaml')] : [];
    const described = clusterFrom(
      read('input.yaml'),
      ...extra,
      release,
      rig(expected('bird_aggr.cfg')),
      rig(expected('bird6_aggr.cfg')),
    );
    const cluster = { ...described, ipam: noAllocator };
    test.each([
      [4, 'bird'],
      [6, 'bird6'],
    ] as const)('IPv%d', (family, base) => {
      const node = nodeNamed(cluster, 'kube-master');
      const bird = node === undefined ? undefined : birdConfiguration(cluster, node, family);
      if (bird === undefined) throw new Error('no kube-master');
      const files = renderBird(inTheRig(bird, path, read('input.yaml')));
      for (const [file, suffix] of suffixes)
        expect(statements(toText(files[file])), `${base}${suffix}.cfg`).toEqual(
          statements(expected(`${base}${suffix}.cfg`)),
        );
    });
  });
}

test('the cases are those that were given', () => {
  expect(cases.length === 0 || cases.length === 32).toBe(true);
});
