import type { Cidr } from '../../net/cidr.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';

/** projectcalico.org IPReservation: addresses that are handed out only to who asks for them by name. */
export interface IpReservation extends ResourceBase {
  readonly kind: 'IPReservation';
  readonly reservedCIDRs: readonly Located<Cidr>[];
}

export const readIpReservation = (root: Fields, base: ResourceBase): IpReservation => ({
  ...base,
  kind: 'IPReservation',
  reservedCIDRs: root.child('spec').cidrsOrIps('reservedCIDRs'),
});
