import type { BirdConfiguration, BirdProtocol } from '../bird.ts';
import { birdAggregation, birdExport } from './birdPolicy.ts';
import { birdFilters, callOfFilter, listFor, mostPreferred } from './birdFilter.ts';
import { plain, type Lines } from './birdLines.ts';

/** The files of a node's BIRD 1.6 daemon, by name: `bird.cfg`, or `bird6.cfg` for IPv6, and the two it includes. */
export interface BirdFiles {
  readonly main: Lines;
  readonly aggregation: Lines;
  readonly ipam: Lines;
}

/** The files that confd would write, without its comments (node/filesystem/etc/calico/confd/templates). */
export const renderBird = (bird: BirdConfiguration): BirdFiles => ({
  main: mainFile(bird),
  aggregation: birdAggregation(bird),
  ipam: birdExport(bird),
});

function mainFile(bird: BirdConfiguration): Lines {
  const base = bird.family === 4 ? 'bird' : 'bird6';
  return [
    ...communities(bird),
    ...templates(bird),
    ...plain([
      `include "${base}_aggr.cfg";`,
      `include "${base}_ipam.cfg";`,
      '',
      `router id ${bird.routerId};`,
    ]),
    ...listen(bird),
    ...plain([
      '',
      'protocol kernel from kernel_template {',
      '  export filter calico_kernel_programming;',
      '  graceful restart;',
      '  merge paths on;',
      '}',
      '',
      'protocol device {',
      ...debugLine(bird.debug),
      '  scan time 2;',
      '}',
      '',
      'protocol direct from direct_template {',
      '}',
    ]),
    ...(bird.asNumber === undefined
      ? plain(['', '# No BGP: the node has no address of this family.'])
      : sessions(bird)),
  ];
}

const communities = ({ communities: prefixes }: BirdConfiguration): Lines => [
  ...plain(['function apply_communities ()', '{']),
  ...prefixes.flatMap(({ cidr, communities: values, because }) =>
    [
      `      if ( net ~ ${cidr} ) then {`,
      ...values.map((value) => {
        const parts = value.split(':');
        return `          ${listFor(value)}.add((${parts.join(', ')}));`;
      }),
      '      }',
    ].map((text) => ({ text, because })),
  ),
  ...plain(['}', '']),
];

const debugLine = (debug: BirdConfiguration['debug']): readonly string[] =>
  debug === 'none' ? [] : [debug === 'all' ? '  debug all;' : '  debug { states };'];

function templates({ debug, ignoredInterfaces }: BirdConfiguration): Lines {
  const left = [...ignoredInterfaces, 'cali*', 'kube-ipvs*'].map((name) => `-"${name}"`);
  return plain([
    'template kernel kernel_template {',
    '  learn;',
    '  persist;',
    '  scan time 2;',
    '  import all;',
    '}',
    '',
    'template direct direct_template {',
    ...debugLine(debug),
    `  interface ${[...left, '"*"'].join(', ')};`,
    '}',
    '',
  ]);
}

function listen({ listen: at }: BirdConfiguration): Lines {
  if (at === undefined) return [];
  const address = at.address === undefined ? '' : ` address ${at.address}`;
  const port = at.port === undefined ? '' : ` port ${String(at.port)}`;
  return plain([`listen bgp${address}${port};`]);
}

function sessions(bird: BirdConfiguration): Lines {
  return [
    ...plain([
      '',
      'template bgp bgp_template {',
      ...(bird.debug === 'none'
        ? []
        : [bird.debug === 'all' ? '  debug all;' : '  debug { states, routes, filters, events };']),
      '  description "Connection to BGP peer";',
      `  local as ${String(bird.asNumber ?? 0)};`,
      '  gateway recursive;',
      '  add paths on;',
      '  graceful restart;',
      '  connect delay time 2;',
      '  connect retry time 5;',
      '  error wait time 5,30;',
      '}',
      '',
    ]),
    ...birdFilters(bird),
    ...bird.protocols.flatMap((protocol) => protocolBlock(bird, protocol)),
  ];
}

function protocolBlock(bird: BirdConfiguration, protocol: BirdProtocol): Lines {
  const { because } = protocol;
  const asOption = (words: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`  ${words} ${String(value)};`];
  const port = protocol.port === undefined ? '' : ` port ${String(protocol.port)}`;
  return [
    '',
    `protocol bgp ${protocol.name} from bgp_template {`,
    ...asOption('local as', protocol.localAs),
    `  neighbor ${protocol.neighbor}${port} as ${String(protocol.asNumber)};`,
    ...asOption('source address', protocol.sourceAddress),
    ...(protocol.ttlSecurity === undefined
      ? ['  ttl security off;', '  multihop;']
      : ['  ttl security on;', `  multihop ${String(protocol.ttlSecurity)};`]),
    ...importFilter(bird, protocol),
    ...exportFilter(bird, protocol),
    ...(protocol.nextHop === undefined ? [] : [`  next hop ${protocol.nextHop};`]),
    ...(protocol.password === undefined
      ? []
      : [`  # password: key and name of the Secret ${protocol.password}`]),
    ...(protocol.passive ? ['  passive on;'] : []),
    ...asOption('graceful restart time', protocol.gracefulRestart),
    ...asOption('keepalive time', protocol.keepalive),
    ...(protocol.reflects === undefined ? [] : ['  rr client;', `  rr cluster id ${protocol.reflects};`]),
    ...asOption('allow local as', protocol.allowedLocalAs),
    '}',
  ].map((text) => ({ text, because }));
}

function importFilter(bird: BirdConfiguration, protocol: BirdProtocol): readonly string[] {
  const { metric } = bird;
  const calls = protocol.importFilters.map((name) => callOfFilter(bird, name, 'import', protocol.internal));
  if (metric === undefined && calls.length === 0) return ['  import all;'];
  const preference =
    metric === undefined
      ? []
      : [
          `    if (defined(bgp_local_pref)&&(bgp_local_pref > ${String(mostPreferred - metric)})) then`,
          '      preference = 200;',
        ];
  return ['  import filter {', ...calls, ...preference, '    accept;', '  };'];
}

function exportFilter(bird: BirdConfiguration, protocol: BirdProtocol): readonly string[] {
  const { metric } = bird;
  const calls = protocol.exportFilters.map((name) => callOfFilter(bird, name, 'export', protocol.internal));
  const preference =
    metric === undefined
      ? []
      : [
          '    if (defined(source) && source = RTS_BGP && defined(bgp_local_pref)) then {',
          `      krt_metric = ${String(mostPreferred)} - bgp_local_pref;`,
          '    } else {',
          `      if (!defined(krt_metric)) then { krt_metric = ${String(metric)}; }`,
          `      bgp_local_pref = ${String(mostPreferred)} - krt_metric;`,
          '    }',
        ];
  return [
    '  export filter {',
    ...preference,
    ...calls,
    `    calico_export_to_bgp_peers(${String(protocol.internal)});`,
    '    reject;',
    '  };',
  ];
}
