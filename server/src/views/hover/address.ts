import type { Cluster } from '../../cluster/cluster.ts';
import { contains, parseCidr, sizeOf, type Cidr } from '../../net/cidr.ts';
import { parseIp, type Ip } from '../../net/ip.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import type { PathAt } from './path.ts';

/** On a CIDR what it covers and which objects fall into it; on an address whose it is. */
export function hoverAddress({ cluster }: ViewContext, { scalar }: PathAt): string | undefined {
  if (scalar === undefined || typeof scalar.value !== 'string') return undefined;
  const cidr = parseCidr(scalar.value.trim());
  if (cidr !== undefined) return coveredBy(cluster, cidr.network);
  const ip = parseIp(scalar.value.trim());
  return ip === undefined ? undefined : ownersOf(cluster, ip);
}

function coveredBy(cluster: Cluster, cidr: Cidr): string {
  const inside = (text: string): boolean => {
    const ip = parseIp(text);
    return ip !== undefined && contains(cidr, ip);
  };
  const nodes = cluster.nodes
    .filter(({ addresses }) => addresses.some(({ value }) => inside(value)))
    .map(({ name }) => name);
  const hosts = cluster.externalHosts
    .filter(({ interfaces }) => interfaces.some(({ addresses }) => addresses.some(({ ip }) => inside(ip))))
    .map(({ name }) => name);
  const pods = cluster.pods
    .filter(({ ips }) => ips.some(({ value }) => inside(value)))
    .map(({ name }) => name);
  const services = cluster.services
    .filter(({ clusterIPs }) => clusterIPs.some(({ value }) => inside(value)))
    .map(({ name }) => name);
  const rows = [
    nodes.length === 0 ? undefined : `- ${count(nodes.length, 'node')}: ${listed(nodes)}`,
    hosts.length === 0 ? undefined : `- outside the cluster: ${listed(hosts)}`,
    pods.length === 0 ? undefined : `- ${count(pods.length, 'pod')}: ${listed(pods)}`,
    services.length === 0 ? undefined : `- ${count(services.length, 'cluster IP')}: ${listed(services)}`,
  ].filter((row) => row !== undefined);
  const holds =
    rows.length === 0 ? 'Nothing in this workspace has an address in it.' : ['In it:', ...rows].join('\n');
  return `\`${cidr}\` covers ${count(Number(sizeOf(cidr)), 'address')}.\n\n${holds}`;
}

function ownersOf(cluster: Cluster, ip: Ip): string | undefined {
  const owners = [
    ...cluster.nodes
      .filter(({ addresses }) => addresses.some(({ value }) => value === ip))
      .map(({ name }) => `node **${name}**`),
    ...cluster.externalHosts
      .filter(({ interfaces }) => interfaces.some(({ addresses }) => addresses.some((own) => own.ip === ip)))
      .map(({ name }) => `**${name}**, outside the cluster`),
    ...cluster.pods
      .filter(({ ips, hostNetwork }) => !hostNetwork && ips.some(({ value }) => value === ip))
      .map((pod) => `pod **${pod.namespace}/${pod.name}** on ${pod.node?.value ?? 'no node'}`),
    ...cluster.services
      .filter(({ clusterIPs, externalIPs, loadBalancerIngress }) =>
        [...clusterIPs, ...externalIPs, ...loadBalancerIngress.map((ingress) => ingress.ip)].some(
          ({ value }) => value === ip,
        ),
      )
      .map(({ namespace, name }) => `service **${namespace}/${name}**`),
  ];
  return owners.length === 0 ? undefined : `\`${ip}\` belongs to ${listed(owners)}.`;
}
