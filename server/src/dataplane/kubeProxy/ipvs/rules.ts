import type { IpFamily } from '../../../net/ip.ts';
import type { Protocol } from '../../../net/port.ts';
import { machinery, merge, type Fact, type Origin } from '../../../origin/origin.ts';
import { chainName } from '../../netfilter/ruleset.ts';
import type { IpSetMember } from '../../netfilter/ipvs.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Rule } from '../../netfilter/ruleset.ts';
import type { Target } from '../../netfilter/target.ts';
import { setComment, setNameOf, type SetName } from './sets.ts';
import type { IpvsBehaviour } from './versions.ts';

/** What the rules of IPVS mode depend on: they speak of sets, so no rule belongs to one service. */
export interface RuleFacts {
  readonly behaviour: IpvsBehaviour;
  readonly family: IpFamily;
  /** Members of each set; a set without any has no entry. */
  readonly members: ReadonlyMap<SetName, readonly IpSetMember[]>;
  readonly masqueradeAll: Fact<boolean>;
  readonly masqueradeMark: Fact<number>;
  /** Matches what does not come from this cluster's pods; undefined without a way to tell. */
  readonly notFromPods: Fact<Match> | undefined;
  /** Load balancer addresses that the node itself may not reach, in service order. */
  readonly barred: readonly BarredAccess[];
}

export interface BarredAccess {
  readonly address: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly because: Origin;
}

type Fields = readonly ('src' | 'dst')[];

export const always = (note: string): Origin => machinery('kube-proxy', note);

export const comment = (text: string): Match => ({ kind: 'comment', text });

export const jump = (chain: string): Target => ({ kind: 'jump', chain: chainName(chain) });

const address: Fields = ['dst', 'dst'];

/** `-m set --match-set NAME FIELDS`, by the name the set has in this family. */
const inSet = ({ family }: RuleFacts, set: SetName, fields: Fields): Match => ({
  kind: 'set',
  set: setNameOf(set, family),
  fields,
});

/** Why a rule about a set is there: kube-proxy writes it because the set has members, of which the first is named. */
const because = ({ members }: RuleFacts, set: SetName, note: string): Origin => {
  const [first] = members.get(set) ?? [];
  return first === undefined ? always(note) : merge(always(note), first.because);
};

const has = ({ members }: RuleFacts, set: SetName): boolean => members.has(set);

/**
 * A rule per set, written only while the set has members (proxier.go: ipsetWithIptablesChain). The chain's own order is
 * that of the calls.
 */
function forMembers(
  facts: RuleFacts,
  set: SetName,
  target: Target,
  note: string,
  more: { readonly fields?: Fields; readonly protocol?: Protocol } = {},
): readonly Rule[] {
  if (!has(facts, set)) return [];
  const protocol: readonly Match[] =
    more.protocol === undefined ? [] : [{ kind: 'protocol', is: more.protocol }];
  const matches = [...protocol, comment(setComment(set)), inSet(facts, set, more.fields ?? address)];
  return [{ matches, target, because: because(facts, set, note) }];
}

const masquerade: Target = { kind: 'masquerade' };
const markForMasquerade = jump('KUBE-MARK-MASQ');
const accept: Target = { kind: 'accept' };
const leave: Target = { kind: 'return' };

/** nat KUBE-SERVICES: what of the traffic to service addresses is marked for masquerading. It translates nothing. */
export function servicesRules(facts: RuleFacts): readonly Rule[] {
  return [
    ...loopbackReturn(facts),
    ...forMembers(
      facts,
      'KUBE-LOAD-BALANCER',
      jump('KUBE-LOAD-BALANCER'),
      'traffic to load balancer addresses',
    ),
    ...clusterIpMasquerade(facts),
    ...forMembers(
      facts,
      'KUBE-EXTERNAL-IP',
      markForMasquerade,
      'traffic to external IPs may leave to another node',
    ),
    ...externalIpRules(facts, 'KUBE-EXTERNAL-IP'),
    ...externalIpRules(facts, 'KUBE-EXTERNAL-IP-LOCAL'),
    {
      matches: [{ kind: 'addressType', side: 'destination', is: 'LOCAL' }],
      target: jump('KUBE-NODE-PORT'),
      because: always('what goes to the node itself may be meant for a node port'),
    },
    ...acceptServiceTraffic(facts, 'KUBE-CLUSTER-IP'),
    ...acceptServiceTraffic(facts, 'KUBE-LOAD-BALANCER'),
  ];
}

