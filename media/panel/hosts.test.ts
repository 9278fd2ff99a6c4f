import { describe, expect, it } from 'vitest';
import { hostOfAddress } from './hosts.ts';
import { nextIndex } from './roving.ts';
import { isChainName } from './targets.ts';

describe('an address', () => {
  const hosts = [
    { name: 'worker1', detail: 'worker, 10.0.1.30', kind: 'node' },
    { name: 'pod', detail: '10.0.1.31', kind: 'pod' },
    { name: 'six', detail: 'fd00::31', kind: 'host' },
  ] as const;
  it.each([
    ['10.0.1.30', 'worker1'],
    ['10.0.1.3', undefined],
    ['10.0.1.31', undefined],
    ['fd00::31', 'six'],
  ])('%s', (address, name) => {
    expect(hostOfAddress(hosts, address)).toBe(name);
  });
});

describe('a target', () => {
  it('is a chain unless iptables or nft knows it', () => {
    expect(['KUBE-SERVICES', 'cali-FORWARD', 'services'].every(isChainName)).toBe(true);
    expect(['DNAT', 'ACCEPT', 'MARK', 'drop', 'MASQUERADE'].some(isChainName)).toBe(false);
  });
});

describe('arrows in a group', () => {
  it.each([
    ['ArrowRight', 'horizontal', 4, 0],
    ['ArrowLeft', 'horizontal', 0, 4],
    ['ArrowDown', 'horizontal', 2, -1],
    ['ArrowDown', 'vertical', 2, 3],
    ['Home', 'vertical', 2, 0],
    ['End', 'horizontal', 2, 4],
    ['Tab', 'horizontal', 2, -1],
  ] as const)('%s, %s, from %i', (key, axis, at, to) => {
    expect(nextIndex(key, at, 5, axis)).toBe(to);
  });
});
