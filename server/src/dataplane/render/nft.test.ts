import { describe, expect, it } from 'vitest';
import { machinery } from '../../origin/origin.ts';
import type { IpFamily } from '../../net/ip.ts';
import {
  nftChainName,
  type NftElement,
  type NftKey,
  type NftPart,
  type NftSet,
  type NftStatement,
  type NftTable,
} from '../netfilter/nft.ts';
import { renderNftList } from './nftList.ts';
import { renderNftScript } from './nftScript.ts';
import { toText } from './rendered.ts';

const because = machinery('kube-proxy', 'a test');
const empty: NftPart = { chains: [], sets: [], maps: [], elements: [] };

const tableWith = (part: Partial<NftPart>, family: IpFamily = 4): NftTable => ({
  family,
  name: 't',
  comment: 'c',
  scriptOrder: 'byKind',
  parts: [{ ...empty, ...part }],
  because,
});

const withRule = (statements: readonly NftStatement[], family: IpFamily): NftTable =>
  tableWith({ chains: [{ name: nftChainName('x'), rules: [{ statements, because }], because }] }, family);

const key: NftKey = [
  { kind: 'address', side: 'destination' },
  { kind: 'protocol' },
  { kind: 'destinationPort' },
];

/** What nft 1.0.6 prints of each rule was read off the real one. */
const rules: readonly {
  readonly statements: readonly NftStatement[];
  readonly family?: IpFamily;
  readonly script: string;
  readonly list: string;
}[] = [
  {
    statements: [{ kind: 'address', side: 'source', net: '192.0.2.7/32', not: true }],
    script: 'ip saddr != 192.0.2.7/32',
    list: 'ip saddr != 192.0.2.7',
  },
  {
    statements: [{ kind: 'address', side: 'destination', net: 'fd00:0::1' }],
    family: 6,
    script: 'ip6 daddr fd00:0::1',
    list: 'ip6 daddr fd00::1',
  },
  {
    statements: [
      { kind: 'addressAmong', side: 'source', nets: ['198.51.100.0/24', '192.0.2.7/32'], not: true },
    ],
    script: 'ip saddr != { 198.51.100.0/24 , 192.0.2.7/32 }',
    list: 'ip saddr != { 192.0.2.7, 198.51.100.0/24 }',
  },
  {
    statements: [{ kind: 'addressAmong', side: 'source', nets: ['198.51.100.0/24'], not: true }],
    script: 'ip saddr != { 198.51.100.0/24 }',
    list: 'ip saddr != 198.51.100.0/24',
  },
  {
    statements: [
      { kind: 'addressAmong', side: 'source', nets: ['198.51.100.0/24', '198.51.101.0/24', '10.0.0.0/8'] },
    ],
    script: 'ip saddr { 198.51.100.0/24 , 198.51.101.0/24 , 10.0.0.0/8 }',
    list: 'ip saddr { 10.0.0.0/8, 198.51.100.0/23 }',
  },
  {
    statements: [
      { kind: 'addressAmong', side: 'source', nets: ['10.0.0.0/24', '10.0.1.1/32', '10.0.1.0/32'] },
    ],
    script: 'ip saddr { 10.0.0.0/24 , 10.0.1.1/32 , 10.0.1.0/32 }',
    list: 'ip saddr { 10.0.0.0-10.0.1.1 }',
  },
  {
    statements: [{ kind: 'addressAmong', side: 'source', nets: ['10.0.0.2', '10.0.0.1'] }],
    script: 'ip saddr { 10.0.0.2 , 10.0.0.1 }',
    list: 'ip saddr { 10.0.0.1, 10.0.0.2 }',
  },
  {
    statements: [
      { kind: 'inSet', key, set: 'firewall' },
      { kind: 'verdict', verdict: { kind: 'return' } },
    ],
    script: 'ip daddr . meta l4proto . th dport @firewall return',
    list: 'ip daddr . meta l4proto . th dport @firewall return',
  },
  {
    statements: [
      { kind: 'inInterface', by: 'name', name: 'cali*', not: true },
      { kind: 'setMark', operation: 'or', bits: 0x4000 },
    ],
    script: 'iifname != cali* mark set mark or 0x00004000',
    list: 'iifname != "cali*" meta mark set meta mark | 0x00004000',
  },
  {
    statements: [
      { kind: 'markBits', mask: 2 ** 31, set: true },
      { kind: 'setMark', operation: 'xor', bits: 2 ** 31 },
      { kind: 'masquerade', fullyRandom: true },
    ],
    script: 'mark and 0x80000000 != 0 mark set mark xor 0x80000000 masquerade fully-random',
    list: 'meta mark & 0x80000000 != 0x00000000 meta mark set meta mark ^ 0x80000000 masquerade fully-random',
  },
  {
    statements: [
      { kind: 'conntrackStatus', is: 'dnat' },
      { kind: 'markBits', mask: 0x4000, set: false },
      { kind: 'masquerade', fullyRandom: false },
    ],
    script: 'ct status dnat mark and 0x00004000 == 0 masquerade',
    list: 'ct status dnat meta mark & 0x00004000 == 0x00000000 masquerade',
  },
  {
    statements: [
      { kind: 'protocol', is: 'tcp' },
      { kind: 'dnat', to: { address: 'fd00:48::2b', port: 8080 } },
    ],
    family: 6,
    script: 'meta l4proto tcp dnat to [fd00:48::2b]:8080',
    list: 'meta l4proto tcp dnat to [fd00:48::2b]:8080',
  },
  {
    statements: [
      { kind: 'protocol', is: 'udp' },
      {
        kind: 'randomDnat',
        to: [
          { address: '10.1.1.9', port: 53 },
          { address: '10.1.1.2', port: 5353 },
        ],
      },
    ],
    script:
      'meta l4proto udp dnat ip addr . port to numgen random mod 2 map { 0 : 10.1.1.9 . 53 , 1 : 10.1.1.2 . 5353 }',
    list: 'meta l4proto udp dnat ip to numgen random mod 2 map { 0 : 10.1.1.9 . 53, 1 : 10.1.1.2 . 5353 }',
  },
  {
    statements: [
      {
        kind: 'randomVerdict',
        verdicts: [
          { kind: 'goto', chain: nftChainName('a') },
          { kind: 'goto', chain: nftChainName('b') },
        ],
      },
    ],
    script: 'numgen random mod 2 vmap { 0 : goto a , 1 : goto b }',
    list: 'numgen random mod 2 vmap { 0 : goto a, 1 : goto b }',
  },
];

