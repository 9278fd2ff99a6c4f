import { describe, expect, test } from 'vitest';
import type { IpSet } from '../dataplane/netfilter/ipvs.ts';
import type { Match } from '../dataplane/netfilter/match.ts';
import { chainName, type Chain, type Rule, type Table } from '../dataplane/netfilter/ruleset.ts';
import type { Target } from '../dataplane/netfilter/target.ts';
import { parseIp, type Ip } from '../net/ip.ts';
import { machinery } from '../origin/origin.ts';
import type { Scene } from './match.ts';
import { destinationOf, newConnection, sourceOf, type Packet } from './packet.ts';
import type { Walked } from './passing.ts';
import { walkTable } from './walk.ts';

const because = machinery('kernel', 'a test');
const ip = (text: string): Ip => parseIp(text) ?? ('' as Ip);
const to = (net: string): Match => ({ kind: 'destination', net });
const jump = (chain: string): Target => ({ kind: 'jump', chain: chainName(chain) });
const goto = (chain: string): Target => ({ kind: 'goto', chain: chainName(chain) });
const random = (probability: number): Match => ({ kind: 'random', probability });
const rule = (target: Target, ...matches: Match[]): Rule => ({ matches, target, because });
const accept: Target = { kind: 'accept' };
const drop: Target = { kind: 'drop' };
const back: Target = { kind: 'return' };
const mark = (value: number, mask: number): Target => ({ kind: 'mark', value, mask });
const dnat = (address: string, port: number): Target => ({
  kind: 'dnat',
  to: address,
  ports: { from: port, to: port },
});

function table(
  chains: Readonly<Record<string, readonly Rule[]>>,
  policy: 'ACCEPT' | 'DROP' = 'ACCEPT',
): Table {
  const entries = Object.entries(chains).map(([name, rules]): [ReturnType<typeof chainName>, Chain] => [
    chainName(name),
    { name: chainName(name), rules, because, ...(name === 'PREROUTING' ? { policy } : {}) },
  ]);
  return { name: 'nat', chains: new Map(entries) };
}

const packet: Packet = {
  protocol: 'tcp',
  source: ip('10.0.1.10'),
  sourcePort: 'ephemeral',
  destination: ip('10.49.0.1'),
  destinationPort: 80,
  mark: 0,
};

const sets: readonly IpSet[] = [
  {
    name: 'ipport',
    type: 'hash:ip,port',
    options: '',
    comment: '',
    members: members('10.49.0.1,tcp:80'),
    because,
  },
  {
    name: 'net',
    type: 'hash:ip,port,net',
    options: '',
    comment: '',
    members: members('10.49.0.1,tcp:80,10.0.1.0/24'),
    because,
  },
  { name: 'ports', type: 'bitmap:port', options: '', comment: '', members: members('80'), because },
  {
    name: 'udp',
    type: 'hash:ip,port',
    options: '',
    comment: '',
    members: members('10.49.0.1,udp:80'),
    because,
  },
  {
    name: 'macs',
    type: 'hash:mac',
    options: '',
    comment: '',
    members: members('00:00:00:00:00:01'),
    because,
  },
];

function members(...texts: readonly string[]): IpSet['members'] {
  return texts.map((text) => ({ text, because }));
}

const scene: Scene = {
  hook: 'PREROUTING',
  inInterface: 'cali123',
  outInterface: undefined,
  isLocal: (address) => address === '10.0.1.30',
  addressesOn: (device) => (device === 'ens5' ? [ip('10.0.1.30')] : []),
  ipSet: (name) => sets.find((set) => set.name === name),
  masqueradeAs: ip('10.0.1.30'),
};

const walk = (rules: Table, changes: Partial<Packet> = {}): readonly Walked[] =>
  walkTable(rules, scene, {
    packet: { ...packet, ...changes },
    tracking: newConnection,
    probability: 1,
    steps: [],
  });

/** Every outcome on a line: what became of it, where it goes, its share and the rules it met. */
const shown = (walked: readonly Walked[]): readonly string[] =>
  walked.map(({ passing, stop }) =>
    [
      stop?.kind ?? 'goes on',
      destinationOf(passing.packet),
      passing.probability.toFixed(4),
      ...passing.steps.map((step) =>
        step.kind === 'rule'
          ? `${step.chain}:${String(step.number)}`
          : step.kind === 'passed'
            ? `(${String(step.passed)} in ${step.chain})`
            : step.kind,
      ),
    ].join(' '),
  );

const asked = (match: Match, changes: Partial<Packet> = {}): string | undefined =>
  walk(table({ PREROUTING: [rule(drop, match)] }), changes).map(({ stop }) => stop?.kind ?? 'passes')[0];

