import type { Cidr } from '../../net/cidr.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** BlockAffinity: which node owns a block of a pool. Calico's own bookkeeping, met in exports of a cluster. */
export interface BlockAffinity extends ResourceBase {
  readonly kind: 'BlockAffinity';
  readonly node: Located<string> | undefined;
  readonly cidr: Located<Cidr> | undefined;
  /** Only `confirmed` counts, and none at all. */
  readonly state: Located<string> | undefined;
}

export function readBlockAffinity(root: Fields, base: ResourceBase): BlockAffinity {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'BlockAffinity',
    node: spec.text('node'),
    cidr: spec.cidr('cidr'),
    state: spec.text('state'),
  };
}
