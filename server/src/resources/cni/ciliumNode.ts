import type { Cidr } from '../../net/cidr.ts';
import type { Ip } from '../../net/ip.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** cilium.io CiliumNode: which ranges Cilium's operator gave a node. Met in exports of a cluster. */
export interface CiliumNode extends ResourceBase {
  readonly kind: 'CiliumNode';
  readonly podCIDRs: readonly Located<Cidr>[];
  /** The address of `cilium_host`, which pods have as their gateway. */
  readonly internalIPs: readonly Located<Ip>[];
}

export function readCiliumNode(root: Fields, base: ResourceBase): CiliumNode {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'CiliumNode',
    podCIDRs: spec.child('ipam').cidrs('podCIDRs'),
    internalIPs: spec
      .maps('addresses')
      .flatMap((entry) => (entry.text('type')?.value === 'CiliumInternalIP' ? (entry.ip('ip') ?? []) : [])),
  };
}
