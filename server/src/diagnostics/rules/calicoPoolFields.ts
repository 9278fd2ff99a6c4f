import { familyOfCidr, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import type { IpPool } from '../../resources/calico/ipPool.ts';
import type { Located } from '../../yaml/located.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';

/**
 * An IPPool's fields must fit its family and one another.
 *
 * One tunnel at most: `ipipMode` or `vxlanMode`. IP-in-IP carries IPv4 only. Blocks are /20 to /32 in IPv4 and /116 to /128 in
 * IPv6, 26 and 122 unless set, and a pool holds at least one block. Calico refuses anything else.
 *
 * @source projectcalico libcalico-go/lib/validator/v3/validator.go: validateIPPoolSpec; api/pkg/apis/projectcalico/v3/ippool.go
 * @cure Set the mode that is not wanted to Never; choose a block size within the limits, and not larger than the pool.
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
  ...forKind(['IPPool'], function* (pool) {
    yield* tunnels(pool);
    if (pool.cidr !== undefined) yield* blocks(pool, pool.cidr);
  }),
};

const isOn = (mode: Located<string> | undefined): mode is Located<string> =>
  mode?.value === 'Always' || mode?.value === 'CrossSubnet';

function* tunnels({ ipipMode, vxlanMode, cidr }: IpPool): Generator<Finding> {
  if (isOn(ipipMode) && isOn(vxlanMode))
    yield {
      span: vxlanMode.entry,
      message: 'ipipMode and vxlanMode are both enabled',
      why: 'Calico refuses it: a packet goes through one tunnel at most.',
    };
  if (isOn(ipipMode) && cidr !== undefined && familyOfCidr(cidr.value) === 6)
    yield {
      span: ipipMode.entry,
      message: 'ipipMode on an IPv6 pool',
      why: 'Calico refuses it: IP-in-IP carries IPv4 only; VXLAN carries both.',
    };
}

const blockSizes = {
  4: { smallest: 20, largest: 32, usual: 26 },
  6: { smallest: 116, largest: 128, usual: 122 },
} as const;

function* blocks({ blockSize, disabled }: IpPool, cidr: Located<Cidr>): Generator<Finding> {
  const family = familyOfCidr(cidr.value);
  const { smallest, largest, usual } = blockSizes[family];
  const size = blockSize === undefined || blockSize.value === 0 ? usual : blockSize.value;
  if (blockSize !== undefined && (size < smallest || size > largest))
    yield {
      span: blockSize.entry,
      message: `blockSize ${String(size)} is not between ${String(smallest)} and ${String(largest)}`,
      why: `Calico refuses it for an IPv${String(family)} pool.`,
    };
  else if (prefixLengthOf(cidr.value) > size && disabled?.value !== true)
    yield {
      span: cidr.span,
      message: `${cidr.value} is smaller than one block of /${String(size)}`,
      why: 'Calico refuses it: a pool must hold at least one block.',
    };
}
