import { routedBy } from '../../cluster/calico/clusterRouting.ts';
import { bgpSettings } from '../../cluster/calico/bgpSettings.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { containsCidr } from '../../net/cidr.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { isBgpDisabled } from '../bgpConfiguration.ts';
import { areNodesKnown, writtenPools, type ClusterPool } from '../poolDemand.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { listed } from '../words.ts';

/**
 * `disableBGPExport` keeps a pool's routes from every BGP peer, the other nodes too.
 *
 * BIRD refuses whatever lies in the pool on every session. Without a tunnel, or with IP-in-IP that BIRD writes the routes
 * of, the other nodes learn the blocks over BGP and from nowhere else: pods on two nodes do not reach each other any more.
 * With VXLAN Felix writes the routes, and only outsiders lose them. Ranges and addresses of Services are announced as
 * before, unless they lie in the pool.
 *
 * @source projectcalico node/filesystem/etc/calico/confd/templates/bird_ipam.cfg.template: calico_export_to_bgp_peers; projectcalico/calico issue 6704
 * @cure To hide the blocks from some peers, give those a BGPFilter that rejects the range. To hide them from all, use VXLAN.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     disableBGPExport: true
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     disableBGPExport: false
 */
export const calicoPoolNotExported: Rule = {
  id: 'calico/pool-not-exported',
  severity: 'warning',
  ...forKindInCluster(['IPPool'], function* (pool, cluster) {
    const { disableBGPExport } = pool;
    if (disableBGPExport?.value !== true || isBgpDisabled(cluster)) return;
    const resolved = writtenPools(cluster).find(({ name }) => name === nameOf(pool));
    if (resolved === undefined || pool.cidr?.value !== resolved.cidr) return;
    yield* ofBlocks(disableBGPExport, resolved, cluster);
    yield* ofServices(disableBGPExport, resolved, cluster);
  }),
};

function* ofBlocks(field: Located<boolean>, pool: ClusterPool, cluster: Cluster): Generator<Finding> {
  // Of one node alone there is nobody to learn anything.
  if (areNodesKnown(cluster) && cluster.nodes.length < 2) return;
  const { kind } = pool.encapsulation.value;
  if (routedBy(cluster, kind) === 'bird')
    yield {
      span: field.entry,
      message: `The other nodes do not learn the blocks of ${pool.cidr} either`,
      why: `BIRD announces nothing that lies in the pool, not even in the mesh, and ${kind === 'ipip' ? 'with IP-in-IP' : 'without a tunnel'} pods on two nodes reach each other by these routes only. ${remaining(pool, cluster)}`,
    };
  else
    yield {
      span: field.entry,
      message: `No BGP peer learns the blocks of ${pool.cidr}`,
      why: `The nodes reach them through routes that Felix writes. ${remaining(pool, cluster)}`,
      severity: 'hint',
    };
}

/** What is announced all the same. */
function remaining(pool: ClusterPool, cluster: Cluster): string {
  const others = writtenPools(cluster).filter(
    (other) => other !== pool && other.family === pool.family && !other.disableBGPExport.value,
  );
  const ranges = serviceRanges(cluster).filter(({ value }) => !containsCidr(pool.cidr, value));
  const kept = [
    ...ranges.map(({ value }) => value),
    ...others.map(({ name, cidr }) => `the blocks of ${name} (${cidr})`),
  ];
  return kept.length === 0
    ? 'Routes of Services would be announced as before.'
    : `Still announced: ${listed(kept)}, and addresses of Services.`;
}

const serviceRanges = (cluster: Cluster) => {
  const { serviceClusterIPs, serviceExternalIPs, serviceLoadBalancerIPs } = bgpSettings(cluster);
  return [...serviceClusterIPs, ...serviceExternalIPs, ...serviceLoadBalancerIPs];
};

function* ofServices(field: Located<boolean>, pool: ClusterPool, cluster: Cluster): Generator<Finding> {
  for (const { value, because } of serviceRanges(cluster)) {
    if (!containsCidr(pool.cidr, value)) continue;
    yield {
      span: field.entry,
      message: `${value} of the BGPConfiguration lies in this pool and is not announced either`,
      why: 'BIRD refuses whatever lies in the pool before it asks whether it is a route of a Service.',
      related: because.flatMap((cause) =>
        cause.kind === 'manifest' ? [{ span: cause.span, message: 'the range of Services' }] : [],
      ),
    };
  }
}