describe('chains', () => {
  const a = to('10.49.0.1/32');
  const none = to('192.0.2.1/32');
  test.each([
    [
      'a jump comes back',
      { PREROUTING: [rule(jump('A')), rule(drop)], A: [rule(back)] },
      'dropped 10.49.0.1:80 1.0000 PREROUTING:1 A:1 PREROUTING:2',
    ],
    [
      'a goto does not',
      { PREROUTING: [rule(jump('A')), rule(drop, a)], A: [rule(goto('B')), rule(accept)], B: [rule(back)] },
      'dropped 10.49.0.1:80 1.0000 PREROUTING:1 A:1 B:1 PREROUTING:2',
    ],
    [
      'accept leaves the table',
      { PREROUTING: [rule(jump('A')), rule(drop)], A: [rule(accept)] },
      'goes on 10.49.0.1:80 1.0000 PREROUTING:1 A:1',
    ],
    [
      'translating leaves the table',
      { PREROUTING: [rule(jump('A')), rule(drop)], A: [rule(dnat('10.48.0.1', 8080)), rule(drop)] },
      'goes on 10.48.0.1:8080 1.0000 PREROUTING:1 A:1',
    ],
    [
      'rules tried in vain are counted',
      {
        PREROUTING: [rule(drop, none), rule(drop, none), rule(jump('A')), rule(drop, none)],
        A: [rule(drop, none)],
      },
      'goes on 10.49.0.1:80 1.0000 PREROUTING:3 (1 in A) (1 in PREROUTING)',
    ],
    [
      'a rule without a target counts and does nothing',
      { PREROUTING: [rule({ kind: 'none' }, a)] },
      'goes on 10.49.0.1:80 1.0000 PREROUTING:1',
    ],
    [
      'a chain that is not there',
      { PREROUTING: [rule(jump('A'))] },
      'unknown 10.49.0.1:80 1.0000 PREROUTING:1',
    ],
  ])('%s', (_name, chains, expected) => {
    expect(shown(walk(table(chains)))).toEqual([expected]);
  });

  test('chains that jump in a circle end', () => {
    const circle = walk(table({ PREROUTING: [rule(jump('A'))], A: [rule(jump('A'))] }));
    expect(circle.map(({ stop }) => stop)).toMatchObject([
      { kind: 'unknown', rule: 'nat A rule 1', reason: 'the chains jump in a circle' },
    ]);
  });

  test('a policy of DROP drops what no rule took', () => {
    expect(shown(walk(table({ PREROUTING: [rule(back, a)] }, 'DROP')))).toEqual([
      'dropped 10.49.0.1:80 1.0000 PREROUTING:1 policy',
    ]);
  });

  test('a short chain names the rules that did not match, and why', () => {
    const [only] = walk(table({ PREROUTING: [rule(drop, a, none)] }));
    expect(only?.passing.steps.flatMap((step) => (step.kind === 'passed' ? step.tried : []))).toMatchObject([
      { number: 1, failed: none },
    ]);
  });
});

test('random matches split the packet; each share is taken of what is left', () => {
  const rules = table({
    PREROUTING: [rule(jump('A'), random(1 / 3)), rule(jump('B'), random(1 / 2)), rule(jump('C'))],
    A: [rule(dnat('10.48.0.1', 80))],
    B: [rule(dnat('10.48.0.2', 80))],
    C: [rule(dnat('10.48.0.3', 80))],
  });
  expect(shown(walk(rules))).toEqual([
    'goes on 10.48.0.1:80 0.3333 PREROUTING:1 A:1',
    'goes on 10.48.0.2:80 0.3333 PREROUTING:2 B:1',
    'goes on 10.48.0.3:80 0.3333 PREROUTING:3 C:1',
  ]);
});

test('both sides of a random match go on where the rule does not end them', () => {
  const rules = table({
    PREROUTING: [rule(mark(1, 1), random(0.25)), rule(drop, { kind: 'mark', value: 1, mask: 1 })],
  });
  expect(shown(walk(rules))).toEqual([
    'dropped 10.49.0.1:80 0.2500 PREROUTING:1 PREROUTING:2',
    'goes on 10.49.0.1:80 0.7500 (2 in PREROUTING)',
  ]);
});

test('session affinity: the first packet is in no list, and is written down', () => {
  const rules = table({
    PREROUTING: [
      rule(drop, { kind: 'recent', list: 'X', action: 'rcheck', seconds: 60, reap: true }),
      rule(dnat('10.48.0.1', 80), { kind: 'recent', list: 'X', action: 'set' }),
    ],
  });
  const [only] = walk(rules);
  const [step] = only?.passing.steps ?? [];
  expect(step).toMatchObject({ kind: 'rule', number: 2, passed: 1 });
  expect(step?.kind === 'rule' && step.note).toContain('written down in the list X');
});

