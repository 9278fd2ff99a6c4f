import { describe, expect, it } from 'vitest';
import { firstPanelRequest, type PanelView } from '../../server/src/protocol/panel.ts';
import { answer, calmLab, type Lab } from '../../test/panel/fixtures/answer.ts';
import type { Line } from './line.ts';
import { changeCount, chainIdIn, linesOf } from './lines.ts';
import { withOpened } from './request.ts';

const trace = { from: 'bastion', to: '10.0.1.30:30180' };

const show = (view: PanelView, lab: Partial<Lab> = {}, opened: readonly string[] = []): readonly Line[] =>
  linesOf(
    answer(withOpened({ ...firstPanelRequest, view, trace }, opened), { ...calmLab, ...lab }),
    new Set(['back']),
  );

const keys = (lines: readonly Line[]): readonly string[] => lines.map(({ key }) => key);

describe('lines', () => {
  it('have keys of their own in every view', () => {
    for (const view of ['iptables', 'ipvs', 'nftables', 'routes', 'trace'] as const) {
      const lines = show(view, {}, ['filter']);
      expect(lines.length).toBeGreaterThan(5);
      expect(new Set(keys(lines)).size).toBe(lines.length);
    }
  });

  it('keep their keys when rules come before them', () => {
    const before = keys(show('iptables'));
    const extra = ['-A KUBE-SERVICES -d 10.49.1.1/32 -p tcp -m tcp --dport 80 -j KUBE-SVC-NEW'];
    const after = keys(show('iptables', { extra }));
    expect(after).toEqual(expect.arrayContaining([...before]));
    expect(after).toHaveLength(before.length + 1);
  });

  it('tell a removed rule from the same rule', () => {
    const edited = show('iptables', { portBefore: '30080' });
    const changes = edited.flatMap(({ content }) => (content.kind === 'rule' ? [content.rule.change] : []));
    expect(changes.filter((change) => change !== undefined)).toEqual(['removed', 'added']);
    expect(edited.find(({ name }) => name.startsWith('removed'))?.name).toBe('removed from KUBE-NODEPORTS');
  });

  it('stand one level below what holds them', () => {
    const lines = show('iptables');
    const services = lines.findIndex(({ name }) => name === 'KUBE-SERVICES');
    expect(lines[services]?.level).toBe(3);
    expect(lines[services + 1]?.level).toBe(4);
    expect(lines[services + 1]?.name).toBe('KUBE-SERVICES rule 1');
    expect(lines[services + 1]?.jump).toBe('nat/KUBE-SVC-PX5FENG4GZJTCELT');
  });

  it('copy what the tool prints', () => {
    const rule = show('iptables').find(({ name }) => name === 'KUBE-NODEPORTS rule 1');
    expect(rule?.copy?.text).toMatch(/^-A KUBE-NODEPORTS -p tcp .* -j KUBE-EXT-PX5FENG4GZJTCELT$/);
    const route = show('routes').find(({ name }) => name === '10.49.0.0/16');
    expect(route?.copy?.text.split('\n')).toHaveLength(4);
  });

  it('are none for an empty model', () => {
    expect(show('iptables', { rules: 'empty' })).toEqual([]);
  });
});

describe('a chain', () => {
  it('is named within its table', () => {
    expect(chainIdIn('nat', 'KUBE-SERVICES')).toBe('nat/KUBE-SERVICES');
    expect(chainIdIn('nat', 'nat/KUBE-SERVICES')).toBe('nat/KUBE-SERVICES');
  });
  it('counts its changes', () => {
    expect([changeCount(1, 2), changeCount(0, 1), changeCount(3, 0), changeCount(0, 0)]).toEqual([
      '+1 −2',
      '−1',
      '+3',
      '',
    ]);
  });
});
