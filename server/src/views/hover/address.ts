import type { Cluster } from '../../cluster/cluster.ts';
import { contains, parseCidr, prefixLengthOf, sizeOf, type Cidr } from '../../net/cidr.ts';
import { bitsOf, parseIp, type Ip } from '../../net/ip.ts';
import { code } from '../links.ts';
import { ownerIndex, ownersOf, shownOwner, type Owner } from '../owners.ts';
import type { ViewContext } from '../viewContext.ts';
import { count, listed } from '../words.ts';
import type { PathAt } from './path.ts';

/** On a CIDR what it covers and which objects fall into it; on an address whose it is. */
export function hoverAddress(context: ViewContext, { scalar }: PathAt): string | undefined {
  if (scalar === undefined || typeof scalar.value !== 'string') return undefined;
  const text = scalar.value.trim();
  const cidr = parseCidr(text);
  if (cidr !== undefined) return coveredBy(context, cidr.network);
  const ip = parseIp(text);
  return ip === undefined ? undefined : whose(context, ip);
}

function whose({ cluster, locate }: ViewContext, ip: Ip): string | undefined {
  const owners = ownersOf(cluster, ip);
  return owners.length === 0
    ? undefined
    : `${code(ip)}: ${listed(owners.map((owner) => shownOwner(locate, owner)))}.`;
}

/** How many addresses a range has, and who in the cluster has one of them. */
export function coveredBy({ cluster }: ViewContext, cidr: Cidr): string {
  const rows = groups.flatMap(({ what, noun }) => {
    const names = namesIn(cluster, cidr, what);
    return names.length === 0 ? [] : [`- ${count(names.length, noun)}: ${listed(names)}`];
  });
  const holds =
    rows.length === 0
      ? 'Nothing in this workspace has an address in it.'
      : ['In it:', '', ...rows].join('\n');
  return `${code(cidr)} covers ${shownSize(cidr)}.\n\n${holds}`;
}

interface Group {
  readonly what: Owner['what'];
  readonly noun: string;
}

const groups: readonly Group[] = [
  { what: 'node', noun: 'node' },
  { what: 'host outside the cluster', noun: 'host' },
  { what: 'pod', noun: 'pod' },
  { what: 'endpoint of Service', noun: 'other endpoint' },
  { what: 'cluster IP of Service', noun: 'cluster IP' },
  { what: 'external IP of Service', noun: 'external IP' },
  { what: 'load balancer IP of Service', noun: 'load balancer IP' },
];

const namesIn = (cluster: Cluster, cidr: Cidr, what: Owner['what']): readonly string[] => [
  ...new Set(
    [...ownerIndex(cluster)]
      .filter(([ip]) => contains(cidr, ip))
      .flatMap(([, owners]) => owners.filter((owner) => owner.what === what).map(({ name }) => name)),
  ),
];

/** IPv6 ranges are told by their length, since nobody reads such numbers. */
function shownSize(cidr: Cidr): string {
  const bits = bitsOf(cidr.includes(':') ? 6 : 4) - prefixLengthOf(cidr);
  return bits > 32 ? `2^${String(bits)} addresses` : count(Number(sizeOf(cidr)), 'address');
}
