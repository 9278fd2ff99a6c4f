import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { contains, overlaps, type Cidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import type { Service } from '../../resources/k8s/service.ts';
import type { Span } from '../../text/span.ts';
import type { Located } from '../../yaml/located.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { isFor, isSamePool, poolKinds, poolsIn, rangedPools, type RangedPool } from '../pools.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { serviceId } from '../services.ts';

/**
 * Two pools must not overlap, and none the addresses of Services.
 *
 * Calico refuses a pool that overlaps another. A pool that overlaps the range of cluster IPs, or the external and
 * load-balancer ranges that BGPConfiguration lists, would give pods addresses that kube-proxy takes for Services; only a
 * pool for LoadBalancer use lies in the load-balancer range on purpose. Nothing is said about a range that no file names.
 *
 * @source projectcalico libcalico-go/lib/clientv3/ippool.go: validateAndSetDefaults, "IPPool(A) CIDR overlaps with IPPool(B) CIDR"
 * @cure Give the pool a range of its own.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: a
 *   spec:
 *     cidr: 10.48.0.0/16
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: b
 *   spec:
 *     cidr: 10.48.128.0/17
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: a
 *   spec:
 *     cidr: 10.48.0.0/17
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: b
 *   spec:
 *     cidr: 10.48.128.0/17
 */
export const calicoPoolOverlap: Rule = {
  id: 'calico/pool-overlap',
  severity: 'error',
  ...forKindInCluster(poolKinds, function* (resource, cluster) {
    for (const pool of poolsIn(resource)) {
      yield* withPools(pool, cluster);
      yield* withServices(pool, cluster);
    }
  }),
};

function* withPools(pool: RangedPool, cluster: Cluster): Generator<Finding> {
  const { name, cidr } = pool;
  for (const other of rangedPools(cluster)) {
    if (isSamePool(pool, other) || !overlaps(cidr.value, other.cidr.value)) continue;
    yield {
      span: cidr.span,
      message: `IPPool(${name}) CIDR overlaps with IPPool(${other.name}) CIDR ${other.cidr.value}`,
      why: 'Calico refuses the later one; as plain CRDs both are stored, and the later one hands out no addresses.',
      related: [{ span: other.cidr.span, message: 'the other range' }],
    };
  }
}

interface ServiceRange {
  readonly what: string;
  readonly range: Cidr;
  readonly span: Span;
}

function* withServices(pool: RangedPool, cluster: Cluster): Generator<Finding> {
  const { cidr } = pool;
  const ranges = serviceRanges(cluster).filter(
    ({ what, range }) =>
      overlaps(cidr.value, range) && !(what === loadBalancers && isFor(pool, 'LoadBalancer')),
  );
  for (const { what, range, span } of ranges)
    yield withService(cidr, `${cidr.value} overlaps ${what} (${range})`, span, 'the other range');
  if (ranges.length > 0) return;
  const [address, ...more] = clusterIPs(cluster).filter(({ ip }) => contains(cidr.value, ip));
  if (address === undefined) return;
  const others = more.length === 0 ? '' : ` and of ${String(more.length)} more`;
  yield withService(
    cidr,
    `${cidr.value} holds the cluster IP ${address.ip} of Service ${serviceId(address.service)}${others}`,
    address.span,
    'a cluster IP',
  );
}

const withService = ({ span }: Located<Cidr>, message: string, at: Span, label: string): Finding => ({
  span,
  message,
  why: 'Pods and Services would share addresses, and kube-proxy would take pods for Services.',
  related: [{ span: at, message: label }],
});

const loadBalancers = 'serviceLoadBalancerIPs';

const serviceRanges = memoByKey((cluster: Cluster): readonly ServiceRange[] => {
  const written = cluster.serviceCIDRs.flatMap(({ value, because: [cause] }): readonly ServiceRange[] =>
    cause.kind === 'manifest'
      ? [{ what: 'the range of service addresses', range: value, span: cause.span }]
      : [],
  );
  const configuration = defaultBgpConfiguration(cluster);
  if (configuration === undefined) return written;
  const announced = (['serviceClusterIPs', 'serviceExternalIPs', loadBalancers] as const).flatMap((list) =>
    configuration[list].map(({ value, span }): ServiceRange => ({ what: list, range: value, span })),
  );
  // Both name the same range as a rule; then it is said once.
  return [...written, ...announced.filter(({ range }) => !written.some((known) => known.range === range))];
});

interface WrittenClusterIp {
  readonly ip: Ip;
  readonly span: Span;
  readonly service: Service;
}

const clusterIPs = memoByKey(({ resources }: Cluster): readonly WrittenClusterIp[] =>
  resources.ofKind('Service').flatMap((service) => clusterIPsOf(service)),
);

const clusterIPsOf = memoByKey((service: Service): readonly WrittenClusterIp[] => {
  const fields =
    service.clusterIPs.length > 0 || service.clusterIP === undefined
      ? service.clusterIPs
      : [service.clusterIP];
  return fields.flatMap(({ value, span }) => {
    const ip = parseIp(value);
    return ip === undefined ? [] : [{ ip, span, service }];
  });
});
