import { prefixLengthOf } from '../../net/cidr.ts';
import type { BirdConfiguration, BirdPool, BirdRange } from '../bird.ts';
import { mostPreferred } from './birdFilter.ts';
import { plain, type Lines } from './birdLines.ts';
import type { RenderedLine } from './rendered.ts';

/** `bird_aggr.cfg`: the node's own blocks and service routes as static routes, and that blocks go out whole. */
export function birdAggregation(bird: BirdConfiguration): Lines {
  const routes = staticRoutes(bird);
  return [
    ...plain(['template static static_template {']),
    ...routes,
    ...plain(['}', '']),
    ...(routes.length === 0 ? [] : plain(['protocol static from static_template {', '}', ''])),
    ...plain(['function calico_aggr ()', '{']),
    ...bird.blocks.flatMap((block) => aggregated(block, bird.metric)),
    ...plain(['}']),
  ];
}

/** A block of one address has no static route: the pod's own is the same prefix. */
const staticRoutes = ({ family, blocks, statics, reachable }: BirdConfiguration): Lines => [
  ...blocks.filter(({ cidr }) => prefixLengthOf(cidr) < (family === 4 ? 32 : 128)).map(blackholed),
  ...statics.map(blackholed),
  ...reachable.map(({ peer, via, because }) => ({
    text: `   route ${peer}/${family === 4 ? '32' : '128'} via ${via};`,
    because,
  })),
];

const blackholed = ({ cidr, because }: BirdRange): RenderedLine => ({
  text: `   route ${cidr} blackhole;`,
  because,
});

const aggregated = ({ cidr, because }: BirdRange, metric: number | undefined): Lines =>
  [
    `      if ( net = ${cidr} ) then { accept; }`,
    ...(metric === undefined
      ? []
      : [`      if ( net ~ ${cidr} && krt_metric < ${String(metric)} ) then { accept; }`]),
    `      if ( net ~ ${cidr} ) then { reject; }`,
  ].map((text) => ({ text, because }));

/** `bird_ipam.cfg`: what peers get, and what the kernel gets. */
export const birdExport = (bird: BirdConfiguration): Lines => [
  ...plain([
    'function reject_local_routes () {',
    '  if (defined(ifname)) then {',
    '     if (ifname ~ "bpf*.cali") then {',
    '        reject;',
    '     }',
    '  }',
    '}',
    '',
    'function calico_export_to_bgp_peers(bool internal_peer) {',
  ]),
  ...sorted(
    bird.pools
      .filter(({ exported }) => !exported)
      .map((pool) => poolLine(pool, 'reject;', ' # BGP export is disabled.')),
  ),
  ...tunnelRoutes(bird),
  ...plain(['  reject_local_routes();', '  apply_communities();', '  calico_aggr();']),
  ...bird.statics.map(accepted),
  ...bird.reflected.map(accepted),
  ...sorted(bird.pools.filter(({ exported }) => exported).map((pool) => poolLine(pool, 'accept;', ''))),
  ...plain(['}', '', 'filter calico_kernel_programming {']),
  ...bird.rejected.map(({ cidr, because }) => ({ text: `  if ( net ~ ${cidr} ) then { reject; }`, because })),
  ...metricLines(bird.metric),
  ...sorted(bird.pools.flatMap((pool) => kernelLine(pool, bird))),
  ...plain(['  accept;', '}']),
];

const accepted = ({ cidr, because }: BirdRange): RenderedLine => ({
  text: `  if ( net ~ ${cidr} ) then { accept; }`,
  because,
});

const poolLine = ({ cidr, because }: BirdPool, statement: string, comment: string): RenderedLine => ({
  text: `  if (net ~ ${cidr}) then { ${statement} }${comment}`,
  because,
});

/** As Go's slices.Sort puts them. */
const sorted = (lines: Lines): Lines =>
  [...lines].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));

/** Routes into tunnels are Felix's on every node; an iBGP peer would take this node for the way. */
function tunnelRoutes({ felixRoutesIpip }: BirdConfiguration): Lines {
  const devices = ['*.cali', '*.calico', ...(felixRoutesIpip ? ['tunl0'] : [])];
  return plain([
    '  if (internal_peer) then {',
    '    if (defined(ifname)) then {',
    `      if (${devices.map((device) => `(ifname ~ "${device}")`).join(' || ')}) then {`,
    '        reject;',
    '      }',
    '    }',
    '  }',
  ]);
}

const metricLines = (metric: number | undefined): Lines =>
  metric === undefined
    ? []
    : plain([
        '  if (defined(source) && (source = RTS_BGP) && !defined(krt_metric)) then {',
        `      krt_metric = ${String(metric)};`,
        '      if (defined(bgp_local_pref)) then {',
        `          krt_metric = ${String(mostPreferred)} - bgp_local_pref;`,
        '      }',
        `      if (krt_metric < ${String(metric)}) then {`,
        '          preference = 200;',
        '      }',
        '  }',
      ]);

/** IPv6 has no tunnels of BIRD's, and what is plain is accepted at the end anyway. */
function kernelLine(pool: BirdPool, { family, metric }: BirdConfiguration): Lines {
  const { kernel } = pool;
  if (kernel.kind === 'felix') return [poolLine(pool, 'reject;', ` # ${kernel.note}.`)];
  if (family === 6) return [];
  if (kernel.kind === 'plain')
    return [poolLine(pool, metric === undefined ? 'krt_tunnel=""; accept;' : 'accept;', '')];
  if (kernel.kind === 'tunnel') return [poolLine(pool, 'krt_tunnel="tunl0"; accept;', '')];
  const near = `if (defined(bgp_next_hop)&&(bgp_next_hop ~ ${kernel.subnet})) then krt_tunnel="";`;
  return [poolLine(pool, `${near} else krt_tunnel="tunl0"; accept;`, '')];
}
