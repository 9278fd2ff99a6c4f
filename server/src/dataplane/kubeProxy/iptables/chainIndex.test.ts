import fc from 'fast-check';
import { expect, test } from 'vitest';
import { machinery } from '../../../origin/origin.ts';
import { chainName, type Chain } from '../../netfilter/ruleset.ts';
import { ChainIndex } from './chainIndex.ts';

const chain = (name: string): Chain => ({
  name: chainName(name),
  rules: [],
  because: machinery('kube-proxy', name),
});

const names = fc.uniqueArray(
  fc.oneof(
    fc.stringMatching(/^KUBE-SEP-[A-D]{3}$/),
    fc.stringMatching(/^KUBE-[A-Z]{1,8}$/),
    fc.stringMatching(/^[a-c]{1,14}$/),
  ),
  { maxLength: 60 },
);

const sorted = (chains: readonly Chain[]): readonly string[] => chains.map(({ name }) => name).sort();

test('walks the first ones as given and the others by name, whatever the order they came in', () => {
  fc.assert(
    fc.property(names, (others) => {
      const first = [chain('PREROUTING'), chain('INPUT')];
      const index = ChainIndex.of(first, others.map(chain));
      const expected = ['PREROUTING', 'INPUT', ...[...others].sort()];
      expect([...index.keys()]).toEqual(expected);
      expect([...index].map(([name, { name: own }]) => [name, own])).toEqual(expected.map((n) => [n, n]));
      expect(index.size).toBe(expected.length);
      for (const name of expected) expect(index.get(chainName(name))?.name).toBe(name);
      expect(index.has(chainName('no such'))).toBe(false);
    }),
  );
});

test('a change makes another index and leaves the first one as it was', () => {
  fc.assert(
    fc.property(names, names, fc.nat(), (before, more, seed) => {
      const old = before.map(chain);
      const removed = old.filter((_, i) => (i + seed) % 3 === 0);
      const kept = old.filter((one) => !removed.includes(one));
      const added = more.filter((name) => !kept.some((one) => one.name === name)).map(chain);
      const index = ChainIndex.of([], old);
      const walkedFirst = seed % 2 === 0 ? [...index.keys()] : [];
      const changed = index.changed([chain('OUTPUT')], [removed], [added]);
      expect([...changed.keys()]).toEqual(['OUTPUT', ...sorted([...kept, ...added])]);
      expect(changed.size).toBe(1 + kept.length + added.length);
      expect([...index.keys()]).toEqual(sorted(old));
      expect(walkedFirst.length === 0 || walkedFirst.length === old.length).toBe(true);
      for (const one of added) expect(changed.get(one.name)).toBe(one);
    }),
  );
});
