import type { Cluster } from '../../cluster/cluster.ts';
import { contains, type Cidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import type { BgpConfiguration } from '../../resources/calico/bgp.ts';
import type { Service } from '../../resources/k8s/service.ts';
import type { Located } from '../../yaml/located.ts';
import { titleSpan } from '../../resources/meta.ts';
import { bgpConfigurationAnnounces, defaultBgpConfiguration } from '../bgpConfiguration.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { isHeadless, typeOf } from '../services.ts';

/**
 * An address that BGPConfiguration does not list is announced by no node.
 *
 * Calico announces the addresses of Services only where they lie in a range of `serviceExternalIPs` (for `externalIPs`) or
 * `serviceLoadBalancerIPs` (for the load balancer's address) of the BGPConfiguration named default. Outside the cluster
 * nobody learns a route to any other address. A Service without a cluster IP is never announced: one that is headless, or an
 * ExternalName. Nothing is said about addresses on a subnet of the nodes, which need no
 * route, and nothing where no BGPConfiguration announces service addresses at all.
 *
 * @source projectcalico confd/pkg/backends/calico/routes.go: getAllRoutesForService, "Cannot advertise LoadBalancer IP - not in allow list"
 * @cure Add the range to the list, or take an address from it.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.7
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceExternalIPs:
 *     - cidr: 198.51.100.0/24
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.7
 *     ports:
 *     - port: 80
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceExternalIPs:
 *     - cidr: 203.0.113.0/24
 */
export const bgpAddressNotAnnounced: Rule = {
  id: 'bgp/address-not-announced',
  severity: 'warning',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    if (service.externalIPs.length === 0 && typeOf(service) !== 'LoadBalancer') return;
    const configuration = defaultBgpConfiguration(cluster);
    if (configuration === undefined) return;
    const { serviceExternalIPs, serviceLoadBalancerIPs } = configuration;
    if (hasNoClusterIp(service)) {
      yield* neverAnnounced(service, configuration, cluster);
      return;
    }
    for (const address of service.externalIPs)
      yield* unannounced(
        'External IP',
        'serviceExternalIPs',
        address,
        serviceExternalIPs,
        configuration,
        cluster,
      );
    if (typeOf(service) !== 'LoadBalancer' || serviceLoadBalancerIPs.length === 0) return;
    for (const address of loadBalancerAddresses(service))
      yield* unannounced(
        'Load-balancer address',
        'serviceLoadBalancerIPs',
        address,
        serviceLoadBalancerIPs,
        configuration,
        cluster,
      );
  }),
};

const hasNoClusterIp = (service: Service): boolean =>
  isHeadless(service) || typeOf(service) === 'ExternalName';

/** Calico passes over Services without a cluster IP, whatever addresses they have. */
function* neverAnnounced(
  service: Service,
  configuration: BgpConfiguration,
  cluster: Cluster,
): Generator<Finding> {
  const kind = typeOf(service) === 'ExternalName' ? 'an ExternalName Service' : 'a headless Service';
  for (const { value, span } of service.externalIPs) {
    const ip = parseIp(value);
    if (ip === undefined || isOnLink(cluster, ip) || !bgpConfigurationAnnounces(configuration)) continue;
    yield {
      span,
      message: `External IP ${value} is on ${kind}, so no node announces it`,
      why: 'Calico announces addresses of Services that have a cluster IP, and of no others.',
    };
  }
}

/** An address that the load balancer answers for itself (`ipMode: Proxy`) is not the nodes' to announce. */
const loadBalancerAddresses = ({
  ingress,
  loadBalancerIP,
}: {
  readonly ingress: readonly {
    readonly ip: Located<string> | undefined;
    readonly ipMode: Located<string> | undefined;
  }[];
  readonly loadBalancerIP: Located<string> | undefined;
}): readonly Located<string>[] => {
  const assigned = ingress.flatMap(({ ip, ipMode }) =>
    ip === undefined || ipMode?.value === 'Proxy' ? [] : [ip],
  );
  return ingress.length > 0 || loadBalancerIP === undefined ? assigned : [loadBalancerIP];
};

function* unannounced(
  what: string,
  list: string,
  { value, span }: Located<string>,
  ranges: readonly Located<Cidr>[],
  configuration: BgpConfiguration,
  cluster: Cluster,
): Generator<Finding> {
  const ip = parseIp(value);
  if (ip === undefined || ranges.some(({ value: range }) => contains(range, ip))) return;
  if (isOnLink(cluster, ip) || !bgpConfigurationAnnounces(configuration)) return;
  const [first] = ranges;
  yield {
    span,
    message: `${what} ${value} is outside ${list}, so no node announces it`,
    why: `Calico announces ${list === 'serviceExternalIPs' ? 'external IPs' : 'load-balancer addresses'} of the ranges listed there only.`,
    // Without any range the address may well be announced by something else.
    severity: first === undefined ? 'info' : 'warning',
    related: [
      { span: first?.span ?? titleSpan(configuration), message: `${list} of BGPConfiguration default` },
    ],
  };
}

const isOnLink = ({ nodes }: Cluster, ip: Ip): boolean =>
  nodes.some(({ interfaces }) =>
    interfaces.some(({ addresses }) => addresses.some(({ subnet }) => contains(subnet, ip))),
  );
