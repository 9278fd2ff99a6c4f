import type { NftBase, NftTable } from '../../netfilter/nft.ts';
import type { VersionRow } from '../versions.ts';

/**
 * What nftables mode did differently from one Kubernetes minor version to the next, beside what all modes share (which
 * endpoints count, which addresses a service has). Read off pkg/proxy/nftables/proxier.go and cmd/kube-proxy/app.
 */
export interface NftablesBehaviour {
  /** The chains that the kernel calls. */
  readonly baseChains: readonly BaseChain[];
  /** Rules of the base chains, in the order in which they are added. */
  readonly jumps: readonly Jump[];
  /** How knftables writes the table out. */
  readonly scriptOrder: NftTable['scriptOrder'];
  /** `iif` wants the interface to exist when the rule is loaded and knows no prefixes; `iifname` is free of both. */
  readonly interfaceBy: 'index' | 'name';
  /**
   * Where node ports are open that nodePortAddresses does not limit: on every address of the node; on the primary one
   * when the setting names no range of the family; on the primary one when the setting is empty (else everywhere).
   */
  readonly nodePortsOpenOn: 'everyAddress' | 'primaryWithoutFamily' | 'primaryWhenEmpty';
  /** Packets that conntrack finds invalid are dropped when forwarded, unless conntrack.tcpBeLiberal. */
  readonly dropsInvalid: boolean;
  /** Services without endpoints: looked up in one chain for addresses and node ports, or in two. */
  readonly noEndpoints: 'oneChain' | 'twoChains';
  /** Load-balancer source ranges: one set of all allowed pairs, or a chain for each service. */
  readonly sourceRanges: 'oneSet' | 'chains';
  /** The elements that lead to such a chain carry the service's name as a comment. */
  readonly firewallComments: boolean;
  /** Other ports of cluster addresses are rejected, as are unused addresses where the service ranges are known. */
  readonly checksClusterIPs: boolean;
  /** Feature gate MultiCIDRServiceAllocator: kube-proxy learns the service ranges from ServiceCIDR objects. */
  readonly knowsServiceRanges: 'ifGateIsSet' | 'unlessGateIsUnset' | 'always';
  /** Traffic to a cluster address from outside the cluster is marked by one rule for each service port (naming the port or not), or by one for all. */
  readonly masqueradesClusterIPs: 'byPort' | 'byAddress' | 'atOnce';
  /** Marking is a chain of its own that is jumped to, or is done in place. */
  readonly marks: 'byJump' | 'inPlace';
  /** An endpoint reaching itself through its service: each endpoint's chain marks it, or one set knows the node's own endpoints. */
  readonly hairpins: 'inEndpointChains' | 'bySet';
  /** Each endpoint has a chain, or only those of services with session affinity; the others are one DNAT map. */
  readonly endpointChains: 'always' | 'forAffinity';
}

export interface BaseChain extends NftBase {
  readonly name: string;
}

export interface Jump {
  readonly from: string;
  readonly to: string;
  /** Only the first packet of a connection. */
  readonly newOnly: boolean;
}

const base = (name: string, type: NftBase['type'], hook: NftBase['hook'], priority: number): BaseChain => ({
  name,
  type,
  hook,
  priority,
});
const onNew = (from: string, to: string): Jump => ({ from, to, newOnly: true });
const always = (from: string, to: string): Jump => ({ from, to, newOnly: false });

const natChains = [
  base('nat-prerouting', 'nat', 'prerouting', -100),
  base('nat-output', 'nat', 'output', -100),
  base('nat-postrouting', 'nat', 'postrouting', 100),
] as const;

const natJumps = [
  always('nat-output', 'services'),
  always('nat-prerouting', 'services'),
  always('nat-postrouting', 'masquerading'),
] as const;

const oldest: NftablesBehaviour = {
  baseChains: [
    base('filter-input', 'filter', 'input', -101),
    base('filter-forward', 'filter', 'forward', -101),
    base('filter-output', 'filter', 'output', -101),
    ...natChains,
  ],
  jumps: [
    onNew('filter-forward', 'endpoints-check'),
    onNew('filter-input', 'endpoints-check'),
    onNew('filter-output', 'endpoints-check'),
    always('filter-forward', 'forward'),
    onNew('filter-forward', 'firewall-check'),
    onNew('filter-input', 'firewall-check'),
    onNew('filter-output', 'firewall-check'),
    ...natJumps,
  ],
  scriptOrder: 'byChain',
  interfaceBy: 'index',
  nodePortsOpenOn: 'everyAddress',
  dropsInvalid: true,
  noEndpoints: 'oneChain',
  sourceRanges: 'oneSet',
  firewallComments: true,
  checksClusterIPs: false,
  knowsServiceRanges: 'ifGateIsSet',
  masqueradesClusterIPs: 'byPort',
  marks: 'byJump',
  hairpins: 'inEndpointChains',
  endpointChains: 'always',
};

