import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org KubeControllersConfiguration, as far as it decides about addresses. Only `default` is read. */
export interface KubeControllersConfiguration extends ResourceBase {
  readonly kind: 'KubeControllersConfiguration';
  /** Which load balancers get an address of a pool. */
  readonly assignIPs: Located<'AllServices' | 'RequestedServicesOnly'> | undefined;
}

export const readKubeControllersConfiguration = (
  root: Fields,
  base: ResourceBase,
): KubeControllersConfiguration => ({
  ...base,
  kind: 'KubeControllersConfiguration',
  assignIPs: root
    .child('spec')
    .child('controllers')
    .child('loadBalancer')
    .oneOf('assignIPs', ['AllServices', 'RequestedServicesOnly']),
});
