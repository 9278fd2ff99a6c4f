import { isSingle } from '../../dataplane/routing/serviceRoutes.ts';
import type { ClusterService } from '../../cluster/cluster.ts';
import { contains, networkOf } from '../../net/cidr.ts';
import { namespaceOf, titleSpan } from '../../resources/meta.ts';
import { routesOf } from '../announcedServices.ts';
import { defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { forKindInCluster, type Rule } from '../rule.ts';
import { resolved } from '../services.ts';
import { podsIn } from '../workloads.ts';
import { listed } from '../words.ts';

/**
 * A single address is announced without asking for an endpoint, and the nodes themselves drop what comes for it.
 *
 * A Service with `externalTrafficPolicy: Cluster` and an address that BGPConfiguration lists by itself is announced by every
 * node, endpoints or not. BIRD puts `blackhole ADDRESS/32 proto bird` into the routing table of each of these nodes. While
 * kube-proxy has rules for the Service they come first; without endpoints it has none that answer, and packets end there.
 * Said where the pods of the workspace leave the Service without an endpoint.
 *
 * @source projectcalico confd/pkg/backends/calico/routes.go: advertiseThisService; node/filesystem/etc/calico/confd/templates/bird_aggr.cfg.template (staticroutes without rejectcidrs); projectcalico/calico issue 7558
 * @cure Give the Service endpoints: correct its selector, or run its pods. A range instead of the single address makes no such
 *   route.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: LoadBalancer
 *     selector: { app: customer }
 *     ports:
 *     - port: 80
 *   status:
 *     loadBalancer:
 *       ingress:
 *       - ip: 203.0.113.7
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer-1
 *     labels: { app: costumer }
 *   spec: {}
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceLoadBalancerIPs:
 *     - cidr: 203.0.113.7/32
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     type: LoadBalancer
 *     selector: { app: customer }
 *     ports:
 *     - port: 80
 *   status:
 *     loadBalancer:
 *       ingress:
 *       - ip: 203.0.113.7
 *   ---
 *   apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: customer-1
 *     labels: { app: customer }
 *   spec: {}
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceLoadBalancerIPs:
 *     - cidr: 203.0.113.7/32
 */
export const bgpSingleAddressBlackhole: Rule = {
  id: 'bgp/single-address-blackhole',
  severity: 'warning',
  ...forKindInCluster(['Service'], function* (resource, cluster) {
    const configuration = defaultBgpConfiguration(cluster);
    const service = resolved(cluster, resource);
    if (configuration === undefined || service === undefined || hasReadyEndpoint(service)) return;
    const routes = routesOf(cluster, service);
    // Without pods or slices in the workspace nobody knows whether there are endpoints.
    const isKnown = service.slices.length > 0 || podsIn(cluster, namespaceOf(resource)).length > 0;
    if (routes?.everywhere === undefined || !isKnown) return;
    const entries = [...configuration.serviceExternalIPs, ...configuration.serviceLoadBalancerIPs];
    const singles = routes.prefixes.filter(({ prefix, address }) =>
      address === 'cluster IP'
        ? false
        : entries.some(({ value }) => isSingle(value) && contains(value, networkOf(prefix))),
    );
    const [first] = singles;
    if (first === undefined) return;
    const place = entries.find(({ value }) => isSingle(value) && contains(value, networkOf(first.prefix)));
    yield {
      span: titleSpan(resource),
      message: `Every node announces ${listed(singles.map(({ prefix }) => prefix))}, and this Service has no endpoint`,
      why: `Each of the nodes has blackhole ${networkOf(first.prefix)} proto bird, and drops what comes for the address.`,
      related: place === undefined ? [] : [{ span: place.span, message: 'listed by itself' }],
    };
  }),
};

const hasReadyEndpoint = ({ slices }: ClusterService): boolean =>
  slices.some(({ endpoints }) => endpoints.some(({ ready }) => ready));
