import { describe, expect, it } from 'vitest';
import { machinery } from '../../origin/origin.ts';
import { nftChainName, type NftElement, type NftPart, type NftTable } from './nft.ts';
import { chainNamed, chainsOf, elementFor, elementsOf } from './nftTable.ts';

const because = machinery('kube-proxy', 'a test');

const element = (of: string, key: NftElement['key'], chain: string): NftElement => ({
  of,
  key,
  verdict: { kind: 'goto', chain: nftChainName(chain) },
  because,
});

const part = (chains: readonly string[], elements: readonly NftElement[]): NftPart => ({
  chains: chains.map((name) => ({ name: nftChainName(name), rules: [], because })),
  sets: [],
  maps: [],
  elements,
});

const table: NftTable = {
  family: 4,
  name: 't',
  comment: 'c',
  scriptOrder: 'byKind',
  parts: [
    part(['services', 'b'], [element('ips', ['10.0.0.1', 'tcp', '80'], 'b')]),
    part(
      ['a'],
      [element('ips', ['10.0.0.2', 'tcp', '80'], 'a'), element('ips', ['10.0.0.1', 'tcp', '80'], 'a')],
    ),
  ],
  because,
};

describe('a table of parts', () => {
  it('has all chains by name', () => {
    expect(chainsOf(table).map(({ name }) => name)).toEqual(['a', 'b', 'services']);
  });

  it.each(['a', 'services'])('finds the chain %s', (name) => {
    expect(chainNamed(table, nftChainName(name))?.name).toBe(name);
  });

  it('knows no other chain', () => {
    expect(chainNamed(table, nftChainName('c'))).toBeUndefined();
  });

  it('holds each key once, with the verdict that came last', () => {
    const held = elementsOf(table, 'ips').map(({ key, verdict }) => [key[0], verdict]);
    expect(held).toEqual([
      ['10.0.0.1', { kind: 'goto', chain: 'a' }],
      ['10.0.0.2', { kind: 'goto', chain: 'a' }],
    ]);
  });

  it.each([
    ['ips', ['10.0.0.1', 'tcp', '80'], 'a'],
    ['ips', ['10.0.0.1', 'udp', '80'], undefined],
    ['ips', ['10.0.0.1'], undefined],
    ['ports', ['10.0.0.1', 'tcp', '80'], undefined],
  ] as const)('looks up in %s the key %j', (container, key, chain) => {
    const verdict = elementFor(table, container, key)?.verdict;
    expect(verdict?.kind === 'goto' ? verdict.chain : undefined).toBe(chain);
  });
});
