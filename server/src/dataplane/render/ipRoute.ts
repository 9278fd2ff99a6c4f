import { familyOfCidr, networkOf, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import type { NextHop, Route } from '../routing/route.ts';
import type { RenderedLine } from './rendered.ts';

/**
 * What `ip route` (or `ip -6 route`) prints (iproute2 6.1, ip/iproute.c: print_route), without the blank that it leaves
 * at the end of IPv4 lines. Routes of other tables name it, as with `show table all`. The lines of the hops of an equal-cost route follow it, each with its own cause.
 */
export const renderIpRoute = (routes: readonly Route[]): readonly RenderedLine[] =>
  routes.flatMap(renderRoute);

function renderRoute(route: Route): readonly RenderedLine[] {
  const [only, ...more] = route.nextHops;
  if (only === undefined || more.length === 0)
    return [{ text: line(route, hopWords(route, only)), because: route.because }];
  return [
    { text: line(route, []), because: route.because },
    ...route.nextHops.map((hop) => ({
      text: `\t${['nexthop', ...viaWords(hop), 'weight', String(hop.weight)].join(' ')}`,
      because: hop.because,
    })),
  ];
}

const line = (route: Route, hop: readonly string[]): string =>
  [
    ...(route.kind === 'unicast' ? [] : [route.kind]),
    destinationWord(route.destination),
    ...hop,
    ...(route.table === undefined ? [] : ['table', String(route.table)]),
    ...(route.protocol === undefined ? [] : ['proto', route.protocol]),
    ...(route.scope === 'link' ? ['scope', 'link'] : []),
    ...(route.source === undefined ? [] : ['src', route.source]),
    ...(route.metric === undefined ? [] : ['metric', String(route.metric)]),
    ...route.options,
    ...(familyOfCidr(route.destination) === 6 ? ['pref', 'medium'] : []),
  ].join(' ');

/** `default`, an address alone without its length, else the range. */
function destinationWord(destination: Cidr): string {
  const length = prefixLengthOf(destination);
  if (length === 0) return 'default';
  return length === (familyOfCidr(destination) === 4 ? 32 : 128) ? networkOf(destination) : destination;
}

/** IPv6 keeps even routes to nowhere on a device: the loopback. */
function hopWords({ destination, kind }: Route, hop: NextHop | undefined): readonly string[] {
  if (kind !== 'unicast') return familyOfCidr(destination) === 6 ? ['dev', 'lo'] : [];
  return hop === undefined ? [] : viaWords(hop);
}

const viaWords = ({ via, device }: NextHop): readonly string[] => [
  ...(via === undefined ? [] : ['via', via]),
  'dev',
  device,
];
