import { machinery, merge, type Origin } from '../../../origin/origin.ts';
import type { ChainName } from '../../netfilter/chainName.ts';
import type { Match } from '../../netfilter/match.ts';
import type { Hook, Rule } from '../../netfilter/ruleset.ts';
import { chains } from '../names.ts';
import type { ProxyNode } from '../proxyNode.ts';
import { accept, comment, drop, jump, newConnection, returns } from './matches.ts';
import { rule } from './serviceRules.ts';

/** What stands on every node, whatever services there are, since these rules make the others reachable. */

interface Jump {
  readonly from: Hook;
  readonly to: ChainName;
  readonly matches: readonly Match[];
  readonly why: string;
}

const fresh = (from: Hook, to: ChainName, said: string, why: string): Jump => ({
  from,
  to,
  matches: [newConnection, comment(said)],
  why,
});
const always = (from: Hook, to: ChainName, said: string, why: string): Jump => ({
  from,
  to,
  matches: [comment(said)],
  why,
});

const toRefusals = 'new connections to services without endpoints are refused';
const toFirewall = 'new connections are held to load-balancer source ranges';
const portals = 'kubernetes service portals';
const external = 'kubernetes externally-visible service portals';
const firewall = 'kubernetes load balancer firewall';

/** Jumps from the built-in chains of the filter table, in final order (iptablesJumpChains; each is put in front). */
export function filterJumps({ behaviour: { iptables } }: ProxyNode): readonly Jump[] {
  const kubelet = (from: Hook): readonly Jump[] =>
    iptables.kubeletFirewall
      ? [{ from, to: chains.kubeletFirewall, matches: [], why: 'loopback addresses are guarded' }]
      : [];
  const firewalled = (from: Hook): readonly Jump[] =>
    iptables.drops === 'filter' ? [fresh(from, chains.proxyFirewall, firewall, toFirewall)] : [];
  return [
    ...kubelet('INPUT'),
    ...firewalled('INPUT'),
    ...(iptables.healthCheckRules
      ? [
          always(
            'INPUT',
            chains.nodePorts,
            'kubernetes health check service ports',
            'health checks of load balancers are let in',
          ),
        ]
      : []),
    ...(iptables.inputJumpsToServices ? [fresh('INPUT', chains.services, portals, toRefusals)] : []),
    fresh('INPUT', chains.externalServices, external, toRefusals),
    ...firewalled('FORWARD'),
    always(
      'FORWARD',
      chains.forward,
      'kubernetes forwarding rules',
      'service traffic is forwarded even where the policy of FORWARD is DROP',
    ),
    fresh('FORWARD', chains.services, portals, toRefusals),
    ...(iptables.forwardJumpsToExternalServices
      ? [fresh('FORWARD', chains.externalServices, external, toRefusals)]
      : []),
    ...kubelet('OUTPUT'),
    ...firewalled('OUTPUT'),
    fresh('OUTPUT', chains.services, portals, toRefusals),
  ];
}

export const natJumps: readonly Jump[] = [
  always('PREROUTING', chains.services, portals, 'arriving packets look for a service'),
  always('OUTPUT', chains.services, portals, "the node's own packets look for a service"),
  always(
    'POSTROUTING',
    chains.postrouting,
    'kubernetes postrouting rules',
    'marked packets leave with an address of this node',
  ),
];

export const jumpsFrom = (jumps: readonly Jump[], hook: Hook): readonly Rule[] =>
  jumps
    .filter(({ from }) => from === hook)
    .map(({ matches, to, why }) => rule(machinery('kube-proxy', why), matches, jump(to)));

/** KUBE-FORWARD. */
export function forwardRules(proxy: ProxyNode): readonly Rule[] {
  const { iptables } = proxy.behaviour;
  const why = (note: string): Origin => machinery('kube-proxy', note);
  const known = (said: string): Rule =>
    rule(
      why('the rest of an accepted connection is forwarded'),
      [comment(said), { kind: 'conntrack', states: ['RELATED', 'ESTABLISHED'] }],
      accept,
    );
  const { value, because } = proxy.masqueradeMark;
  return [
    ...invalidDrop(proxy),
    rule(
      merge(why('marked service traffic is forwarded'), because),
      [comment('kubernetes forwarding rules'), { kind: 'mark', value, mask: value }],
      accept,
    ),
    ...(iptables.forwardConntrackRules === 'one'
      ? [known('kubernetes forwarding conntrack rule')]
      : [
          known('kubernetes forwarding conntrack pod source rule'),
          known('kubernetes forwarding conntrack pod destination rule'),
        ]),
  ];
}

function invalidDrop({ behaviour: { iptables }, settings }: ProxyNode): readonly Rule[] {
  if (iptables.tcpBeLiberal && settings.tcpBeLiberal.value) return [];
  const invalid: Match = { kind: 'conntrack', states: ['INVALID'] };
  const because = machinery(
    'kube-proxy',
    'packets that conntrack cannot place would reset connections, since their addresses are not translated',
  );
  const counted: Match = { kind: 'nfacct', name: 'ct_state_invalid_dropped_pkts' };
  return [rule(because, iptables.nfacct ? [invalid, counted] : [invalid], drop)];
}

/** KUBE-POSTROUTING. */
export function postroutingRules({ behaviour, masqueradeMark }: ProxyNode): readonly Rule[] {
  const { value, because } = masqueradeMark;
  const why = merge(machinery('kube-proxy', 'marked packets leave with an address of this node'), because);
  const said = comment('kubernetes service traffic requiring SNAT');
  const masquerade = { kind: 'masquerade', randomFully: true } as const;
  if (behaviour.iptables.postrouting === 'markMatch')
    return [rule(why, [said, { kind: 'mark', value, mask: value }], masquerade)];
  return [
    rule(why, [{ kind: 'mark', value, mask: value, not: true }], returns),
    rule(why, [], { kind: 'mark', value, mask: 0 }),
    rule(why, [said], masquerade),
  ];
}

/** KUBE-MARK-MASQ. */
export function markMasqueradeRules({ masqueradeMark: { value, because } }: ProxyNode): readonly Rule[] {
  const why = merge(machinery('kube-proxy', 'sets the mark that POSTROUTING looks for'), because);
  return [rule(why, [], { kind: 'mark', value, mask: value })];
}

/** KUBE-FIREWALL, as the kubelet writes it: node ports on 127.0.0.1 must not open loopback to neighbours. */
export function kubeletFirewallRules(proxy: ProxyNode): readonly Rule[] {
  if (!proxy.localhostNodePorts) return [];
  const because = merge(
    machinery(
      'kube-proxy',
      'route_localnet, which node ports on loopback need, would let martian packets in',
    ),
    proxy.settings.localhostNodePorts.because,
  );
  return [
    rule(
      because,
      [
        { kind: 'source', net: '127.0.0.0/8', not: true },
        { kind: 'destination', net: '127.0.0.0/8' },
        comment('block incoming localnet connections'),
        { kind: 'conntrack', states: ['RELATED', 'ESTABLISHED', 'DNAT'], not: true },
      ],
      drop,
    ),
  ];
}
