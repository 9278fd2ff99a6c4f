import { bgpNodes } from '../../cluster/calico/bgpNodes.ts';
import type { Cluster, ClusterService } from '../../cluster/cluster.ts';
import type { ServiceRoutes } from '../../dataplane/routing/serviceRoutes.ts';
import type { IpFamily } from '../../net/ip.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { routesOfService } from '../bgp/why.ts';
import { causedBy, type Amount, type Caused } from '../caused.ts';
import { servicesByResource } from '../inlayHints.ts';
import { traceTargetOf } from '../traceEnds.ts';
import { count, listed } from '../words.ts';
import { showBgp } from './bgp.ts';
import { showRoutes, type LensContent, type TellLens } from './tellLens.ts';

/** What a service causes, who announces its addresses, and a packet to it from outside. */
export function serviceLenses(cluster: Cluster, resource: Service): readonly TellLens[] {
  const service = servicesByResource(cluster).get(resource);
  if (service === undefined) return [];
  const routes = routesOfService(cluster, service);
  const target = traceTargetOf(cluster, service);
  return [
    () => causedLens(cluster, service),
    ...(routes === undefined ? [] : [() => announcedLens(cluster, routes)]),
    ...(target === undefined
      ? []
      : [
          (): LensContent => ({
            title: `Trace packet from ${target.from}`,
            action: { kind: 'trace', ...target },
          }),
        ]),
  ];
}

function causedLens(cluster: Cluster, service: ClusterService): LensContent {
  const caused = causedBy(cluster, service.resource, familiesOf(service));
  const [only, ...more] = caused.nodes;
  const isOneOfMany = more.length === 0 && cluster.nodes.length > 1;
  return {
    title: causedTitle(caused),
    action: {
      kind: 'show',
      view: cluster.kubeProxy.mode.value,
      at: isOneOfMany ? only : undefined,
    },
  };
}

const familiesOf = ({ clusterIPs }: ClusterService): readonly IpFamily[] => [
  ...new Set(clusterIPs.map(({ value }): IpFamily => (value.includes(':') ? 6 : 4))),
];

const nouns = [
  ['virtualServers', 'virtual server'],
  ['rules', 'rule'],
  ['elements', 'element'],
] as const satisfies readonly (readonly [keyof Amount, string])[];

/** `8 rules on 3 nodes`, `8–10 rules on 3 nodes`, of a large cluster `8 rules on worker1`. */
function causedTitle({ nodes, amounts }: Caused): string {
  const parts = nouns.flatMap(([key, noun]) => {
    const least = Math.min(...amounts.map((amount) => amount[key]));
    const most = Math.max(...amounts.map((amount) => amount[key]));
    if (most === 0 || most === -Infinity) return [];
    return [least === most ? count(most, noun) : `${String(least)}–${String(most)} ${noun}s`];
  });
  if (parts.length === 0) return 'no rules';
  return `${parts.join(', ')} on ${nodes.length === 1 ? (nodes[0] ?? '') : count(nodes.length, 'node')}`;
}

/** `announced by worker2 only: 10.49.60.52/32`. */
function announcedLens(cluster: Cluster, { prefixes, everywhere, nodes }: ServiceRoutes): LensContent {
  const all = bgpNodes(cluster);
  const by = all
    .filter(
      ({ name, excludedFromServices }) =>
        excludedFromServices === undefined && (everywhere !== undefined || nodes.has(name)),
    )
    .map(({ name }) => name);
  const what = listed(
    prefixes.map(({ prefix }) => prefix),
    3,
  );
  const isAll = by.length > 5 && by.length === all.length;
  const who = by.length === 0 ? 'nobody' : isAll ? `all ${String(all.length)} nodes` : listed(by);
  const only = by.length > 0 && by.length < cluster.nodes.length ? ' only' : '';
  const learns = cluster.externalHosts.some(({ bgp }) => bgp !== undefined);
  return { title: `announced by ${who}${only}: ${what}`, action: learns ? showRoutes : showBgp() };
}