describe('a rule', () => {
  it.each(rules)('$script', ({ statements, family = 4, script, list }) => {
    const table = withRule(statements, family);
    const word = family === 4 ? 'ip' : 'ip6';
    expect(toText(renderNftScript(table)).split('\n')).toContain(`add rule ${word} t x ${script}`);
    expect(toText(renderNftList(table)).split('\n')).toContain(`\t\t${list}`);
  });
});

const element = (of: string, ...fields: readonly [string, ...string[]]): NftElement => ({
  of,
  key: fields,
  because,
});

const addresses: NftSet = { name: 's', type: ['address'], because };

describe('elements', () => {
  it('stand once, at their first place and with their last verdict', () => {
    const elements: readonly NftElement[] = [
      { ...element('m', 'tcp', '80'), verdict: { kind: 'drop' } },
      { ...element('m', 'tcp', '81'), verdict: { kind: 'drop' } },
      { ...element('m', 'tcp', '80'), verdict: { kind: 'goto', chain: nftChainName('x') }, comment: 'later' },
    ];
    const map = { name: 'm', type: ['inet_proto', 'inet_service'], because } as const;
    const script = toText(renderNftScript(tableWith({ maps: [map], elements })));
    expect(script.split('\n').slice(2)).toEqual([
      'add element ip t m { tcp . 80 comment "later" : goto x }',
      'add element ip t m { tcp . 81 : drop }',
      '',
    ]);
  });

  it('are listed by value, IPv4 addresses two on a line', () => {
    const elements = ['10.0.0.200', '10.0.0.9', '9.255.0.1'].map((ip) => element('s', ip));
    expect(toText(renderNftList(tableWith({ sets: [addresses], elements })))).toBe(
      [
        'table ip t {',
        '\tcomment "c"',
        '\tset s {',
        '\t\ttype ipv4_addr',
        '\t\telements = { 9.255.0.1, 10.0.0.9,',
        '\t\t\t     10.0.0.200 }',
        '\t}',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('bring their causes to the line they share', () => {
    const other = machinery('kernel', 'another');
    const elements = [element('s', '10.0.0.1'), { ...element('s', '10.0.0.2'), because: other }];
    const line = [...renderNftList(tableWith({ sets: [addresses], elements }))].find(({ text }) =>
      text.includes('elements'),
    );
    expect(line?.because).toEqual([...because, ...other]);
  });
});

it.each([
  [1, '1s'],
  [10_800, '3h'],
  [10_805, '3h5s'],
  [86_400, '1d'],
  [90_061, '1d1h1m1s'],
])('a timeout of %d seconds is listed as %s', (timeoutSeconds, listed) => {
  const set: NftSet = { ...addresses, flags: ['dynamic', 'timeout'], timeoutSeconds };
  const text = toText(renderNftList(tableWith({ sets: [set] })));
  expect(text).toContain(`\t\tsize 65535\n\t\tflags dynamic,timeout\n\t\ttimeout ${listed}\n`);
});
