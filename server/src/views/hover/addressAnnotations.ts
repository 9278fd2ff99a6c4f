import { poolUsage } from '../../cluster/calico/ipam/usage.ts';
import { addressAnnotations, jsonStrings } from '../../cluster/calico/ipam/addressRequest.ts';
import type { ClusterPool } from '../../cluster/calico/pool.ts';
import type { Cluster, ClusterPod } from '../../cluster/cluster.ts';
import { contains, parseCidr } from '../../net/cidr.ts';
import { parseIp } from '../../net/ip.ts';
import { isSimulated } from '../../origin/origin.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Resource } from '../../resources/resource.ts';
import { code, plain } from '../links.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import type { PathAt } from './path.ts';

/** On Calico's annotations of pods, templates and namespaces: which pool or address they ask for, and who got which. */
export function hoverAddressAnnotation(
  { cluster }: ViewContext,
  resource: Resource,
  { keys, entry, scalar }: PathAt,
): string | undefined {
  const key = keys.at(-1) ?? '';
  if (keys.at(-2) !== 'annotations' || !known.has(key)) return undefined;
  const value = scalar?.value ?? (entry.value?.kind === 'scalar' ? entry.value.value : undefined);
  const asked = typeof value === 'string' ? jsonStrings(value) : undefined;
  if (asked === undefined) return 'Not a JSON list of strings: Calico gives these pods no address at all.';
  const pods = podsOf(cluster, resource);
  if (key === addressAnnotations.floating) return floating(pods);
  return poolKeys.has(key) ? pools(cluster, asked, pods) : addresses(cluster, asked, pods);
}

const poolKeys: ReadonlySet<string> = new Set([addressAnnotations.pools[4], addressAnnotations.pools[6]]);
const known: ReadonlySet<string> = new Set([
  ...poolKeys,
  addressAnnotations.addresses,
  addressAnnotations.addressesWithoutIpam,
  addressAnnotations.floating,
]);

const podsOf = ({ pods }: Cluster, resource: Resource): readonly ClusterPod[] =>
  pods.filter(
    (pod) =>
      pod.resource === resource || (resource.kind === 'Namespace' && pod.namespace === nameOf(resource)),
  );

function pools(cluster: Cluster, asked: readonly string[], pods: readonly ClusterPod[]): string {
  const said = asked.map((text) => {
    const usage = poolUsage(cluster).find(({ pool }) => isNamed(pool, text));
    return usage === undefined
      ? `${code(text)} (no such pool: these pods get no address)`
      : `pool ${plain(usage.pool.name)} ${code(usage.pool.cidr)} (${usage.pool.disabled.value ? 'disabled, ' : ''}${count(usage.inUse, 'address')} in use)`;
  });
  return `Addresses come from ${listed(said)}, whatever other pools there are.\n\n${got(pods)}`;
}

const isNamed = ({ name, cidr }: ClusterPool, text: string): boolean =>
  name === text || parseCidr(text)?.network === cidr;

function addresses(cluster: Cluster, asked: readonly string[], pods: readonly ClusterPod[]): string {
  const said = asked.map((text) => {
    const ip = parseIp(text);
    if (ip === undefined) return `${code(text)} is not an address`;
    const pool = cluster.pools.find(({ cidr }) => contains(cidr, ip));
    return pool === undefined ? `${code(text)} is in no pool` : `${code(text)} of pool ${plain(pool.name)}`;
  });
  const several =
    pods.length > 1
      ? ` Only one of the ${count(pods.length, 'pod')} can have it; the others do not start.`
      : '';
  return `Asks for ${listed(said)}.${several}\n\n${got(pods)}`;
}

function floating(pods: readonly ClusterPod[]): string {
  const rows = pods.flatMap(({ namespace, name, floatingIPs, ips }) =>
    floatingIPs.map(
      ({ value }) =>
        `${code(value)} leads to ${plain(`${namespace}/${name}`)} ${listed(ips.map((ip) => code(ip.value)))}`,
    ),
  );
  const when =
    'The node translates it to the pod’s own address and announces it, if FelixConfiguration has `floatingIPs: Enabled`.';
  return rows.length === 0 ? when : `${listed(rows)}. ${when}`;
}

/** Pods shown with their addresses. */
function got(pods: readonly ClusterPod[]): string {
  const rows = pods.flatMap(({ namespace, name, node, ips }) =>
    ips.map(
      ({ value, because }) =>
        `${plain(`${namespace}/${name}`)} has ${code(value)}${node === undefined ? '' : ` on ${plain(node.value)}`}${isSimulated(because) ? ' (simulated)' : ''}`,
    ),
  );
  return rows.length === 0 ? 'No pod has an address because of it.' : `${listed(rows, 6)}.`;
}
