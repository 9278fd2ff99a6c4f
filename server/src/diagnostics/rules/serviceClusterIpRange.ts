import { contains, familyOfCidr } from '../../net/cidr.ts';
import { familyOf, parseIp } from '../../net/ip.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { isHeadless, typeOf } from '../services.ts';
import type { Service } from '../../resources/k8s/service.ts';
import type { Located } from '../../yaml/located.ts';

/**
 * A cluster IP must lie in the cluster's range of service addresses.
 *
 * The API server gives out cluster IPs from `--service-cluster-ip-range` and refuses a Service that asks for an address
 * outside it. Nothing is said where no file names the range.
 *
 * @source kubernetes pkg/registry/core/service/ipallocator: Allocate, ErrNotInRange
 * @cure Take an address from the range, or leave the field out and let the API server choose.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     clusterIP: 10.96.0.20
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     serviceCIDRs:
 *     - 10.49.0.0/16
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     clusterIP: 10.49.0.20
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: dataplanelens.dev/v1alpha1
 *   kind: ClusterProfile
 *   metadata:
 *     name: lab
 *   spec:
 *     serviceCIDRs:
 *     - 10.49.0.0/16
 */
export const serviceClusterIpRange: Rule = {
  id: 'service/cluster-ip-range',
  severity: 'error',
  ...forKindInCluster(['Service'], function* (service, { serviceCIDRs }) {
    for (const { value, span } of writtenClusterIps(service)) {
      const ip = parseIp(value);
      if (ip === undefined) continue;
      const ranges = serviceCIDRs.filter(({ value: range }) => familyOfCidr(range) === familyOf(ip));
      if (ranges.some(({ value: range }) => contains(range, ip))) continue;
      const related = ranges.flatMap(({ because: [cause] }) =>
        cause.kind === 'manifest' ? [{ span: cause.span, message: 'the range of service addresses' }] : [],
      );
      if (related.length === 0 || related.length < ranges.length) continue;
      yield {
        span,
        message: `Cluster IP ${value} is outside ${ranges.map(({ value: range }) => range).join(' and ')}`,
        why: 'The API server refuses the Service: the address is not in the range of service addresses.',
        related,
      };
    }
  }),
};

const writtenClusterIps = (service: Service): readonly Located<string>[] => {
  if (isHeadless(service) || typeOf(service) === 'ExternalName') return [];
  if (service.clusterIPs.length > 0) return service.clusterIPs;
  return service.clusterIP === undefined ? [] : [service.clusterIP];
};
