import type { IpFamily } from '../../../net/ip.ts';
import { machinery, merge, type Origin } from '../../../origin/origin.ts';
import type { BoundAddress, IpSet, IpSetMember, Sysctl, VirtualServer } from '../../netfilter/ipvs.ts';
import type { ProxyNode } from '../proxyNode.ts';
import type { Entry } from './inventory.ts';
import type { BarredAccess } from './rules.ts';
import { setComment, setNameOf, setNames, setOptions, setType, type SetName } from './sets.ts';
import { ipvsBehaviour } from './versions.ts';

/** What the service ports of a node put into its kernel, each thing once. */
export interface Holdings {
  /** By protocol, address and port. */
  readonly virtualServers: readonly VirtualServer[];
  /** Members of each set that has any, bytewise order. */
  readonly members: ReadonlyMap<SetName, readonly IpSetMember[]>;
  /** Addresses on kube-ipvs0, bytewise order. */
  readonly bound: readonly BoundAddress[];
  readonly barred: readonly BarredAccess[];
}

/** Entries with one key become one thing: of two virtual servers the later one's endpoints stay, all origins are kept. */
export function gather(entries: readonly Entry[], { minor }: ProxyNode): Holdings {
  const virtualServers: VirtualServer[] = [];
  const members = new Map<SetName, IpSetMember[]>();
  const bound: BoundAddress[] = [];
  const barred: BarredAccess[] = [];
  let previous = '';
  for (const { item } of entries) {
    const again = item.key === previous;
    previous = item.key;
    switch (item.kind) {
      case 'server':
        add(virtualServers, item.server, again);
        break;
      case 'member':
        add(listIn(members, item.set), item.member, again);
        break;
      case 'bound':
        add(bound, item.bound, again);
        break;
      case 'barred':
        add(barred, item.barred, again);
    }
  }
  if (bound.length > 0 && knowsSet('KUBE-IPVS-IPS', minor))
    members.set(
      'KUBE-IPVS-IPS',
      bound.map(({ address, because }) => ({ text: address, because })),
    );
  return { virtualServers, members, bound, barred };
}

function add<T extends { readonly because: Origin }>(list: T[], thing: T, again: boolean): void {
  const before = again ? list.pop() : undefined;
  list.push(before === undefined ? thing : { ...thing, because: merge(thing.because, before.because) });
}

function listIn<K, T>(lists: Map<K, T[]>, key: K): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: T[] = [];
  lists.set(key, made);
  return made;
}

function knowsSet(set: SetName, minor: number): boolean {
  const { acceptsHealthChecks, accessFilter } = ipvsBehaviour(minor);
  if (set === 'KUBE-HEALTH-CHECK-NODE-PORT') return acceptsHealthChecks;
  if (set === 'KUBE-IPVS-IPS') return accessFilter.length > 0;
  return true;
}

/** Every set the version keeps, empty ones too. */
export const ipSetsOf = ({ members }: Holdings, { family, minor }: ProxyNode): readonly IpSet[] =>
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
  const needed = (name: string, note: string): Sysctl => ({
    name,
    value: '1',
    because: machinery('kube-proxy', note),
  });
  const { because } = ipvsStrictARP;
  return [
    ...(ipvsBehaviour(minor).routesLocalnet
      ? [needed('net/ipv4/conf/all/route_localnet', 'node ports on loopback')]
      : []),
    needed('net/ipv4/vs/conntrack', 'connections of IPVS are seen by netfilter'),
    needed(
      'net/ipv4/vs/expire_nodest_conn',
      'connections to an endpoint that is gone end at the next packet',
    ),
    needed(
      'net/ipv4/vs/expire_quiescent_template',
      'session affinity does not hold on to an endpoint that is going',
    ),
    needed('net/ipv4/ip_forward', 'service traffic is forwarded'),
    ...(ipvsStrictARP.value
      ? [
          { name: 'net/ipv4/conf/all/arp_ignore', value: '1', because },
          { name: 'net/ipv4/conf/all/arp_announce', value: '2', because },
        ]
      : []),
  ];
}
