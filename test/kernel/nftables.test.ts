import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeNamed } from '../../server/src/cluster/build.ts';
import { deriveKubeProxyNftables } from '../../server/src/dataplane/kubeProxy/nftables/nftables.ts';
import { nftablesVersions } from '../../server/src/dataplane/kubeProxy/nftables/versions.ts';
import { nftChainName, type NftElement, type NftTable } from '../../server/src/dataplane/netfilter/nft.ts';
import { renderNftList } from '../../server/src/dataplane/render/nftList.ts';
import { renderNftScript } from '../../server/src/dataplane/render/nftScript.ts';
import { toText } from '../../server/src/dataplane/render/rendered.ts';
import { fromNumber, type IpFamily } from '../../server/src/net/ip.ts';
import { machinery } from '../../server/src/origin/origin.ts';
import { goldenScenarios } from '../golden/kube-proxy/load.ts';
import { clusterWhatIf } from '../kit/cluster.ts';
import { askNft, nftAnswers, nftVersion } from './nft.ts';

/** The version whose listing render/nftList.ts writes. */
const listedBy = '1.0.6';

/** Those in which something changed. */
const versions = nftablesVersions
  .filter(({ changes }, i) => i === 0 || Object.keys(changes).length > 0)
  .map(({ minor }) => `1.${String(minor)}`);

const scriptOf = (table: NftTable): string => toText(renderNftScript(table, 'byKind'));

/** The tables of every golden cluster under one version, in both families, each text once. */
function tablesOf(version: string): ReadonlyMap<string, { readonly name: string; readonly table: NftTable }> {
  const whatIf = { kubernetesVersion: version, proxyMode: 'nftables' } as const;
  const tables = goldenScenarios().flatMap((scenario) => {
    const cluster = clusterWhatIf(whatIf, scenario.manifests, scenario.cluster);
    const node = nodeNamed(cluster, scenario.node);
    if (node === undefined) throw new Error(`${scenario.name} has no node ${scenario.node}`);
    return ([4, 6] as const).map((family) => {
      const table = deriveKubeProxyNftables(cluster, node, family);
      return [scriptOf(table), { name: `${scenario.name}, IPv${String(family)}`, table }] as const;
    });
  });
  return new Map(tables);
}

/** Until 1.32 kube-proxy writes `iif NAME`, which nft takes only for an interface that is there. */
const namesAnInterface = (script: string): boolean => script.includes(' iif ');

function expectListed(named: ReadonlyMap<string, { readonly name: string; readonly table: NftTable }>): void {
  const answers = askNft([...named.keys()]);
  expect(answers).toHaveLength(named.size);
  for (const [i, [script, { name, table }]] of [...named].entries()) {
    const answer = answers[i];
    if (namesAnInterface(script)) expect(answer, name).toMatchObject({ accepted: false });
    else if (nftVersion() !== listedBy) expect(answer, name).toMatchObject({ accepted: true });
    else expect(answer, name).toEqual({ accepted: true, list: toText(renderNftList(table)) });
  }
}

describe.skipIf(!nftAnswers)('the real nft (needs nft and the right to make a network namespace)', () => {
  it.each(versions)('takes the scripts of %s, and lists them as we do', { timeout: 60_000 }, (version) => {
    expectListed(tablesOf(version));
  });

  it.each([4, 6] as const)('lists IPv%d elements and ranges as we do', { timeout: 60_000 }, (family) => {
    const tables = fc.sample(tableArbitrary(family), { numRuns: 60, seed: 7 });
    expectListed(new Map(tables.map((table) => [scriptOf(table), { name: scriptOf(table), table }])));
  });
});

const because = machinery('kernel', 'drawn at random');

/** Few enough bits that neighbours, overlaps and repetitions come up. */
const addressArbitrary = (family: IpFamily): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(3), fc.nat(3), fc.nat(3))
    .map(([high, middle, low]) =>
      fromNumber(
        family,
        (BigInt(10 + high) << BigInt(family === 4 ? 24 : 120)) + BigInt(middle * 256) + BigInt(low),
      ),
    );

const rangeArbitrary = (family: IpFamily): fc.Arbitrary<string> =>
  fc
    .tuple(addressArbitrary(family), fc.constantFrom(undefined, 0, 6, 7, 8, 30, 31, 32))
    .map(([address, length]) =>
      length === undefined
        ? address
        : `${address}/${String(length === 0 || family === 4 ? length : length + 96)}`,
    );

const portArbitrary = fc.constantFrom(1, 53, 80, 256, 443, 9090, 30_180, 65_535);

const serviceKeyArbitrary = (family: IpFamily): fc.Arbitrary<NftElement['key']> =>
  fc
    .tuple(addressArbitrary(family), fc.constantFrom('tcp', 'udp', 'sctp'), portArbitrary)
    .map(([address, protocol, port]) => [address, protocol, String(port)]);

const tableArbitrary = (family: IpFamily): fc.Arbitrary<NftTable> =>
  fc
    .record({
      addresses: fc.array(addressArbitrary(family), { maxLength: 7 }),
      services: fc.array(serviceKeyArbitrary(family), { maxLength: 12 }),
      nets: fc.array(rangeArbitrary(family), { minLength: 1, maxLength: 5 }),
      seconds: fc.integer({ min: 1, max: 200_000 }),
      priority: fc.integer({ min: -120, max: 120 }),
      hook: fc.constantFrom('prerouting', 'postrouting', 'output', 'input', 'forward'),
    })
    .map(({ addresses, services, nets, seconds, priority, hook }) => ({
      family,
      name: 'drawn',
      comment: 'rules drawn at random',
      scriptOrder: 'byKind',
      parts: [
        {
          chains: [
            {
              name: nftChainName('base'),
              base: { type: 'filter', hook, priority },
              rules: [
                {
                  statements: [
                    { kind: 'addressAmong', side: 'source', nets, not: true },
                    { kind: 'verdict', verdict: { kind: 'drop' } },
                  ],
                  because,
                },
                {
                  statements: [
                    { kind: 'update', set: 'clients', key: [{ kind: 'address', side: 'source' }] },
                  ],
                  because,
                },
              ],
              because,
            },
          ],
          sets: [
            { name: 'addresses', type: ['address'], because },
            {
              name: 'clients',
              type: ['address'],
              flags: ['dynamic', 'timeout'],
              timeoutSeconds: seconds,
              because,
            },
          ],
          maps: [{ name: 'services', type: ['address', 'inet_proto', 'inet_service'], because }],
          elements: [
            ...addresses.map((address) => ({ of: 'addresses', key: [address] as const, because })),
            ...services.map((key) => ({
              of: 'services',
              key,
              verdict: { kind: 'drop' } as const,
              because,
            })),
          ],
        },
      ],
      because,
    }));
