import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org/v3 IPAMConfiguration, in the storage group IPAMConfig. Only the one named `default` is read. */
export interface IpamConfiguration extends ResourceBase {
  readonly kind: 'IPAMConfiguration';
  /** A node never borrows from the blocks of another. */
  readonly strictAffinity: Located<boolean> | undefined;
  /** 0 stands for the default, 20. */
  readonly maxBlocksPerHost: Located<number> | undefined;
}

export function readIpamConfiguration(root: Fields, base: ResourceBase): IpamConfiguration {
  const spec = root.child('spec');
  return {
    ...base,
    kind: 'IPAMConfiguration',
    strictAffinity: spec.boolean('strictAffinity'),
    maxBlocksPerHost: spec.integer('maxBlocksPerHost'),
  };
}
