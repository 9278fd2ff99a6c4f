import { overlaps, type Cidr } from '../../net/cidr.ts';
import { poolKinds, poolsIn } from '../pools.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * A pool must keep out of the link-local ranges.
 *
 * Addresses of 169.254.0.0/16 and fe80::/10 belong to one link and are never routed; pods have 169.254.1.1 for their
 * gateway. Calico refuses a pool that overlaps one of the two.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateIPPoolSpec
 * @cure Take a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16; fd00::/8 in IPv6.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 169.254.64.0/18
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 */
export const calicoPoolLinkLocal: Rule = {
  id: 'calico/pool-link-local',
  severity: 'error',
  ...forKind(poolKinds, function* (resource) {
    for (const { cidr } of poolsIn(resource))
      for (const { family, range } of linkLocal)
        if (overlaps(cidr.value, range))
          yield {
            span: cidr.span,
            message: `IPPool CIDR overlaps with ${family} link local range ${range}`,
            why: 'Calico refuses it: link-local addresses are not routed, so no pod on another node could be reached.',
          };
  }),
};

const linkLocal = [
  { family: 'IPv4', range: '169.254.0.0/16' as Cidr },
  { family: 'IPv6', range: 'fe80::/10' as Cidr },
] as const;
