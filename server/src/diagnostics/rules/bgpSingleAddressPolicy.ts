import { calicoAtLeast, calicoVersion } from '../../cluster/calico/version.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { atLeast, shownVersion } from '../../cluster/kubernetesVersion.ts';
import { contains, type Cidr } from '../../net/cidr.ts';
import { parseIp } from '../../net/ip.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { Service } from '../../resources/k8s/service.ts';
import type { Located } from '../../yaml/located.ts';
import { defaultBgpConfiguration, isSingleAddress } from '../bgpConfiguration.ts';
import { forKindInCluster, type Finding, type Rule } from '../rule.ts';
import { isHeadless, typeOf } from '../services.ts';

/**
 * A single address in serviceExternalIPs is announced for a Service whose policy says Cluster in so many words.
 *
 * Since Calico v3.30 a /32 or /128 entry is no range that every node announces: it is announced for a Service that has the
 * address and `externalTrafficPolicy: Cluster`, whatever the protocols of its ports. On a ClusterIP Service with external
 * IPs the API server fills the policy in from Kubernetes 1.29 on, and refuses it before: there nobody announces the address.
 * A Service that is announced so has its cluster IP announced by every node too, where serviceClusterIPs is set.
 *
 * @source projectcalico confd/pkg/backends/calico/routes.go: advertiseThisService; projectcalico/calico pull requests 9422 and 11204; kubernetes pull request 119150
 * @cure List a range that holds the address, which every node announces, or make the Service a LoadBalancer or NodePort
 *   Service.
 * @bad
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: dns
 *   spec:
 *     externalIPs:
 *     - 203.0.113.7
 *     ports:
 *     - port: 53
 *       protocol: UDP
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceExternalIPs:
 *     - cidr: 203.0.113.7/32
 * @good
 *   apiVersion: v1
 *   kind: Service
 *   metadata:
 *     name: dns
 *   spec:
 *     externalIPs:
 *     - 203.0.113.7
 *     ports:
 *     - port: 53
 *       protocol: UDP
 *   ---
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceExternalIPs:
 *     - cidr: 203.0.113.0/24
 */
export const bgpSingleAddressPolicy: Rule = {
  id: 'bgp/single-address-policy',
  severity: 'warning',
  ...forKindInCluster(['Service'], function* (service, cluster) {
    if (!isWithoutPolicy(service) || !mayBeUnset(cluster)) return;
    const entries = defaultBgpConfiguration(cluster)?.serviceExternalIPs ?? [];
    for (const address of service.externalIPs) {
      const ip = parseIp(address.value);
      const holding = ip === undefined ? [] : entries.filter(({ value }) => contains(value, ip));
      const [single] = holding;
      // A range that holds it too is announced by every node.
      if (single !== undefined && holding.every(({ value }) => isSingleAddress(value)))
        yield unsaid(address, single, cluster.version);
    }
  }),
};

/** A ClusterIP Service with external IPs, for which older API servers know no policy. */
const isWithoutPolicy = (service: Service): boolean =>
  typeOf(service) === 'ClusterIP' &&
  service.externalTrafficPolicy === undefined &&
  service.externalIPs.length > 0 &&
  !isHeadless(service);

function unsaid(
  { value, span }: Located<string>,
  single: Located<Cidr>,
  version: Cluster['version'],
): Finding {
  const isKnown = !isSimulated(version.because);
  return {
    span,
    message: `${value} is listed by itself, and this Service says no externalTrafficPolicy`,
    why: isKnown
      ? `Kubernetes ${shownVersion(version.value)} fills in no policy here, and without Cluster nobody announces a single address.`
      : 'Before Kubernetes 1.29 no policy is filled in here, and without Cluster nobody announces a single address.',
    severity: isKnown ? 'warning' : 'info',
    related: [{ span: single.span, message: 'a single address' }],
  };
}

/** Where the API server leaves the policy out, and Calico looks at it. */
const mayBeUnset = (cluster: Cluster): boolean =>
  calicoAtLeast(calicoVersion(cluster).value, 30) &&
  (isSimulated(cluster.version.because) || !atLeast(cluster.version.value, 29));