function loopbackReturn({ behaviour, family }: RuleFacts): readonly Rule[] {
  if (behaviour.accessFilter.length === 0) return [];
  const net = family === 4 ? '127.0.0.0/8' : '::1/128';
  return [
    { matches: [{ kind: 'source', net }], target: leave, because: always('loopback traffic is left alone') },
  ];
}

/** Without a way to tell pods apart, only what a node sends from a service address to a service address is marked. */
function clusterIpMasquerade(facts: RuleFacts): readonly Rule[] {
  const { masqueradeAll, notFromPods } = facts;
  const set = 'KUBE-CLUSTER-IP';
  if (masqueradeAll.value)
    return withOrigin(
      forMembers(facts, set, markForMasquerade, 'masqueradeAll is on'),
      masqueradeAll.because,
    );
  if (notFromPods === undefined)
    return forMembers(facts, set, markForMasquerade, 'the node took a service address as its source', {
      fields: ['src', 'dst'],
    });
  return withOrigin(
    forMembers(facts, set, markForMasquerade, 'traffic to cluster IPs that does not come from pods').map(
      (rule) => ({ ...rule, matches: [notFromPods.value, ...rule.matches] }),
    ),
    notFromPods.because,
  );
}

const withOrigin = (rules: readonly Rule[], origin: Origin): readonly Rule[] =>
  rules.map((rule) => ({ ...rule, because: merge(rule.because, origin) }));

/** Traffic from off the machine, and to addresses that the node has, passes KUBE-SERVICES without further marks. */
function externalIpRules(
  facts: RuleFacts,
  set: 'KUBE-EXTERNAL-IP' | 'KUBE-EXTERNAL-IP-LOCAL',
): readonly Rule[] {
  const fromOutside: readonly Match[] = [
    { kind: 'physicalIn', not: true },
    { kind: 'addressType', side: 'source', is: 'LOCAL', not: true },
  ];
  const toNode: readonly Match[] = [{ kind: 'addressType', side: 'destination', is: 'LOCAL' }];
  return [
    { more: fromOutside, note: 'external traffic to external IPs' },
    { more: toNode, note: 'external IPs that are addresses of the node' },
  ].flatMap(({ more, note }) =>
    forMembers(facts, set, accept, note).map((rule) => ({ ...rule, matches: [...rule.matches, ...more] })),
  );
}

const acceptServiceTraffic = (facts: RuleFacts, set: SetName): readonly Rule[] =>
  has(facts, set)
    ? [
        {
          matches: [inSet(facts, set, address)],
          target: accept,
          because: because(facts, set, 'traffic to virtual servers passes, whatever rules follow'),
        },
      ]
    : [];

/** nat KUBE-LOAD-BALANCER: only policy Cluster is masqueraded; up to 1.24 source ranges are looked at here too. */
export const loadBalancerRules = (facts: RuleFacts): readonly Rule[] => [
  ...(facts.behaviour.sourceRanges === 'markDrop'
    ? forMembers(facts, 'KUBE-LOAD-BALANCER-FW', jump('KUBE-FIREWALL'), 'load balancers with source ranges')
    : []),
  ...forMembers(facts, 'KUBE-LOAD-BALANCER-LOCAL', leave, 'policy Local keeps the source address'),
  { matches: [], target: markForMasquerade, because: always('policy Cluster may leave to another node') },
];

/** The rules that let allowed sources pass, then what becomes of the others. */
export const sourceRangeRules = (facts: RuleFacts, otherwise: Target): readonly Rule[] => [
  ...forMembers(facts, 'KUBE-LOAD-BALANCER-SOURCE-CIDR', leave, 'source ranges of load balancers', {
    fields: ['dst', 'dst', 'src'],
  }),
  ...forMembers(facts, 'KUBE-LOAD-BALANCER-SOURCE-IP', leave, 'the node is in a source range', {
    fields: ['dst', 'dst', 'src'],
  }),
  { matches: [], target: otherwise, because: always('no source range allows the packet') },
];

/** nat KUBE-NODE-PORT: each protocol's node ports with policy Local first, which keep the source address. */
export const nodePortRules = (facts: RuleFacts): readonly Rule[] =>
  (['tcp', 'udp', 'sctp'] as const).flatMap((protocol) => {
    const { any, local } = nodePortSets[protocol];
    const more = { protocol, fields: protocol === 'sctp' ? address : (['dst'] as const) };
    return [
      ...forMembers(facts, local, leave, 'node ports with policy Local keep the source address', more),
      ...forMembers(facts, any, markForMasquerade, 'node port traffic may leave to another node', more),
    ];
  });

