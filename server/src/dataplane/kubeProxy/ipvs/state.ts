import type { IpFamily } from '../../../net/ip.ts';
import { machinery } from '../../../origin/origin.ts';
import type { IpSet, IpSetMember, Sysctl } from '../../netfilter/ipvs.ts';
import type { ProxyNode } from '../proxyNode.ts';
import { setComment, setNameOf, setNames, setOptions, setType, type SetName } from './sets.ts';
import { ipvsBehaviour, knowsSet } from './versions.ts';

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
