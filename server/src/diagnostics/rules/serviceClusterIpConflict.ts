import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { parseIp } from '../../net/ip.ts';
import type { Service } from '../../resources/k8s/service.ts';
import type { Located } from '../../yaml/located.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { isHeadless, serviceId, typeOf } from '../services.ts';
import { add } from '../workloads.ts';

/**
 * Two Services cannot have one cluster IP.
 *
 * The API server gives every cluster IP out once and refuses the second Service that asks for it.
 *
 * @source kubernetes pkg/registry/core/service/storage/alloc.go: allocIPs, "provided IP is already allocated"
 * @cure Give one of the Services another address, or leave the field out and let the API server choose.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     clusterIP: 10.49.0.20
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: summary
 *   spec:
 *     clusterIP: 10.49.0.20
 *     ports:
 *     - port: 80
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     clusterIP: 10.49.0.20
 *     ports:
 *     - port: 80
 */
export const serviceClusterIpConflict: Rule = {
  id: 'service/cluster-ip-conflict',
  severity: 'error',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    for (const address of addressesOf(service)) {
      const ip = parseIp(address.value);
      const others = (usesOf(cluster).get(ip ?? '') ?? []).filter(
        (use) => serviceId(use.service) !== serviceId(service),
      );
      const [first] = others;
      if (first === undefined) continue;
      yield {
        span: address.span,
        message: `Cluster IP ${address.value} is also asked for by ${serviceId(first.service)}`,
        why: 'The API server gives an address out once and refuses the second Service.',
        related: others.map((use) => ({
          span: use.address.span,
          message: `clusterIP of ${serviceId(use.service)}`,
        })),
      };
    }
  }),
};

interface AddressUse {
  readonly service: Service;
  readonly address: Located<string>;
}

function addressesOf(service: Service): readonly Located<string>[] {
  if (isHeadless(service) || typeOf(service) === 'ExternalName') return [];
  if (service.clusterIPs.length > 0) return service.clusterIPs;
  return service.clusterIP === undefined ? [] : [service.clusterIP];
}

const usesOf = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly AddressUse[]> => {
  const uses = new Map<string, AddressUse[]>();
  for (const service of cluster.resources.ofKind('Service')) {
    for (const address of addressesOf(service)) {
      const ip = parseIp(address.value);
      if (ip !== undefined) add(uses, ip as string, { service, address });
    }
  }
  return uses;
});
