import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org ClusterInformation: written by Calico itself, says its version. */
export interface ClusterInformation extends ResourceBase {
  readonly kind: 'ClusterInformation';
  /** `v3.31.2`. */
  readonly calicoVersion: Located<string> | undefined;
}

export const readClusterInformation = (root: Fields, base: ResourceBase): ClusterInformation => ({
  ...base,
  kind: 'ClusterInformation',
  calicoVersion: root.child('spec').text('calicoVersion'),
});
