import { expect, test } from 'vitest';
import { changesOfMove, type MoveEnd } from './moves.ts';

const end = (text: string): MoveEnd => {
  const [mode, minor] = text.split(' 1.');
  if (mode !== 'iptables' && mode !== 'ipvs' && mode !== 'nftables') throw new Error(text);
  return { mode, minor: Number(minor) };
};

const titles = (from: string, to: string): readonly string[] =>
  changesOfMove(end(from), end(to)).map(({ title }) => title);

test('nothing is news where nothing moves', () => {
  expect(titles('iptables 1.30', 'iptables 1.30')).toEqual([]);
  expect(titles('iptables 1.30', 'iptables 1.29')).toEqual([]);
});

test('a newer version brings what came between', () => {
  expect(titles('iptables 1.23', 'iptables 1.30')).toEqual([
    'KUBE-XLB chains become KUBE-EXT and KUBE-SVL',
    'Drops move to the filter table',
    'Terminating endpoints serve as a last resort',
    'userspace mode is gone',
    'Node ports on localhost are a choice',
    'Topology hints by the new annotation',
    'Load balancers with ipMode Proxy are left alone',
  ]);
});

test('from IPVS to nftables: node ports, primary addresses, the KUBE- chains', () => {
  const found = titles('ipvs 1.30', 'nftables 1.30');
  expect(found).toContain('Node ports on the primary address only');
  expect(found).toContain('The KUBE- chains are gone');
  expect(found).not.toContain('No node ports on 127.0.0.1');
  expect(titles('iptables 1.30', 'nftables 1.30')).toContain('No node ports on 127.0.0.1');
});

test('between iptables and IPVS, both ways', () => {
  expect(titles('iptables 1.30', 'ipvs 1.30')).toContain('Local without local endpoints falls back');
  expect(titles('ipvs 1.30', 'iptables 1.30')).toContain('Local without local endpoints drops');
});