test.each([
  [mark(0x4000, 0x4000), 0x1, 0x4001],
  [mark(0x4000, 0), 0x4001, 0x1],
  [mark(0x4000, 0), 0, 0x4000],
  [mark(0, 0xffffffff), 0xdeadbeef, 0],
  [mark(0x80000000, 0x80000000), 0, 0x80000000],
])('a mark is cleared by the mask and turned over by the value', (target, before, after) => {
  const [only] = walk(table({ PREROUTING: [rule(target)] }), { mark: before });
  expect(only?.passing.packet.mark).toBe(after);
});

test('masquerading takes the address of the way out, and a random port when told', () => {
  const full = walk(table({ PREROUTING: [rule({ kind: 'masquerade', randomFully: true })] }));
  const plain = walk(table({ PREROUTING: [rule({ kind: 'masquerade' })] }));
  expect([...full, ...plain].map(({ passing }) => sourceOf(passing.packet))).toEqual([
    '10.0.1.30:random',
    '10.0.1.30:ephemeral',
  ]);
});

describe('matches', () => {
  const yes: readonly (readonly [string, Match])[] = [
    ['an address', to('10.49.0.1/32')],
    ['an address without a length', to('10.49.0.1')],
    ['a range', { kind: 'source', net: '10.0.0.0/8' }],
    ['not a range', { kind: 'source', net: '10.48.0.0/16', not: true }],
    ['a protocol', { kind: 'protocol', is: 'tcp' }],
    ['not a protocol', { kind: 'protocol', is: 'udp', not: true }],
    ['a port', { kind: 'ports', module: 'tcp', destination: { from: 80, to: 80 } }],
    ['not a port', { kind: 'ports', module: 'tcp', destination: { from: 81, to: 90, not: true } }],
    ['no port at all', { kind: 'ports', module: 'tcp' }],
    ['an interface by its beginning', { kind: 'inInterface', name: 'cali+' }],
    ['not an interface', { kind: 'inInterface', name: 'cali', not: true }],
    ['no outgoing interface yet', { kind: 'outInterface', name: 'ens5', not: true }],
    ['a new connection', { kind: 'conntrack', states: ['NEW', 'ESTABLISHED'] }],
    ['not translated', { kind: 'conntrack', states: ['DNAT'], not: true }],
    ['not an address of the node', { kind: 'addressType', side: 'destination', is: 'LOCAL', not: true }],
    [
      'not on that interface',
      { kind: 'addressType', side: 'destination', is: 'LOCAL', not: true, limitInterface: 'in' },
    ],
    ['an address of somebody', { kind: 'addressType', side: 'source', is: 'UNICAST' }],
    ['in a set of address and port', { kind: 'set', set: 'ipport', fields: ['dst', 'dst'] }],
    ['in a set with a range', { kind: 'set', set: 'net', fields: ['dst', 'dst', 'src'] }],
    ['in a set of ports', { kind: 'set', set: 'ports', fields: ['dst'] }],
    ['not in a set of the other protocol', { kind: 'set', set: 'udp', fields: ['dst', 'dst'], not: true }],
    ['not from a bridge', { kind: 'physicalIn', not: true }],
    ['no mark', { kind: 'mark', value: 0x4000, mask: 0x4000, not: true }],
  ];
  test.each(yes)('%s', (_name, match) => {
    expect(asked(match)).toBe('dropped');
  });

  test.each(yes)('%s, the other way round', (_name, match) => {
    if (!('not' in match)) return;
    const { not, ...plain } = match;
    expect([not, asked(plain)]).toEqual([true, 'passes']);
  });

  const unknown: readonly (readonly [string, Match])[] = [
    ['words that nobody here understands', { kind: 'unknown', text: '-m owner --uid-owner 0' }],
    ['a set that is not there', { kind: 'set', set: 'elsewhere', fields: ['dst'] }],
    ['a set of another kind', { kind: 'set', set: 'macs', fields: ['src'] }],
    [
      'the port that the client will take',
      { kind: 'ports', module: 'tcp', source: { from: 1024, to: 2000 } },
    ],
    ['a broadcast address', { kind: 'addressType', side: 'destination', is: 'BROADCAST' }],
    ['a range that is none', to('banana')],
  ];
  test.each(unknown)('unknown: %s', (_name, match) => {
    expect(asked(match)).toBe('unknown');
  });

  test.each(unknown)('settled all the same when another match fails: %s', (_name, match) => {
    const rules = table({ PREROUTING: [rule(drop, match, to('192.0.2.1/32'))] });
    expect(shown(walk(rules))).toEqual(['goes on 10.49.0.1:80 1.0000 (1 in PREROUTING)']);
  });

  test('a target that nobody here understands', () => {
    const [only] = walk(table({ PREROUTING: [rule({ kind: 'unknown', text: '-j TPROXY' })] }));
    expect(only?.stop).toMatchObject({
      kind: 'unknown',
      rule: 'nat PREROUTING rule 1',
      reason: 'the target "-j TPROXY" is not understood',
    });
  });
});
