import type { IpFamily } from '../../../net/ip.ts';
import { machinery, merge, type Origin } from '../../../origin/origin.ts';
import type { BoundAddress, IpSet, IpSetMember, Sysctl, VirtualServer } from '../../netfilter/ipvs.ts';
import { bytewise } from '../order.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { ServicePart } from './servicePart.ts';
import { setComment, setNameOf, setNames, setOptions, setType, type SetName } from './sets.ts';
import { ipvsBehaviour } from './versions.ts';

type Parts = readonly ServicePart[];

/** By protocol, address and port. Of two service ports with one address the later one's endpoints stay. */
export function virtualServersOf(parts: Parts): readonly VirtualServer[] {
  const byKey = new Map<string, VirtualServer>();
  for (const { virtualServers } of parts)
    for (const { key, server } of virtualServers) {
      const before = byKey.get(key);
      byKey.set(
        key,
        before === undefined ? server : { ...server, because: merge(server.because, before.because) },
      );
    }
  return [...byKey.entries()].sort(([a], [b]) => bytewise(a, b)).map(([, server]) => server);
}

/** Each address once, bytewise order, with every service that wants it. */
export function boundAddressesOf(parts: Parts): readonly BoundAddress[] {
  const byAddress = new Map<string, Origin>();
  for (const { bound } of parts) for (const { address, because } of bound) add(byAddress, address, because);
  return [...byAddress]
    .sort(([a], [b]) => bytewise(a, b))
    .map(([address, because]) => ({ address, because }));
}

function add(all: Map<string, Origin>, text: string, because: Origin): void {
  const before = all.get(text);
  all.set(text, before === undefined ? because : merge(before, because));
}

/** Members of each set that has any, bytewise order. */
export function membersOf(
  parts: Parts,
  bound: readonly BoundAddress[],
  { minor }: ProxyNode,
): ReadonlyMap<SetName, readonly IpSetMember[]> {
  const bySet = new Map<SetName, Map<string, Origin>>();
  for (const { members } of parts)
    for (const { set, text, because } of members) {
      const known = bySet.get(set) ?? new Map<string, Origin>();
      bySet.set(set, known);
      add(known, text, because);
    }
  const sorted = new Map<SetName, readonly IpSetMember[]>();
  for (const [set, members] of bySet) sorted.set(set, inOrder(members));
  if (bound.length > 0 && knowsSet('KUBE-IPVS-IPS', minor))
    sorted.set(
      'KUBE-IPVS-IPS',
      bound.map(({ address, because }) => ({ text: address, because })),
    );
  return sorted;
}

const inOrder = (members: ReadonlyMap<string, Origin>): readonly IpSetMember[] =>
  [...members].sort(([a], [b]) => bytewise(a, b)).map(([text, because]) => ({ text, because }));

function knowsSet(set: SetName, minor: number): boolean {
  const { acceptsHealthChecks, accessFilter } = ipvsBehaviour(minor);
  if (set === 'KUBE-HEALTH-CHECK-NODE-PORT') return acceptsHealthChecks;
  if (set === 'KUBE-IPVS-IPS') return accessFilter.length > 0;
  return true;
}

/** Every set the version keeps, empty ones too. */
export const ipSetsOf = (
  members: ReadonlyMap<SetName, readonly IpSetMember[]>,
  { family, minor }: ProxyNode,
): readonly IpSet[] =>
  setNames.filter((set) => knowsSet(set, minor)).map((set) => ipSet(set, family, members.get(set) ?? []));

const ipSet = (set: SetName, family: IpFamily, members: readonly IpSetMember[]): IpSet => ({
  name: setNameOf(set, family),
  type: setType(set),
  options: setOptions(set, family),
  comment: setComment(set),
  members,
  because: machinery('kube-proxy', `IPVS mode keeps this set on every node: ${setComment(set)}`),
});

/**
 * In the order kube-proxy sets them; the same for both families. net.ipv4.vs.conn_reuse_mode is left out: kernels from
 * 5.9 on need no other value, and kube-proxy leaves it as it is there.
 */
export function sysctlsOf({ minor, settings: { ipvsStrictARP } }: ProxyNode): readonly Sysctl[] {
  const set = (name: string, value: string, because: Origin): Sysctl => ({ name, value, because });
  const needed = (note: string): Origin => machinery('kube-proxy', note);
  return [
    ...(ipvsBehaviour(minor).routesLocalnet
      ? [set('net/ipv4/conf/all/route_localnet', '1', needed('node ports on loopback'))]
      : []),
    set('net/ipv4/vs/conntrack', '1', needed('connections of IPVS are seen by netfilter')),
    set(
      'net/ipv4/vs/expire_nodest_conn',
      '1',
      needed('connections to an endpoint that is gone end at the next packet'),
    ),
    set(
      'net/ipv4/vs/expire_quiescent_template',
      '1',
      needed('session affinity does not hold on to an endpoint that is going'),
    ),
    set('net/ipv4/ip_forward', '1', needed('service traffic is forwarded')),
    ...(ipvsStrictARP.value
      ? [
          set('net/ipv4/conf/all/arp_ignore', '1', ipvsStrictARP.because),
          set('net/ipv4/conf/all/arp_announce', '2', ipvsStrictARP.because),
        ]
      : []),
  ];
}
