import { familyOfCidr } from '../../net/cidr.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import { isTunnelOn } from '../pools.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';

/**
 * An IPPool's tunnel must fit its family, and it has one at most.
 *
 * `ipipMode` or `vxlanMode`, not both. IP-in-IP carries IPv4 only; VXLAN carries both. Calico refuses anything else.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateIPPoolSpec; api/pkg/apis/projectcalico/v3/ippool.go, the CEL rules of its spec
 * @cure Set the mode that is not wanted to Never.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     ipipMode: Always
 *     vxlanMode: CrossSubnet
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: IPPool
 *   metadata:
 *     name: default-ipv4-ippool
 *   spec:
 *     cidr: 10.48.0.0/16
 *     ipipMode: Never
 *     vxlanMode: CrossSubnet
 */
export const calicoPoolFields: Rule = {
  id: 'calico/pool-fields',
  severity: 'error',
  ...forKind(['IPPool'], tunnels),
};

function* tunnels({ ipipMode, vxlanMode, cidr }: IpPool): Generator<Finding> {
  if (isTunnelOn(ipipMode) && isTunnelOn(vxlanMode))
    yield {
      span: vxlanMode.entry,
      message: 'ipipMode and vxlanMode cannot both be enabled',
      why: 'Calico refuses it: a packet goes through one tunnel at most. Set one of the two to Never.',
      related: [{ span: ipipMode.entry, message: 'the other tunnel' }],
    };
  if (isTunnelOn(ipipMode) && cidr !== undefined && familyOfCidr(cidr.value) === 6)
    yield {
      span: ipipMode.entry,
      message: 'IPIP is not supported on IPv6 pools',
      why: 'Calico refuses it: IP-in-IP carries IPv4 only. VXLAN carries both.',
      related: [{ span: cidr.span, message: 'an IPv6 range' }],
    };
}
