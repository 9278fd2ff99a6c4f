import { floatingIPs } from '../../cluster/calico/blocks.ts';
import { tunnelDevices, tunnelInterface } from '../../cluster/calico/tunnels.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { podMtu, tunnelMtu } from '../../dataplane/routing/mtu.ts';
import { wireguardOf } from '../../dataplane/routing/wireguard.ts';
import { isSimulated } from '../../origin/origin.ts';
import type { FelixConfiguration } from '../../resources/calico/felixConfiguration.ts';
import type { Installation } from '../../resources/calico/installation.ts';
import { code, plain, table } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { listed } from '../words.ts';
import { fieldName, type PathAt } from './path.ts';

/** What Felix's settings do to routes, addresses and MTUs. */
export function hoverFelixConfiguration(
  { cluster }: ViewContext,
  _configuration: FelixConfiguration,
  path: PathAt,
): string | undefined {
  const field = fieldName(path);
  if (field === 'spec.floatingIPs') return floating(cluster);
  if (field === 'spec.wireguardEnabled') return wireguard(cluster, 4);
  if (field === 'spec.wireguardEnabledV6') return wireguard(cluster, 6);
  return mtuFields.has(field) ? mtus(cluster) : undefined;
}

const mtuFields: ReadonlySet<string> = new Set([
  'spec.ipipMTU',
  'spec.vxlanMTU',
  'spec.vxlanMTUV6',
  'spec.wireguardMTU',
  'spec.wireguardMTUV6',
]);

/** The Installation's MTU is the same question. */
export const hoverInstallation = (
  { cluster }: ViewContext,
  _installation: Installation,
  path: PathAt,
): string | undefined => (fieldName(path) === 'spec.calicoNetwork.mtu' ? mtus(cluster) : undefined);

function wireguard(cluster: Cluster, family: 4 | 6): string {
  const nodes = cluster.nodes.filter((node) => wireguardOf(cluster, node, family) !== undefined);
  if (nodes.length === 0) return 'No node encrypts what pods send to other nodes.';
  const who = listed(nodes.map(({ name }) => plain(name)));
  return `${who} ${nodes.length === 1 ? 'has' : 'have'} ${code(tunnelInterface({ kind: 'wireguard', family }))}: what goes to pods of another of these nodes is encrypted. The routes are in table 1, which is asked before the main table.`;
}

function floating(cluster: Cluster): string {
  const nodes = new Map(cluster.nodes.map((node) => [node.name, node]));
  const rows = cluster.pods.flatMap((pod) => {
    const node = nodes.get(pod.node?.value ?? '');
    return node === undefined
      ? []
      : floatingIPs(cluster, node, pod).map(({ value }) => [
          code(value),
          plain(`${pod.namespace}/${pod.name}`),
          plain(node.name),
        ]);
  });
  return rows.length === 0
    ? 'No pod has a floating address: that takes the annotation `cni.projectcalico.org/floatingIPs`, and `Enabled` here.'
    : table(['floating address', 'pod', 'node'], rows);
}

/** One row for nodes that are alike. */
function mtus(cluster: Cluster): string {
  const byFigures = new Map<string, string[]>();
  for (const node of cluster.nodes) {
    const pods = podMtu(cluster, node);
    const devices = tunnelDevices(cluster.resources, cluster.pools, node).map(
      (device) => `${code(tunnelInterface(device))} ${String(tunnelMtu(cluster, node, device).value)}`,
    );
    const assumed = isSimulated(pods.because) ? ' (the host’s MTU is assumed)' : '';
    const row = `${devices.length === 0 ? 'none' : listed(devices)} | ${String(pods.value)}${assumed}`;
    byFigures.set(row, [...(byFigures.get(row) ?? []), plain(node.name)]);
  }
  return table(
    ['node', 'tunnels', 'MTU of pods'],
    [...byFigures].map(([row, names]) => [listed(names), ...row.split(' | ')]),
  );
}
