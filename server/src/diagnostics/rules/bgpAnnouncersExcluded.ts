import type { Cluster } from '../../cluster/cluster.ts';
import type { Service } from '../../resources/k8s/service.ts';
import { nameOf, titleSpan } from '../../resources/meta.ts';
import { areEndpointsPlaced, excludedNodes, routesOf } from '../announcedServices.ts';
import { bgpConfigurationAnnounces } from '../bgpConfiguration.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { resolved } from '../services.ts';
import { listed } from '../words.ts';

/**
 * Excluded nodes announce no address of a Service.
 *
 * A node whose label `node.kubernetes.io/exclude-from-external-load-balancers` is `true` announces neither ranges nor addresses
 * of Services. A Service with `externalTrafficPolicy: Local` whose endpoints are on such nodes only is announced by nobody.
 * Said where the nodes are known and somebody wrote down where the endpoints are.
 *
 * @source projectcalico confd/pkg/backends/calico/routes.go: advertiseThisService; client.go: updateGlobalRoutes
 * @cure Run the pods on other nodes, or take the label off.
 * @bad
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *     labels:
 *       node.kubernetes.io/exclude-from-external-load-balancers: "true"
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 * @good
 *   apiVersion: v1
 *   kind: Node
 *   metadata:
 *     name: control1
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 */
export const bgpAnnouncersExcluded: Rule = {
  id: 'bgp/announcers-excluded',
  severity: 'warning',
  ...forKindInCluster(['Service', 'BGPConfiguration'], function* (resource, cluster) {
    const excluded = excludedNodes(cluster);
    if (excluded === undefined || excluded.size === 0) return;
    const isNobodyLeft = excluded.size === cluster.nodes.length;
    if (resource.kind === 'Service') {
      if (!isNobodyLeft) yield* ofService(resource, excluded, cluster);
    } else if (isNobodyLeft && nameOf(resource) === 'default' && bgpConfigurationAnnounces(resource))
      yield {
        span: titleSpan(resource),
        message: `No node announces addresses of Services: ${listed([...excluded])} ${excluded.size === 1 ? 'is' : 'are all'} excluded`,
        why: 'The label node.kubernetes.io/exclude-from-external-load-balancers is true there.',
      };
  }),
};

function* ofService(resource: Service, excluded: ReadonlySet<string>, cluster: Cluster): Generator<Finding> {
  const service = resolved(cluster, resource);
  const routes = service === undefined ? undefined : routesOf(cluster, service);
  if (service === undefined || routes === undefined || routes.nodes.size === 0) return;
  const nodes = [...routes.nodes.keys()];
  if (!nodes.every((name) => excluded.has(name)) || !areEndpointsPlaced(cluster, service)) return;
  yield {
    span: resource.externalTrafficPolicy?.entry ?? titleSpan(resource),
    message: `Nobody announces this Service: its endpoints are on ${listed(nodes)} only, and excluded`,
    why: `With externalTrafficPolicy: Local the nodes with an endpoint announce ${listed(routes.prefixes.map(({ prefix }) => prefix))}; the label exclude-from-external-load-balancers keeps them from it.`,
  };
}
