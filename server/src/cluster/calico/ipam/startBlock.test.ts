import { expect, test } from 'vitest';
import type { Cidr } from '../../../net/cidr.ts';
import { firstOutputs } from './goRandom.ts';
import { blocksFrom, fnv1, startIndex } from './startBlock.ts';

test("the first numbers of Go's generator", () => {
  expect(firstOutputs(1).slice(0, 3)).toEqual([
    5577006791947779410n,
    8674665223082153551n,
    6129484611666145821n,
  ]);
});

// The first blocks of nodes as seen in public clusters, and as Go computes them.
test.each([
  ['minikube', '10.244.0.0/16', 26, 2218975071, '10.244.120.64/26'],
  ['kind-control-plane', '192.168.0.0/16', 26, 2016776422, '192.168.82.0/26'],
  ['kind-worker', '192.168.0.0/16', 26, 801257890, '192.168.162.128/26'],
  ['kind-worker2', '192.168.0.0/16', 26, 3502291508, '192.168.110.128/26'],
  ['master', '10.244.0.0/16', 26, 4056684167, '10.244.219.64/26'],
  ['k8s-master', '192.168.0.0/16', 26, 3076233826, '192.168.235.192/26'],
  ['node1', '192.168.0.0/16', 26, 3957252814, '192.168.166.128/26'],
  ['node1', '10.233.64.0/18', 26, 3957252814, '10.233.102.128/26'],
  ['node2', '10.233.64.0/18', 26, 3957252813, '10.233.75.0/26'],
  ['node1', 'fd00::/64', 122, 3957252814, 'fd00::c11:b42f:f17e:a680/122'],
])('%s in %s', (node, pool, size, seed, block) => {
  expect(fnv1(node)).toBe(seed);
  expect(blocksFrom(node, pool as Cidr, size).next().value).toBe(block);
});

test('blocks are tried upwards, and round; each once', () => {
  const order = [...blocksFrom('node1', '10.48.2.0/24' as Cidr, 26)];
  expect(new Set(order).size).toBe(4);
  const start = Number(startIndex('node1', 4n));
  expect(order).toEqual([0, 1, 2, 3].map((step) => `10.48.2.${String(((start + step) % 4) * 64)}/26`));
});

test('a pool of one block', () => {
  expect([...blocksFrom('node1', '10.48.2.0/26' as Cidr, 26)]).toEqual(['10.48.2.0/26']);
});
