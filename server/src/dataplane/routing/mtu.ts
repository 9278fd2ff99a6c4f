import { felixSetting } from '../../cluster/calico/felixSettings.ts';
import type { TunnelDevice } from '../../cluster/calico/ipam/tunnelClaims.ts';
import { tunnelDevices, tunnelInterface } from '../../cluster/calico/tunnels.ts';
import type { Cluster, ClusterNode } from '../../cluster/cluster.ts';
import { configMapOf } from '../../cluster/podNetwork/podNetwork.ts';
import type { Machine } from './connected.ts';
import { memoByKey } from '../../memo/memo.ts';
import { assumed, fact, machinery, merge, written, type Fact } from '../../origin/origin.ts';

/** What Ethernet carries when nobody says another size, in bytes. */
const usualMtu = 1500;

/** Bytes that a tunnel adds to a packet, by the family of the outer packet. */
const overheads = { ipip: { 4: 20, 6: 20 }, vxlan: { 4: 50, 6: 70 }, wireguard: { 4: 60, 6: 80 } } as const;

/** The smallest MTU of a node's own interfaces, in bytes. */
export function hostMtu({ name, interfaces }: Machine): Fact<number> {
  const said = interfaces.flatMap(({ mtu }) => mtu ?? []).sort((a, b) => a.value - b.value)[0];
  return said ?? fact(usualMtu, assumed(`interfaces of ${name} have an MTU of ${String(usualMtu)}`));
}

/**
 * The MTU of a tunnel device: what FelixConfiguration says, else the host's less what the tunnel adds
 * (felix/dataplane/linux/int_dataplane.go: ConfigureDefaultMTUs).
 */
export function tunnelMtu(cluster: Cluster, node: ClusterNode, device: TunnelDevice): Fact<number> {
  const field = felixSetting(cluster.resources, node, settingOf(device));
  if (field !== undefined && field.value > 0) return fact(field.value, written(field.span));
  const host = hostMtu(node);
  const overhead = overheads[device.kind][device.family];
  const note = `${tunnelInterface(device)} takes ${String(overhead)} bytes of every packet`;
  return fact(host.value - overhead, merge(host.because, machinery('felix', note)));
}

function settingOf({ kind, family }: TunnelDevice): Setting {
  if (kind === 'ipip') return 'ipipMTU';
  if (kind === 'vxlan') return family === 4 ? 'vxlanMTU' : 'vxlanMTUV6';
  return family === 4 ? 'wireguardMTU' : 'wireguardMTUV6';
}

type Setting = 'ipipMTU' | 'vxlanMTU' | 'vxlanMTUV6' | 'wireguardMTU' | 'wireguardMTUV6';

/**
 * The MTU of a pod's interface, in bytes: what the operator or Calico's ConfigMap says, else the smallest of the tunnels
 * that the node has (determinePodMTU), for a pod may send to any other. Overlays of other networks are VXLAN.
 */
export const podMtu = memoByKey((cluster: Cluster, node: ClusterNode): Fact<number> => {
  const said = saidMtu(cluster);
  if (said !== undefined) return said;
  const network = cluster.podNetwork.value;
  if (network.kind === 'calico') {
    const tunnels = tunnelDevices(cluster.resources, cluster.pools, node);
    const [smallest] = tunnels
      .map((device) => tunnelMtu(cluster, node, device))
      .sort((a, b) => a.value - b.value);
    return smallest ?? hostMtu(node);
  }
  const host = hostMtu(node);
  const tunnelled = network.kind === 'cilium' ? network.routing !== 'native' : isFlannelVxlan(network);
  return tunnelled
    ? fact(
        host.value - overheads.vxlan[4],
        merge(host.because, machinery('cni', 'the tunnel takes 50 bytes')),
      )
    : host;
});

const isFlannelVxlan = (network: Cluster['podNetwork']['value']): boolean =>
  network.kind === 'flannel' && network.backend === 'vxlan';

function saidMtu({ resources }: Cluster): Fact<number> | undefined {
  const operator = resources.ofKind('Installation')[0]?.mtu;
  if (operator !== undefined && operator.value > 0) return fact(operator.value, written(operator.span));
  const field = configMapOf(resources, 'calico')?.data.get('veth_mtu');
  const value = Number(field?.value ?? 0);
  return field !== undefined && Number.isInteger(value) && value > 0
    ? fact(value, written(field.span))
    : undefined;
}
