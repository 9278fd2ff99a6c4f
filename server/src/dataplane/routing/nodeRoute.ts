import { calicoAtLeast, type CalicoVersion } from '../../cluster/calico/version.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { IpFamily } from '../../net/ip.ts';
import { merge, type Origin } from '../../origin/origin.ts';
import { metrics6 } from './connected.ts';
import type { Route } from './route.ts';

/** Routes have had a metric of their own since v3.32 (ipv4NormalRoutePriority); IPv6 always shows one. */
export const routeMetric = (version: CalicoVersion, family: IpFamily): number | undefined =>
  family === 6 || calicoAtLeast(version, 32) ? metrics6.user : undefined;

/** A route that throws packets away. */
export function blackhole(
  destination: Cidr,
  protocol: string,
  family: IpFamily,
  [first, ...more]: readonly [Origin, ...Origin[]],
): Route {
  return {
    destination,
    kind: 'blackhole',
    nextHops: [],
    protocol,
    scope: 'global',
    source: undefined,
    metric: family === 6 ? metrics6.user : undefined,
    options: [],
    because: merge(first, ...more),
  };
}
