import { calicoAtLeast, calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { memoByKey } from '../../memo/memo.ts';
import { networkOf, type Cidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import { isSingleAddress } from '../bgpConfiguration.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { typeOf } from '../services.ts';

/**
 * A single address is announced for a Service that has it, and for none without.
 *
 * A range of `serviceExternalIPs` or `serviceLoadBalancerIPs` every node announces, used or not. A /32 or /128 entry is not
 * announced by itself (external addresses since Calico v3.30, load-balancer addresses since v3.25): some Service must have
 * the address. Nothing is said where no Service of the workspace has any such address, or one waits for its address.
 *
 * @source projectcalico confd/pkg/backends/calico/client.go: updateGlobalRoutes; routes.go: getAllRoutesForService
 * @cure Give the address to a Service, or list the range that it is a part of.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceExternalIPs:
 *     - cidr: 203.0.113.8/32
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.7
 *     ports:
 *     - port: 80
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceExternalIPs:
 *     - cidr: 203.0.113.7/32
 *   ---
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: customer
 *   spec:
 *     externalIPs:
 *     - 203.0.113.7
 *     ports:
 *     - port: 80
 */
export const bgpSingleAddressUnused: Rule = {
  id: 'bgp/single-address-unused',
  severity: 'info',
  ...forKindInCluster(['BGPConfiguration'], function* (configuration, cluster) {
    if (nameOf(configuration) !== 'default') return;
    const version = calicoVersion(cluster).value;
    const { external, balanced, waiting } = usedAddresses(cluster);
    if (calicoAtLeast(version, 30)) yield* unused(configuration.serviceExternalIPs, external);
    if (calicoAtLeast(version, 25) && !waiting) yield* unused(configuration.serviceLoadBalancerIPs, balanced);
  }),
};

interface UsedAddresses {
  readonly external: ReadonlySet<Ip>;
  readonly balanced: ReadonlySet<Ip>;
  /** Whether a load balancer's address is yet to come. */
  readonly waiting: boolean;
}

const usedAddresses = memoByKey(({ resources }: Cluster): UsedAddresses => {
  const external = new Set<Ip>();
  const balanced = new Set<Ip>();
  let waiting = false;
  for (const service of resources.ofKind('Service')) {
    for (const { value } of service.externalIPs) addTo(external, value);
    if (typeOf(service) !== 'LoadBalancer') continue;
    const said = [service.loadBalancerIP, ...service.ingress.map(({ ip }) => ip)].flatMap((ip) => ip ?? []);
    waiting ||= said.length === 0;
    for (const { value } of said) addTo(balanced, value);
  }
  return { external, balanced, waiting };
});

function addTo(addresses: Set<Ip>, text: string): void {
  const ip = parseIp(text);
  if (ip !== undefined) addresses.add(ip);
}

function* unused(entries: readonly Located<Cidr>[], used: ReadonlySet<Ip>): Generator<Finding> {
  if (used.size === 0) return;
  for (const { value, span } of entries)
    if (isSingleAddress(value) && !used.has(networkOf(value)))
      yield {
        span,
        message: `No Service here has ${networkOf(value)}, so nobody announces it`,
        why: 'A single address is announced for a Service that has it; only ranges are announced in any case.',
      };
}
