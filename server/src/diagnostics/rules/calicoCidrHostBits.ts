import { parseCidr } from '../../net/cidr.ts';
import type { PolicyRule } from '../../resources/calico/policy.ts';
import type { ResourceOf } from '../../resources/resource.ts';
import type { Located } from '../../yaml/located.ts';
import { replaceValue, textOf } from '../edits.ts';
import { poolsIn } from '../pools.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * Calico wants ranges without host bits.
 *
 * In `10.0.1.30/24` the last number says more than the range 10.0.1.0/24 holds. Calico refuses it in rules, in IP pools
 * and in the lists of BGPConfiguration.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go, tag `net`; api/pkg/apis/projectcalico/v3/ippool.go: "IPPool CIDR must be strictly masked"
 * @cure Write the first address of the range, or /32 where one address is meant.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.1/16
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPConfiguration
 *   metadata:
 *     name: default
 *   spec:
 *     serviceClusterIPs:
 *     - cidr: 10.49.0.0/16
 */
export const calicoCidrHostBits: Rule = {
  id: 'calico/cidr-host-bits',
  severity: 'error',
  ...forKind(
    ['BGPConfiguration', 'IPPool', 'Installation', 'GlobalNetworkPolicy', 'CalicoNetworkPolicy'],
    function* (resource) {
      for (const field of rangesOf(resource)) {
        const written = textOf(field.span).replace(/^["']|["']$/g, '');
        const cidr = parseCidr(written.trim());
        if (cidr?.hasHostBits !== true) continue;
        yield {
          span: field.span,
          message: `${written} has host bits; the range is ${cidr.network}`,
          why: 'Calico refuses a range whose address has bits set beyond the length.',
          fix: { title: `Write ${cidr.network}`, edits: [replaceValue(field, cidr.network)] },
        };
      }
    },
  ),
};

type Ranged = ResourceOf<
  'BGPConfiguration' | 'IPPool' | 'Installation' | 'GlobalNetworkPolicy' | 'CalicoNetworkPolicy'
>;

function rangesOf(resource: Ranged): readonly Located<string>[] {
  switch (resource.kind) {
    case 'BGPConfiguration':
      return [
        ...resource.serviceClusterIPs,
        ...resource.serviceExternalIPs,
        ...resource.serviceLoadBalancerIPs,
        ...resource.prefixAdvertisements.map(({ cidr }) => cidr),
      ];
    case 'IPPool':
    case 'Installation':
      return poolsIn(resource).map(({ cidr }) => cidr);
    case 'GlobalNetworkPolicy':
    case 'CalicoNetworkPolicy':
      return [...resource.ingress, ...resource.egress].flatMap(rangesOfRule);
  }
}

const rangesOfRule = ({ source, destination }: PolicyRule): readonly Located<string>[] =>
  [source, destination].flatMap((entity) => [...(entity?.nets ?? []), ...(entity?.notNets ?? [])]);
