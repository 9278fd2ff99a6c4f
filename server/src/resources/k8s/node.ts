import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** v1 Node, as written or as a cluster printed it. */
export interface Node extends ResourceBase {
  readonly kind: 'Node';
  readonly podCIDRs: readonly Located<string>[];
  readonly unschedulable: Located<boolean> | undefined;
  readonly taints: readonly Taint[];
  readonly addresses: readonly NodeAddress[];
  readonly kubeletVersion: Located<string> | undefined;
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export interface NodeAddress {
  readonly type: string;
  readonly address: Located<string>;
}

export function readNode(root: Fields, base: ResourceBase): Node {
  const spec = root.child('spec');
  const status = root.child('status');
  const podCIDRs = spec.strings('podCIDRs');
  const podCIDR = spec.text('podCIDR');
  return {
    ...base,
    kind: 'Node',
    podCIDRs: podCIDRs.length > 0 || podCIDR === undefined ? podCIDRs : [podCIDR],
    unschedulable: spec.boolean('unschedulable'),
    taints: spec.maps('taints').map(readTaint),
    addresses: status.maps('addresses').flatMap(readAddress),
    kubeletVersion: status.child('nodeInfo').text('kubeletVersion'),
  };
}

const readTaint = (taint: Fields): Taint => ({
  key: taint.text('key')?.value ?? '',
  value: taint.text('value')?.value ?? '',
  effect: taint.text('effect')?.value ?? '',
});

function readAddress(entry: Fields): readonly NodeAddress[] {
  const address = entry.text('address');
  return address === undefined ? [] : [{ type: entry.text('type')?.value ?? '', address }];
}

/** v1 Namespace: its labels are what selectors ask for. */
export interface Namespace extends ResourceBase {
  readonly kind: 'Namespace';
}

export const readNamespace = (_root: Fields, base: ResourceBase): Namespace => ({
  ...base,
  kind: 'Namespace',
});
