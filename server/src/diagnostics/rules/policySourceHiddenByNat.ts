import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { contains, overlaps, type Cidr } from '../../net/cidr.ts';
import type { NetworkPolicy } from '../../resources/k8s/networkPolicy.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { namespaceOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { hasNodePorts, serviceId } from '../services.ts';
import { add, podsBehind, podsMatching } from '../workloads.ts';
import { listed } from '../words.ts';

/**
 * Behind a node port with policy Cluster, a pod sees the node's address.
 *
 * With `externalTrafficPolicy: Cluster`, the default, the node that takes a packet in puts its own address in the place of
 * the client's. A rule that lets in an `ipBlock` of clients does not match what comes through the Service; only traffic
 * that reaches the pod in another way keeps its source.
 *
 * @source kubernetes pkg/proxy/iptables/proxier.go: "masquerade traffic for X external destinations"; projectcalico/calico issues 2660 and 2088
 * @cure Set `externalTrafficPolicy: Local` on the Service, which keeps the source, or filter clients before DNAT with a Calico
 *   GlobalNetworkPolicy with `preDNAT: true`.
 * @bad
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: office-only
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: customer
 *     ingress:
 *     - from:
 *       - ipBlock:
 *           cidr: 203.0.113.0/24
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer
 *     labels:
 *       app: customer
 * @good
 *   apiVersion: networking.k8s.io/v1
 *   kind: NetworkPolicy
 *   metadata:
 *     name: office-only
 *   spec:
 *     podSelector:
 *       matchLabels:
 *         app: customer
 *     ingress:
 *     - from:
 *       - ipBlock:
 *           cidr: 203.0.113.0/24
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: NodePort
 *     externalTrafficPolicy: Local
 *     selector:
 *       app: customer
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer
 *     labels:
 *       app: customer
 */
export const policySourceHiddenByNat: Rule = {
  id: 'policy/source-hidden-by-nat',
  severity: 'info',
  ...forKindInCluster(['NetworkPolicy'], function* (policy, cluster) {
    const clients = clientRanges(policy, cluster);
    if (clients.length === 0) return;
    const services = maskedServices(policy, cluster);
    const [first] = services;
    if (first === undefined) return;
    for (const { value, span } of clients)
      yield {
        span,
        message: `Through ${listed(services.map(serviceId))} no client of ${value} is seen: the node's address is`,
        why: 'externalTrafficPolicy Cluster masquerades what comes in from outside; Local keeps the source.',
        related: [
          {
            span: first.externalTrafficPolicy?.entry ?? first.meta.name?.span ?? first.meta.kindAt,
            message: 'externalTrafficPolicy Cluster',
          },
        ],
      };
  }),
};

/** Ranges outside the cluster; one that holds a node lets masqueraded traffic in as well. */
function clientRanges(policy: NetworkPolicy, { nodes, podCIDRs }: Cluster): readonly Located<Cidr>[] {
  return policy.ingress
    .flatMap(({ peers = [] }) => peers.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []))
    .filter(
      ({ value }) =>
        !podCIDRs.some((range) => overlaps(range.value, value)) &&
        !nodes.some(({ addresses }) => addresses.some((address) => contains(value, address.value))),
    );
}

/** Services that bring outside traffic to pods of the policy. */
function maskedServices(policy: NetworkPolicy, cluster: Cluster): readonly Service[] {
  const pods = new Set(podsMatching(cluster, namespaceOf(policy), policy.podSelector));
  if (pods.size === 0) return [];
  return (maskingServices(cluster).get(namespaceOf(policy)) ?? []).filter((service) =>
    podsBehind(service, cluster).some((pod) => pods.has(pod)),
  );
}

/** By namespace: a service selects pods of its own only. */
const maskingServices = memoByKey((cluster: Cluster): ReadonlyMap<string, readonly Service[]> => {
  const found = new Map<string, Service[]>();
  for (const service of cluster.resources.ofKind('Service'))
    if (hasNodePorts(service) && service.externalTrafficPolicy?.value !== 'Local')
      add(found, namespaceOf(service), service);
  return found;
});
