import { describe, expect, test } from 'vitest';
import type { Cidr } from '../net/cidr.ts';
import { clusterIpPlaces, hostPlaces, nodePortPlaces, type Places } from './assumptions.ts';

const names = Array.from({ length: 900 }, (_, i) => `shop/cart-${String(i)}`);

/** Node ports of all names, after the first thousand of the range was taken by hand. */
function assigned(wanted: readonly string[]): ReadonlyMap<string, number | undefined> {
  const places = nodePortPlaces({ from: 30000, to: 32767 });
  for (let port = 30000; port < 31000; port += 1) places.take(port);
  return new Map(wanted.map((name) => [name, places.assign(name)]));
}

const assignAll = <T extends string | number>({ assign }: Places<T>, count: number): readonly T[] =>
  names.slice(0, count).flatMap((name) => assign(name) ?? []);

describe('simulated values', () => {
  test('stay where they are when one object goes, though most places are taken', () => {
    const all = assigned(names);
    const gone = names[7];
    const rest = assigned(names.filter((name) => name !== gone));
    const moved = [...rest].filter(([name, port]) => all.get(name) !== port);
    expect(moved.length).toBeLessThan(10);
  });

  test.each<{ readonly range: string; readonly all: readonly (string | number)[]; readonly size: number }>([
    { range: 'node ports', all: assignAll(nodePortPlaces({ from: 30000, to: 30007 }), 20), size: 8 },
    { range: 'cluster IPs', all: assignAll(clusterIpPlaces('10.49.0.0/29' as Cidr), 20), size: 6 },
    { range: 'hosts', all: assignAll(hostPlaces('10.0.1.0/28' as Cidr), 20), size: 13 },
  ])('fill the $range to the last, each once', ({ all, size }) => {
    expect([all.length, new Set(all).size]).toEqual([size, size]);
  });
});
