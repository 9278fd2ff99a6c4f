import { describe, expect, it } from 'vitest';
import { firstPanelRequest, type PanelRequest } from '../../server/src/protocol/panel.ts';
import { answers, hostFamily, isWhatIf, supposing, withClosed, withOpened } from './request.ts';

describe('folds in a request', () => {
  it('name what the reader wants, once, and never both', () => {
    const opened = withOpened(withOpened(firstPanelRequest, ['a', 'b']), ['a']);
    expect(opened.opened).toEqual(['b', 'a']);
    expect(withClosed(opened, ['a'])).toMatchObject({ opened: ['b'], closed: ['a'] });
    expect(withOpened(withClosed(opened, ['a']), ['a'])).toMatchObject({ opened: ['b', 'a'], closed: [] });
  });
});

describe('a what-if', () => {
  it('is on as soon as something is supposed', () => {
    expect(isWhatIf(firstPanelRequest)).toBe(false);
    const whatIf = supposing(supposing({}, '1.29', 'version'), 'ipvs', 'mode');
    expect(whatIf).toEqual({ kubernetesVersion: '1.29', proxyMode: 'ipvs' });
    expect(isWhatIf({ ...firstPanelRequest, whatIf })).toBe(true);
    expect(supposing(whatIf, 'userspace', 'mode')).toBe(whatIf);
  });
});

describe('an answer', () => {
  const differing: readonly (readonly [string, Partial<PanelRequest>])[] = [
    ['view', { view: 'trace' }],
    ['scope', { scope: 'cluster' }],
    ['filter', { filter: '30180' }],
    ['what-if', { whatIf: { proxyMode: 'ipvs' } }],
    ['folds', { opened: ['nat/KUBE-SERVICES'] }],
    ['branch', { branch: 1 }],
    ['host', { at: 'worker2' }],
    ['address family', { ipFamily: 6 }],
  ];
  it.each(differing)('to another %s is another one', (_, change) => {
    expect(answers(firstPanelRequest, { ...firstPanelRequest, ...change })).toBe(false);
  });

  it('may fill in what the question left open, and says nothing of what is undefined', () => {
    const filled = {
      ...firstPanelRequest,
      at: 'worker1',
      focus: { uri: 'a', position: { line: 0, character: 0 } },
    };
    const message: unknown = JSON.parse(JSON.stringify(filled));
    expect(message).not.toHaveProperty('branch');
    expect(answers({ ...filled, trace: { from: 'a', to: 'b' } }, firstPanelRequest)).toBe(true);
  });
});

describe('views', () => {
  it('of a node’s rules share their node', () => {
    expect((['iptables', 'ipvs', 'nftables', 'routes', 'trace'] as const).map(hostFamily)).toEqual([
      ...['rules', 'rules', 'rules'],
      'routes',
      'trace',
    ]);
  });
});
