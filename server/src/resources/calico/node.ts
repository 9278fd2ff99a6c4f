import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';
import { readAsNumber } from './bgp.ts';

/** projectcalico.org Node, as calicoctl prints it: where a node's BGP facts are when they are not in annotations. */
export interface CalicoNode extends ResourceBase {
  readonly kind: 'CalicoNode';
  /** With the length of the subnet: `10.0.1.30/24`. */
  readonly ipv4Address: Located<string> | undefined;
  readonly ipv6Address: Located<string> | undefined;
  readonly asNumber: Located<number> | undefined;
  readonly routeReflectorClusterID: Located<string> | undefined;
  readonly ipv4IPIPTunnelAddr: Located<string> | undefined;
  readonly ipv4VXLANTunnelAddr: Located<string> | undefined;
  readonly ipv6VXLANTunnelAddr: Located<string> | undefined;
  readonly ipv4WireguardAddr: Located<string> | undefined;
  readonly ipv6WireguardAddr: Located<string> | undefined;
}

export function readCalicoNode(root: Fields, base: ResourceBase): CalicoNode {
  const spec = root.child('spec');
  const bgp = spec.child('bgp');
  const wireguard = spec.child('wireguard');
  return {
    ...base,
    kind: 'CalicoNode',
    ipv4Address: bgp.text('ipv4Address'),
    ipv6Address: bgp.text('ipv6Address'),
    asNumber: readAsNumber(bgp, 'asNumber'),
    routeReflectorClusterID: bgp.text('routeReflectorClusterID'),
    ipv4IPIPTunnelAddr: bgp.text('ipv4IPIPTunnelAddr'),
    ipv4VXLANTunnelAddr: spec.text('ipv4VXLANTunnelAddr'),
    ipv6VXLANTunnelAddr: spec.text('ipv6VXLANTunnelAddr'),
    ipv4WireguardAddr: wireguard.text('interfaceIPv4Address'),
    ipv6WireguardAddr: wireguard.text('interfaceIPv6Address'),
  };
}