/** Node ports of TCP and UDP are bare numbers; those of SCTP are kept with each node address. */
export const nodePortSets: Readonly<Record<Protocol, { readonly any: SetName; readonly local: SetName }>> = {
  tcp: { any: 'KUBE-NODE-PORT-TCP', local: 'KUBE-NODE-PORT-LOCAL-TCP' },
  udp: { any: 'KUBE-NODE-PORT-UDP', local: 'KUBE-NODE-PORT-LOCAL-UDP' },
  sctp: { any: 'KUBE-NODE-PORT-SCTP-HASH', local: 'KUBE-NODE-PORT-LOCAL-SCTP-HASH' },
};

/** nat KUBE-POSTROUTING: hairpin traffic of local endpoints, and whatever is marked, leaves under the node's address. */
export function postroutingRules(facts: RuleFacts): readonly Rule[] {
  const { value, because: markOrigin } = facts.masqueradeMark;
  const hairpin = forMembers(
    facts,
    'KUBE-LOOP-BACK',
    masquerade,
    'an endpoint that reaches itself through a service',
    {
      fields: ['dst', 'dst', 'src'],
    },
  );
  const marked = (not: boolean): Match => ({ kind: 'mark', value, mask: value, ...(not ? { not } : {}) });
  const snat: Target = { kind: 'masquerade', randomFully: true };
  const why = merge(always('marked traffic is masqueraded'), markOrigin);
  const note = comment('kubernetes service traffic requiring SNAT');
  if (facts.behaviour.masquerade === 'onMark')
    return [{ matches: [note, marked(false)], target: snat, because: why }, ...hairpin];
  return [
    ...hairpin,
    { matches: [marked(true)], target: leave, because: why },
    { matches: [], target: { kind: 'mark', value, mask: 0 }, because: why },
    { matches: [note], target: snat, because: why },
  ];
}

/** filter KUBE-FORWARD: marked connections may be forwarded even where the policy of FORWARD is DROP. */
export function forwardRules({ behaviour, masqueradeMark }: RuleFacts): readonly Rule[] {
  const { value, because: markOrigin } = masqueradeMark;
  return [
    {
      matches: [comment('kubernetes forwarding rules'), { kind: 'mark', value, mask: value }],
      target: accept,
      because: merge(always('marked traffic may be forwarded'), markOrigin),
    },
    ...behaviour.forwardRules.map((text): Rule => ({
      matches: [comment(text), { kind: 'conntrack', states: ['RELATED', 'ESTABLISHED'] }],
      target: accept,
      because: always('the rest of an accepted connection may be forwarded'),
    })),
  ];
}

/** filter KUBE-IPVS-FILTER: beside the service ports, a service address answers nothing. */
export const accessFilterRules = (facts: RuleFacts): readonly Rule[] => [
  ...facts.behaviour.accessFilter.map((set): Rule => ({
    matches: [inSet(facts, set, set === 'KUBE-HEALTH-CHECK-NODE-PORT' ? ['dst'] : address)],
    target: leave,
    because: always('ports that a service opens'),
  })),
  {
    matches: [{ kind: 'conntrack', states: ['NEW'] }, inSet(facts, 'KUBE-IPVS-IPS', ['dst'])],
    target: { kind: 'reject', with: facts.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable' },
    because: always('ports of the node are not reached through service addresses'),
  },
];

/** filter KUBE-NODE-PORT: the probes of load balancers reach kube-proxy's health check server. */
export const healthCheckRules = (facts: RuleFacts): readonly Rule[] => [
  {
    matches: [
      comment(setComment('KUBE-HEALTH-CHECK-NODE-PORT')),
      inSet(facts, 'KUBE-HEALTH-CHECK-NODE-PORT', ['dst']),
    ],
    target: accept,
    because: always('health check node ports are open'),
  },
];

export const proxyFirewallRules = (facts: RuleFacts): readonly Rule[] =>
  forMembers(
    facts,
    'KUBE-LOAD-BALANCER-FW',
    jump('KUBE-SOURCE-RANGES-FIREWALL'),
    'load balancers with source ranges',
  );

const ipProtocolNumber: Readonly<Record<Protocol, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** filter KUBE-IPVS-OUT-FILTER: IPVS has the node reach a load balancer address from that same address. */
export const nodeAccessRules = ({ behaviour, barred, family }: RuleFacts): readonly Rule[] =>
  behaviour.nodeAccess !== 'dropped'
    ? []
    : barred.map((access): Rule => ({
        matches: [
          { kind: 'source', net: `${access.address}/${family === 4 ? '32' : '128'}` },
          {
            kind: 'unknown',
            text: `-m ipvs --vproto ${String(ipProtocolNumber[access.protocol])} --vaddr ${access.address} --vport ${String(access.port)}`,
          },
        ],
        target: { kind: 'drop' },
        because: access.because,
      }));
