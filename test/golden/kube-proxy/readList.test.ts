import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rule, Ruleset } from '../../../server/src/dataplane/netfilter/ruleset.ts';
import { readIptablesList } from '../../../server/src/dataplane/read/iptablesList.ts';
import { readIptablesSave } from '../../../server/src/dataplane/read/iptablesSave.ts';
import { renderIptablesList } from '../../../server/src/dataplane/render/iptablesList.ts';
import { toText } from '../../../server/src/dataplane/render/rendered.ts';
import type { DocUri, Section } from '../../../server/src/text/span.ts';
import { columnTable } from '../labs/columnTable.ts';
import { goldenScenarios } from './load.ts';

const section = (text: string): Section => ({ uri: 'file:///dump' as DocUri, text });

/** The rules without what a listing cannot say: that 31 bits of a probability were eleven digits. */
const values = (ruleset: Ruleset): unknown =>
  ruleset.tables.map(({ name, chains }) => [
    name,
    [...chains.values()].map((chain) => [chain.name, chain.policy, chain.rules.map(valueOf)]),
  ]);

const valueOf = ({ matches, target }: Rule): unknown => ({ matches, target });

describe.each(goldenScenarios())('$name', (scenario) => {
  test('what is listed and read again is what was listed', () => {
    const texts = scenario
      .versions('iptables')
      .flatMap((version) =>
        ([4, 6] as const).flatMap((family) => scenario.expected('iptables', version, family) ?? []),
      );
    for (const text of texts) {
      const { ruleset } = readIptablesSave(section(text));
      for (const table of ruleset.tables) {
        const one: Ruleset = { ...ruleset, tables: [table] };
        const list = toText(renderIptablesList(one, table.name));
        const read = readIptablesList(section(list));
        expect(read.problems).toEqual([]);
        expect(values(read.ruleset)).toEqual(values(one));
        const columns = readIptablesList(section(columnTable(list)), { table: table.name });
        expect(values(columns.ruleset)).toEqual(values(one));
      }
    }
    expect(texts.length + scenario.versions('ipvs').length).toBeGreaterThan(0);
  });
});

test("the real tool's listing is read as its iptables-save text is", () => {
  const file = (name: string): string => readFileSync(join(import.meta.dirname, 'tool', name), 'utf8');
  const saved = readIptablesSave(section(file('tool.save'))).ruleset;
  const lists = file('tool.list').split(/^# /m).slice(1);
  const read = lists.map((list) => {
    const { ruleset, problems } = readIptablesList(section(list.slice(list.indexOf('\n') + 1)));
    expect(problems).toEqual([]);
    return ruleset;
  });
  expect(read.flatMap(values)).toEqual(values(saved));
});

test('counters, line numbers, host names left out and words nobody knows', () => {
  const text = [
    'Chain FORWARD (policy DROP 12M packets, 3G bytes)',
    'num   pkts bytes target     prot opt in     out     source               destination         ',
    '1      99K 1234M ACCEPT     6    --  cali+  *       anywhere             10.0.0.1             tcp dpt:80',
    '2        0     0 TCPMSS     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp flags:0x17/0x02 TCPMSS clamp to PMTU',
    '3        0     0            all  --  *      *       0.0.0.0/0            0.0.0.0/0            /* no target */',
    'hello',
  ].join('\n');
  const { ruleset, problems } = readIptablesList(section(text));
  expect(problems.map(({ at }) => text.slice(at.start, at.end))).toEqual(['hello']);
  const [table] = ruleset.tables;
  const [chain] = [...(table?.chains.values() ?? [])];
  expect(table?.name).toBe('filter');
  expect({ policy: chain?.policy, counters: chain?.counters }).toEqual({
    policy: 'DROP',
    counters: { packets: 12_000_000n, bytes: 3_000_000_000n },
  });
  const read = chain?.rules.map(({ matches, target, counters }) => ({ matches, target, counters }));
  expect(read).toEqual([
    {
      matches: [
        { kind: 'destination', net: '10.0.0.1/32' },
        { kind: 'inInterface', name: 'cali+' },
        { kind: 'protocol', is: 'tcp' },
        { kind: 'ports', module: 'tcp', destination: { from: 80, to: 80 } },
      ],
      target: { kind: 'accept' },
      counters: { packets: 99_000n, bytes: 1_234_000_000n },
    },
    {
      matches: [
        { kind: 'protocol', is: 'tcp' },
        { kind: 'ports', module: 'tcp' },
        { kind: 'unknown', text: 'flags:0x17/0x02 TCPMSS clamp to PMTU' },
      ],
      target: { kind: 'unknown', text: '-j TCPMSS' },
    },
    { matches: [{ kind: 'comment', text: 'no target' }], target: { kind: 'none' } },
  ]);
});
