import type { Cluster } from '../../cluster/cluster.ts';
import { overlaps, type Cidr } from '../../net/cidr.ts';
import { nameOf } from '../../resources/meta.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import type { Span } from '../../text/span.ts';

/**
 * Two pools must not overlap, and none the range of service addresses.
 *
 * Calico refuses a pool that overlaps another. A pool that overlaps the service range would give pods addresses that
 * kube-proxy takes for Services. Nothing is said about a service range that no file names.
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
  ...forKindInCluster(['IPPool'], function* (pool, cluster) {
    const { cidr } = pool;
    if (cidr === undefined) return;
    for (const other of cluster.resources.ofKind('IPPool')) {
      if (other.cidr === undefined || nameOf(other) === nameOf(pool)) continue;
      if (!overlaps(cidr.value, other.cidr.value)) continue;
      yield overlap(
        cidr,
        `pool ${nameOf(other)} (${other.cidr.value})`,
        other.cidr.span,
        'Calico refuses the later one.',
      );
    }
    yield* withServices(cidr, cluster);
  }),
};

function* withServices(
  cidr: { readonly value: Cidr; readonly span: Span },
  { serviceCIDRs }: Cluster,
): Generator<Finding> {
  for (const { value, because } of serviceCIDRs) {
    const [cause] = because;
    if (cause.kind !== 'manifest' || !overlaps(cidr.value, value)) continue;
    yield overlap(
      cidr,
      `the range of service addresses (${value})`,
      cause.span,
      'Pods and services would share addresses, and kube-proxy would take pods for services.',
    );
  }
}

const overlap = (
  { value, span }: { readonly value: Cidr; readonly span: Span },
  other: string,
  at: Span,
  why: string,
): Finding => ({
  span,
  message: `${value} overlaps ${other}`,
  why,
  related: [{ span: at, message: 'the other range' }],
});