/** What changed when. A new version is a new row; one that changes nothing is a row too, so that it is known. */
export const nftablesVersions: readonly VersionRow<NftablesBehaviour>[] = [
  { minor: 29, proof: 'golden', release: '1.29.1', changes: {} },
  {
    minor: 30,
    proof: 'golden',
    release: '1.30.5',
    changes: {
      baseChains: [
        base('filter-prerouting', 'filter', 'prerouting', -110),
        base('filter-input', 'filter', 'input', -110),
        base('filter-forward', 'filter', 'forward', -110),
        base('filter-output', 'filter', 'output', -110),
        base('filter-output-post-dnat', 'filter', 'output', -90),
        ...natChains,
      ],
      jumps: [
        onNew('filter-input', 'nodeport-endpoints-check'),
        onNew('filter-input', 'service-endpoints-check'),
        onNew('filter-forward', 'service-endpoints-check'),
        onNew('filter-output', 'service-endpoints-check'),
        onNew('filter-prerouting', 'firewall-check'),
        onNew('filter-output', 'firewall-check'),
        ...natJumps,
        onNew('filter-forward', 'cluster-ips-check'),
        onNew('filter-output-post-dnat', 'cluster-ips-check'),
      ],
      scriptOrder: 'byKind',
      nodePortsOpenOn: 'primaryWithoutFamily',
      dropsInvalid: false,
      noEndpoints: 'twoChains',
      sourceRanges: 'chains',
      checksClusterIPs: true,
    },
  },
  {
    minor: 31,
    proof: 'source',
    release: '1.31.14',
    changes: { nodePortsOpenOn: 'primaryWhenEmpty', firewallComments: false },
  },
  { minor: 32, proof: 'source', release: '1.32.13', changes: {} },
  {
    minor: 33,
    proof: 'source',
    release: '1.33.13',
    changes: {
      baseChains: [
        base('filter-prerouting-pre-dnat', 'filter', 'prerouting', -110),
        base('filter-output-pre-dnat', 'filter', 'output', -110),
        base('filter-input', 'filter', 'input', 0),
        base('filter-forward', 'filter', 'forward', 0),
        base('filter-output', 'filter', 'output', 0),
        ...natChains,
      ],
      jumps: [
        onNew('filter-input', 'nodeport-endpoints-check'),
        onNew('filter-input', 'service-endpoints-check'),
        onNew('filter-forward', 'service-endpoints-check'),
        onNew('filter-output', 'service-endpoints-check'),
        onNew('filter-prerouting-pre-dnat', 'firewall-check'),
        onNew('filter-output-pre-dnat', 'firewall-check'),
        ...natJumps,
        onNew('filter-forward', 'cluster-ips-check'),
        onNew('filter-output', 'cluster-ips-check'),
      ],
      interfaceBy: 'name',
      knowsServiceRanges: 'unlessGateIsUnset',
    },
  },
  {
    minor: 34,
    proof: 'source',
    release: '1.34.4',
    changes: { knowsServiceRanges: 'always', masqueradesClusterIPs: 'byAddress' },
  },
  { minor: 35, proof: 'source', release: '1.35.4', changes: {} },
  {
    minor: 36,
    proof: 'source',
    release: '1.36.3',
    changes: {
      masqueradesClusterIPs: 'atOnce',
      marks: 'inPlace',
      hairpins: 'bySet',
      endpointChains: 'forAffinity',
    },
  },
];

/** The first version that has the mode; for older ones its shape is shown. */
export const firstNftablesMinor = 29;

/** The state after each row. */
const behaviours: readonly NftablesBehaviour[] = nftablesVersions.map((_, i) =>
  nftablesVersions
    .slice(0, i + 1)
    .reduce<NftablesBehaviour>((state, { changes }) => ({ ...state, ...changes }), oldest),
);

/** The behaviour of a known minor version (`nearestKnown`); what is older than the mode shows the mode's first. */
export const nftablesBehaviourOf = (minor: number): NftablesBehaviour =>
  behaviours[Math.max(minor - firstNftablesMinor, 0)] ?? behaviours.at(-1) ?? oldest;
