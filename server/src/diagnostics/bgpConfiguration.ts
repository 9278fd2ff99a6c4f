import type { Cluster } from '../cluster/cluster.ts';
import { memoByKey } from '../memo/memo.ts';
import { familyOfCidr, prefixLengthOf, type Cidr } from '../net/cidr.ts';
import { bitsOf } from '../net/ip.ts';
import type { BgpConfiguration } from '../resources/calico/bgp.ts';
import { nameOf } from '../resources/meta.ts';

/** The one that holds for the cluster: Calico reads its service lists from no other. */
export const defaultBgpConfiguration = memoByKey((cluster: Cluster): BgpConfiguration | undefined =>
  cluster.resources.ofKind('BGPConfiguration').find((configuration) => nameOf(configuration) === 'default'),
);

/** Whether it lists any addresses of Services to be announced. */
export const bgpConfigurationAnnounces = ({
  serviceClusterIPs,
  serviceExternalIPs,
  serviceLoadBalancerIPs,
}: BgpConfiguration): boolean =>
  serviceClusterIPs.length + serviceExternalIPs.length + serviceLoadBalancerIPs.length > 0;

/** A /32 or /128, which Calico treats as an address and not as a range. */
export const isSingleAddress = (cidr: Cidr): boolean => prefixLengthOf(cidr) === bitsOf(familyOfCidr(cidr));

/** Whether the operator is told to do without BGP: then nothing of it is in use. */
export const isBgpDisabled = ({ resources }: Cluster): boolean =>
  resources.ofKind('Installation').some(({ bgp }) => bgp?.value === 'Disabled');
