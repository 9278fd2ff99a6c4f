import { describe, expect, it } from 'vitest';
import { bastionRoutes } from '../../test/panel/fixtures/routes.ts';
import { yaoBankSave } from '../../test/panel/fixtures/saveText.ts';
import { emphasised, partsOfRoute, partsOfRule, type TextPart } from './ruleText.ts';

const written = (part: TextPart): string => {
  switch (part.kind) {
    case 'word':
      return part.text;
    case 'comment':
      return `-m comment --comment "${part.text}"`;
    case 'target':
      return `${part.flag} ${part.name}`;
    case 'option':
      return [part.not ? '!' : '', part.name, part.value].filter((word) => word !== '').join(' ');
  }
};

describe('the parts of a rule', () => {
  it('are all of its words, in order', () => {
    const rules = yaoBankSave.split('\n').filter((line) => line.startsWith('-A'));
    expect(rules.length).toBeGreaterThan(30);
    for (const rule of rules) expect(partsOfRule(rule).map(written).join(' ')).toBe(rule);
  });

  it('keep a negation with its option', () => {
    expect(partsOfRule('! -s 10.48.0.0/16 -m conntrack ! --ctstate NEW -j DROP')).toEqual([
      { kind: 'option', not: true, name: '-s', value: '10.48.0.0/16' },
      { kind: 'option', not: false, name: '-m', value: 'conntrack' },
      { kind: 'option', not: true, name: '--ctstate', value: 'NEW' },
      { kind: 'target', flag: '-j', name: 'DROP' },
    ]);
  });

  it('keep a comment with quotes and dashes in it whole', () => {
    expect(partsOfRule('-m comment --comment "a \\"b\\" -j c" --dport 80')).toEqual([
      { kind: 'comment', text: 'a "b" -j c' },
      { kind: 'option', not: false, name: '--dport', value: '80' },
    ]);
  });

  it('take values of several words', () => {
    expect(partsOfRule('--match-set KUBE-CLUSTER-IP dst,dst')).toEqual([
      { kind: 'option', not: false, name: '--match-set', value: 'KUBE-CLUSTER-IP dst,dst' },
    ]);
  });

  it('are words for text that is no rule', () => {
    expect(partsOfRule('10.0.1.30:30180 ! rr')).toEqual([
      { kind: 'word', text: '10.0.1.30:30180' },
      { kind: 'word', text: '!' },
      { kind: 'word', text: 'rr' },
    ]);
  });
});

describe('the parts of a route', () => {
  it('are all of its words', () => {
    for (const line of bastionRoutes.flatMap(({ lines }) => lines)) {
      expect(partsOfRoute(line).map(({ text }) => text)).toEqual(line.trim().split(' '));
    }
  });

  it.each([
    ['default via 10.0.1.1 dev ens5', 'default', '10.0.1.1'],
    ['blackhole 10.48.0.0/26 proto bird', '10.48.0.0/26', undefined],
    ['nexthop via 10.0.1.20 dev ens5', undefined, '10.0.1.20'],
  ])('%s', (line, prefix, gateway) => {
    const parts = partsOfRoute(line);
    expect(parts.find(({ kind }) => kind === 'prefix')?.text).toBe(prefix);
    expect(parts.find(({ kind }) => kind === 'gateway')?.text).toBe(gateway);
  });
});

describe('a summary', () => {
  it.each([
    ['44 rules in 33 chains on worker1', ['44 rules']],
    ['21 from service.yaml', ['21']],
    ['unsaved edit: +1 −1', ['+1', '−1']],
    ['Calico v3.31, BIRD', []],
  ])('%s', (text, strong) => {
    const parts = emphasised(text);
    expect(parts.filter((part) => part.strong).map((part) => part.text)).toEqual(strong);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });
});
