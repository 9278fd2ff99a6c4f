import type { Cidr } from '../../net/cidr.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org IPPool, as written. */
export interface IpPool extends ResourceBase {
  readonly kind: 'IPPool';
  readonly cidr: Located<Cidr> | undefined;
  readonly blockSize: Located<number> | undefined;
  readonly ipipMode: Located<'Always' | 'CrossSubnet' | 'Never'> | undefined;
  readonly vxlanMode: Located<'Always' | 'CrossSubnet' | 'Never'> | undefined;
  readonly natOutgoing: Located<boolean> | undefined;
  readonly disabled: Located<boolean> | undefined;
  readonly disableBGPExport: Located<boolean> | undefined;
  readonly nodeSelector: Located<string> | undefined;
  readonly namespaceSelector: Located<string> | undefined;
  /** `Manual`: used only when an annotation asks for it. */
  readonly assignmentMode: Located<'Automatic' | 'Manual'> | undefined;
  readonly allowedUses: readonly Located<string>[];
}

const tunnelModes = ['Always', 'CrossSubnet', 'Never'] as const;

export function readIpPool(root: Fields, base: ResourceBase): IpPool {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'IPPool',
    cidr: spec.cidr('cidr'),
    blockSize: spec.integer('blockSize'),
    ipipMode: spec.oneOf('ipipMode', tunnelModes),
    vxlanMode: spec.oneOf('vxlanMode', tunnelModes),
    natOutgoing: spec.boolean('natOutgoing'),
    disabled: spec.boolean('disabled'),
    disableBGPExport: spec.boolean('disableBGPExport'),
    nodeSelector: spec.text('nodeSelector'),
    namespaceSelector: spec.text('namespaceSelector'),
    assignmentMode: spec.oneOf('assignmentMode', ['Automatic', 'Manual']),
    allowedUses: spec.strings('allowedUses'),
  };
}
