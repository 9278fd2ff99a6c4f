import { describe, expect, it } from 'vitest';
import { behaviourChanges, behaviourChangesFrom } from './behaviourChanges.ts';
import { nftablesVersions } from './versions.ts';

const titles = (mode: 'iptables' | 'ipvs', minor: number): readonly string[] =>
  behaviourChangesFrom(mode, minor).map(({ title }) => title);

describe('what changes when a cluster moves to nftables mode', () => {
  const cases = nftablesVersions.flatMap(({ minor }) =>
    (['iptables', 'ipvs'] as const).map((mode) => ({ mode, minor })),
  );

  it.each(cases)('is said once for each thing, from $mode in 1.$minor', ({ mode, minor }) => {
    const said = titles(mode, minor);
    expect(said.length).toBeGreaterThan(5);
    expect(new Set(said).size).toBe(said.length);
  });

  it.each([
    ['iptables', 35, 'No node ports on 127.0.0.1', true],
    ['ipvs', 35, 'No node ports on 127.0.0.1', false],
    ['ipvs', 35, 'Endpoints are chosen at random', true],
    ['iptables', 35, 'Endpoints are chosen at random', false],
    ['iptables', 29, 'Node ports on the primary address only', false],
    ['iptables', 30, 'Node ports on the primary address only', true],
    ['iptables', 32, 'Detecting pods by interface breaks the rules', true],
    ['iptables', 33, 'Detecting pods by interface breaks the rules', false],
    ['ipvs', 33, 'Unused service addresses are dropped', true],
    ['iptables', 31, 'A feature gate must be set', false],
  ] as const)('from %s in 1.%d: "%s" is %s', (mode, minor, title, there) => {
    expect(titles(mode, minor).includes(title)).toBe(there);
  });

  it('ends every sentence and uses every entry', () => {
    const used = new Set(cases.flatMap(({ mode, minor }) => behaviourChangesFrom(mode, minor)));
    expect(behaviourChanges.filter((change) => !used.has(change))).toEqual([]);
    expect(behaviourChanges.filter(({ text }) => !/[.)]$/.test(text))).toEqual([]);
  });
});
