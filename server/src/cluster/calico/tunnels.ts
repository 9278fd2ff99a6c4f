import { parseCidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import { assumed, fact, written, type Fact } from '../../origin/origin.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Located } from '../../yaml/located.ts';
import type { Cluster, ClusterNode, ResourceIndex } from '../cluster.ts';
import { felixSetting } from './felixSettings.ts';
import { tunnelKey, type TunnelDevice } from './ipam/tunnelClaims.ts';
import type { ClusterPool } from './pool.ts';

/** The interface of a tunnel, as Felix names it. */
export const tunnelInterface = ({ kind, family }: TunnelDevice): string =>
  ({
    ipip: 'tunl0',
    vxlan: family === 4 ? 'vxlan.calico' : 'vxlan-v6.calico',
    wireguard: family === 4 ? 'wireguard.cali' : 'wg-v6.cali',
  })[kind];

/** The address of a node's tunnel device: as its node object says, else the one that calico-node would be given. */
export function tunnelAddress(
  { resources, ipam }: Cluster,
  node: ClusterNode,
  device: TunnelDevice,
): Fact<Ip> | undefined {
  const said = writtenTunnelAddress(resources, node, device);
  if (said !== undefined) return said;
  const simulated = ipam.tunnels.get(tunnelKey(node.name, device));
  return simulated === undefined
    ? undefined
    : fact(simulated, assumed(`nobody says the ${device.kind} tunnel address of ${node.name}`));
}

/** The devices that a node has because of the pools and of Felix's settings. IP in IP carries IPv4 only. */
export function tunnelDevices(
  resources: ResourceIndex,
  pools: readonly ClusterPool[],
  node: ClusterNode,
): readonly TunnelDevice[] {
  const isUsed = ({ kind, family }: TunnelDevice): boolean =>
    kind === 'wireguard'
      ? felixSetting(resources, node, family === 4 ? 'wireguardEnabled' : 'wireguardEnabledV6')?.value ===
        true
      : pools.some((pool) => pool.family === family && pool.encapsulation.value.kind === kind);
  return allDevices.filter(isUsed);
}

const allDevices: readonly TunnelDevice[] = [
  { kind: 'ipip', family: 4 },
  { kind: 'vxlan', family: 4 },
  { kind: 'vxlan', family: 6 },
  { kind: 'wireguard', family: 4 },
  { kind: 'wireguard', family: 6 },
];

/** The device that an interface is, undefined for any other interface. */
export const tunnelDeviceNamed = (name: string): TunnelDevice | undefined =>
  allDevices.find((device) => tunnelInterface(device) === name);

/** Where each address is written: the field of Calico's Node, the annotation of Kubernetes'. */
const places = {
  ipip4: ['ipv4IPIPTunnelAddr', 'projectcalico.org/IPv4IPIPTunnelAddr'],
  vxlan4: ['ipv4VXLANTunnelAddr', 'projectcalico.org/IPv4VXLANTunnelAddr'],
  vxlan6: ['ipv6VXLANTunnelAddr', 'projectcalico.org/IPv6VXLANTunnelAddr'],
  wireguard4: ['ipv4WireguardAddr', 'projectcalico.org/IPv4WireguardInterfaceAddr'],
  wireguard6: ['ipv6WireguardAddr', 'projectcalico.org/IPv6WireguardInterfaceAddr'],
} as const;

export function writtenTunnelAddress(
  resources: ResourceIndex,
  node: ClusterNode,
  { kind, family }: TunnelDevice,
): Fact<Ip> | undefined {
  if (kind === 'ipip' && family === 6) return undefined;
  const [fieldName, annotation] = kind === 'ipip' ? places.ipip4 : places[`${kind}${family}`];
  const object = resources.ofKind('CalicoNode').find((candidate) => nameOf(candidate) === node.name);
  const field = object?.[fieldName];
  const ofObject = field === undefined ? undefined : addressIn(field);
  if (field !== undefined && ofObject !== undefined) return fact(ofObject, written(field.span));
  const annotated = parseIp(node.annotations.get(annotation) ?? '');
  return annotated === undefined ? undefined : fact(annotated, node.because);
}

/** Some fields carry a prefix length. */
const addressIn = ({ value }: Located<string>): Ip | undefined => parseIp(value) ?? parseCidr(value)?.address;
