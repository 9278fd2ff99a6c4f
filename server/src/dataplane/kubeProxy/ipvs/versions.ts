import type { VersionRow } from '../versions.ts';
import type { SetName } from './sets.ts';

/**
 * What IPVS mode did differently from one Kubernetes minor version to the next, beside what all modes share (which
 * endpoints count, which addresses a service has). Read off pkg/proxy/ipvs/proxier.go.
 */
export interface IpvsBehaviour {
  /** Sets net.ipv4.conf.all.route_localnet, so that a node port could be reached through 127.0.0.1. */
  readonly routesLocalnet: boolean;
  /**
   * How KUBE-POSTROUTING finds what to masquerade. `onMark`: one rule that matches the mark, before the hairpin rule.
   * `unmarkFirst`: the mark is cleared before, so that encapsulated packets are not masqueraded again (PR 92035), and the
   * hairpin rule stands in front, where unmarked packets still meet it (PR 92584).
   */
  readonly masquerade: 'onMark' | 'unmarkFirst';
  /** Comments of the rules in KUBE-FORWARD that let the rest of a connection pass. */
  readonly forwardRules: readonly string[];
  /** The set KUBE-HEALTH-CHECK-NODE-PORT, and KUBE-NODE-PORT in filter, which lets the probes of load balancers in. */
  readonly acceptsHealthChecks: boolean;
  /**
   * Load balancer source ranges. `markDrop`: KUBE-FIREWALL in nat marks, and the kubelet's rule drops. `filter`:
   * KUBE-PROXY-FIREWALL and KUBE-SOURCE-RANGES-FIREWALL drop in filter, without the kubelet (PR 110628).
   */
  readonly sourceRanges: 'markDrop' | 'filter';
  /**
   * Sets whose members KUBE-IPVS-FILTER lets through; what else goes to an address of kube-ipvs0 is rejected, so that a
   * service address does not open the node's own ports (PR 108460). Empty: there is no such chain, nor the set of those
   * addresses, nor the early return for loopback in KUBE-SERVICES.
   */
  readonly accessFilter: readonly FilterSet[];
  /**
   * KUBE-IPVS-OUT-FILTER keeps the node itself from a load balancer whose source ranges leave it out (PR 119791).
   * `emptyChain`: the rules of 1.29 and 1.30 match with `-m ipvs`, which the kernel that the golden data was made on
   * lacks, so the data holds the chain alone and these two versions show what the data shows.
   */
  readonly nodeAccess: 'open' | 'emptyChain' | 'dropped';
  /** An external or load balancer address that the node already has is put on kube-ipvs0 too (until PR 115019). */
  readonly bindsNodeAddresses: boolean;
  /** Policy Local without an endpoint on the node falls back to all endpoints, for the node's own pods (PR 97081). */
  readonly localFallsBack: boolean;
  /** The scheduler mh hashes the source port too (PR 115527). */
  readonly maglevHashesPort: boolean;
}

type FilterSet =
  | 'KUBE-LOAD-BALANCER'
  | 'KUBE-CLUSTER-IP'
  | 'KUBE-EXTERNAL-IP'
  | 'KUBE-EXTERNAL-IP-LOCAL'
  | 'KUBE-HEALTH-CHECK-NODE-PORT';

const oldest: IpvsBehaviour = {
  routesLocalnet: true,
  masquerade: 'onMark',
  forwardRules: [
    'kubernetes forwarding conntrack pod source rule',
    'kubernetes forwarding conntrack pod destination rule',
  ],
  acceptsHealthChecks: false,
  sourceRanges: 'markDrop',
  accessFilter: [],
  nodeAccess: 'open',
  bindsNodeAddresses: true,
  localFallsBack: false,
  maglevHashesPort: false,
};

const firstFilter: readonly FilterSet[] = ['KUBE-LOAD-BALANCER', 'KUBE-CLUSTER-IP', 'KUBE-EXTERNAL-IP'];

/** What changed when. A new version is a new row; one that changes nothing here needs none. */
export const ipvsVersions: readonly VersionRow<IpvsBehaviour>[] = [
  { minor: 18, proof: 'golden', release: '1.18.2', changes: {} },
  { minor: 19, proof: 'source', release: '1.19.16', changes: { masquerade: 'unmarkFirst' } },
  { minor: 20, proof: 'golden', release: '1.20.0-rc.0', changes: {} },
  {
    minor: 21,
    proof: 'golden',
    release: '1.21.1',
    changes: { routesLocalnet: false, acceptsHealthChecks: true },
  },
  { minor: 22, proof: 'golden', release: '1.22.0-rc.0', changes: {} },
  {
    minor: 23,
    proof: 'golden',
    release: '1.23.4',
    changes: { forwardRules: ['kubernetes forwarding conntrack rule'] },
  },
  { minor: 24, proof: 'source', release: '1.24.17', changes: { localFallsBack: true } },
  { minor: 25, proof: 'golden', release: '1.25.1', changes: { sourceRanges: 'filter' } },
  { minor: 26, proof: 'golden', release: '1.26.0', changes: { accessFilter: firstFilter } },
  { minor: 27, proof: 'golden', release: '1.27.1', changes: { maglevHashesPort: true } },
  {
    minor: 28,
    proof: 'golden',
    release: '1.28.3',
    changes: {
      accessFilter: [...firstFilter, 'KUBE-HEALTH-CHECK-NODE-PORT'],
      bindsNodeAddresses: false,
    },
  },
  { minor: 29, proof: 'golden', release: '1.29.1', changes: { nodeAccess: 'emptyChain' } },
  {
    minor: 30,
    proof: 'golden',
    release: '1.30.5',
    changes: { accessFilter: [...firstFilter, 'KUBE-EXTERNAL-IP-LOCAL', 'KUBE-HEALTH-CHECK-NODE-PORT'] },
  },
  { minor: 31, proof: 'source', release: '1.31.14', changes: { nodeAccess: 'dropped' } },
];

const states: ReadonlyMap<number, IpvsBehaviour> = accumulate();

function accumulate(): ReadonlyMap<number, IpvsBehaviour> {
  const all = new Map<number, IpvsBehaviour>();
  let state = oldest;
  for (const { minor, changes } of ipvsVersions) {
    state = { ...state, ...changes };
    all.set(minor, state);
  }
  return all;
}

/** How the known minor version behaves: as its row says, or as the last row before it. */
export function ipvsBehaviour(minor: number): IpvsBehaviour {
  const row = ipvsVersions.findLast((known) => known.minor <= minor);
  return (row === undefined ? undefined : states.get(row.minor)) ?? oldest;
}

/** Whether the version keeps the set. */
export function knowsSet(set: SetName, minor: number): boolean {
  const { acceptsHealthChecks, accessFilter } = ipvsBehaviour(minor);
  if (set === 'KUBE-HEALTH-CHECK-NODE-PORT') return acceptsHealthChecks;
  if (set === 'KUBE-IPVS-IPS') return accessFilter.length > 0;
  return true;
}
