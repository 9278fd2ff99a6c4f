import { expect, test } from 'vitest';
import { machinery } from '../../origin/origin.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import { lookupRoute } from './lookup.ts';
import type { Route } from './route.ts';

const because = machinery('kernel', 'a test');

const route = (destination: string, via: string | undefined, metric?: number): Route => ({
  destination: destination as Cidr,
  kind: via === undefined ? 'blackhole' : 'unicast',
  nextHops: via === undefined ? [] : [{ via: via as Ip, device: 'eth0', weight: 1, because }],
  protocol: undefined,
  scope: 'global',
  source: undefined,
  metric,
  options: [],
  because,
});

const routes = [
  route('0.0.0.0/0', '10.0.1.1', 100),
  route('0.0.0.0/0', '10.0.2.1', 50),
  route('10.49.0.0/16', '10.0.1.20'),
  route('10.49.60.52/32', '10.0.1.31'),
  route('10.48.0.0/26', undefined),
];

test.each([
  ['10.49.60.52', '10.49.60.52/32', '10.0.1.31'],
  ['10.49.60.53', '10.49.0.0/16', '10.0.1.20'],
  ['192.0.2.1', '0.0.0.0/0', '10.0.2.1'],
  ['10.48.0.7', '10.48.0.0/26', undefined],
  ['fd00::1', undefined, undefined],
])('%s goes by %s via %s', (destination, prefix, via) => {
  const found = lookupRoute(routes, destination as Ip);
  expect([found?.route.destination, found?.nextHops[0]?.via]).toEqual([prefix, via]);
});
