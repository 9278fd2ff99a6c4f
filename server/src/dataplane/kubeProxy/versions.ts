import type { KubernetesVersion } from '../../cluster/kubernetesVersion.ts';

/**
 * How kube-proxy behaves, as far as versions differ. The IPVS and nftables rooms keep tables of their own kind beside
 * their deciders; what is here holds for all modes or for iptables.
 */
export interface Behaviour {
  /** A service port without a name: `namespace/name` with or without a colon behind it. */
  readonly unnamedPort: 'colon' | 'bare';
  /** Endpoints that are kept at all: those that are ready, or all with their conditions. */
  readonly endpointsKept: 'ready' | 'all';
  /**
   * Which of them are used. `kept`: every one. `ready`. `anyCounts`: one that is not ready still counts as an endpoint and
   * gets a chain. `readyOrLocalTerminating`: the fallback exists for external policy Local. `categorized`:
   * CategorizeEndpoints, with independent fallbacks for both policies.
   */
  readonly endpointChoice: 'kept' | 'ready' | 'anyCounts' | 'readyOrLocalTerminating' | 'categorized';
  /** Two endpoints are the same when they agree in this. */
  readonly endpointIdentity: 'address' | 'address and port';
  /** Which of two same endpoints counts, beside the first: the one on this node, or the one that is not terminating. */
  readonly endpointPreferred: 'local' | 'notTerminating';
  /** Bytewise order. */
  readonly endpointOrder: 'address' | 'address:port';
  /** The address in chain names and comments. */
  readonly endpointAddress: 'asWritten' | 'canonical';
  /** What makes topology hints count, beside the hints themselves. */
  readonly hintsWanted: 'autoAnnotation' | 'annotation' | 'annotationOrGate' | 'nothing';
  /** Annotations that are asked, the winning one first. */
  readonly hintsAnnotations: readonly string[];
  /** Endpoints that are not ready must have hints too. */
  readonly hintsOfUnready: boolean;
  /** `externalTrafficPolicy: Local` also counts for a ClusterIP service with external IPs. */
  readonly localPolicyOfExternalIPs: boolean;
  /** A source range of length 0 opens a load balancer to all, as if there were no ranges. */
  readonly zeroSourceRangeOpens: boolean;
  /** BridgeInterface and InterfaceNamePrefix are known ways to detect local traffic. */
  readonly detectsByInterface: boolean;
  /** The word `primary` in nodePortAddresses is known in every mode. */
  readonly primaryNodePortAddresses: boolean;
  /** nodePortAddresses that match no local address: without effect on services, or hide the node port, or end the service there. */
  readonly nodePortWithoutAddress: 'ignored' | 'noNodePort' | 'restOfServiceLost';
  /** Node ports on loopback are a choice, and never there for IPv6. */
  readonly localhostNodePortsOptional: boolean;
  readonly iptables: IptablesBehaviour;
}

export interface IptablesBehaviour {
  /** Chains for external traffic: XLB and FW for all, or EXT, SVL, and FW only with source ranges. */
  readonly externalChains: 'XLB' | 'EXT';
  /** What stops traffic that no chain takes: KUBE-MARK-DROP in nat, or DROP in the filter table. */
  readonly drops: 'markDrop' | 'filter';
  /** kube-proxy makes KUBE-MARK-DROP itself; before, the kubelet alone did. */
  readonly ensuresMarkDrop: boolean;
  /** Where pod-external traffic is marked: before the jump to the service's chain, or at that chain's head. */
  readonly masqueradesIn: 'dispatch' | 'serviceChain';
  readonly postrouting: 'markMatch' | 'returnUnlessMarked';
  /** External IPs are taken from outside and from the node itself by two rules, or by one. */
  readonly externalIPs: 'physdev' | 'plain';
  /** Where a load balancer without endpoints is refused. */
  readonly loadBalancerRejectedIn: 'KUBE-SERVICES' | 'KUBE-EXTERNAL-SERVICES';
  readonly inputJumpsToServices: boolean;
  readonly forwardJumpsToExternalServices: boolean;
  readonly healthCheckRules: boolean;
  readonly forwardConntrackRules: 'two' | 'one';
  /** Comment of the rules that choose an endpoint. */
  readonly balancingComment: 'ruleNumberInXlb' | 'name' | 'nameAndEndpoint';
  readonly firewallEndRule: boolean;
  /** kube-proxy writes the kubelet's KUBE-FIREWALL rule against martian loopback packets. */
  readonly kubeletFirewall: boolean;
  /** conntrack.tcpBeLiberal takes away the drop of INVALID packets. */
  readonly tcpBeLiberal: boolean;
  /** Packets are counted by nfacct objects. */
  readonly nfacct: boolean;
}

/** What a row rests on: output of the real program compared line for line, or its source alone. */
export type Proof = 'golden' | 'source';

export interface VersionRow<T> {
  readonly minor: number;
  readonly proof: Proof;
  /** The release that was run or read. */
  readonly release: string;
  readonly changes: Changes<T>;
}

type Changes<T> = {
  readonly [K in keyof T]?: T[K] extends readonly unknown[] | string | boolean | number
    ? T[K]
    : Partial<T[K]>;
};

const oldest: Behaviour = {
  unnamedPort: 'colon',
  endpointsKept: 'ready',
  endpointChoice: 'kept',
  endpointIdentity: 'address',
  endpointPreferred: 'local',
  endpointOrder: 'address',
  endpointAddress: 'asWritten',
  hintsWanted: 'autoAnnotation',
  hintsAnnotations: ['service.kubernetes.io/topology-aware-hints'],
  hintsOfUnready: true,
  localPolicyOfExternalIPs: false,
  zeroSourceRangeOpens: false,
  detectsByInterface: false,
  primaryNodePortAddresses: false,
  nodePortWithoutAddress: 'ignored',
  localhostNodePortsOptional: false,
  iptables: {
    externalChains: 'XLB',
    drops: 'markDrop',
    ensuresMarkDrop: false,
    masqueradesIn: 'dispatch',
    postrouting: 'markMatch',
    externalIPs: 'physdev',
    loadBalancerRejectedIn: 'KUBE-SERVICES',
    inputJumpsToServices: true,
    forwardJumpsToExternalServices: false,
    healthCheckRules: false,
    forwardConntrackRules: 'two',
    balancingComment: 'ruleNumberInXlb',
    firewallEndRule: false,
    kubeletFirewall: false,
    tcpBeLiberal: false,
    nfacct: false,
  },
};

/** What changed when. A new version is a new row; one that changes nothing is a row too, so that it is known. */
export const versionTable: readonly VersionRow<Behaviour>[] = [
  { minor: 18, proof: 'golden', release: '1.18.2', changes: {} },
  {
    minor: 19,
    proof: 'source',
    release: '1.19.16',
    changes: {
      unnamedPort: 'bare',
      endpointOrder: 'address:port',
      nodePortWithoutAddress: 'restOfServiceLost',
      iptables: { postrouting: 'returnUnlessMarked' },
    },
  },
  {
    minor: 20,
    proof: 'golden',
    release: '1.20.0-rc.0',
    changes: {
      iptables: {
        ensuresMarkDrop: true,
        loadBalancerRejectedIn: 'KUBE-EXTERNAL-SERVICES',
        inputJumpsToServices: false,
        forwardJumpsToExternalServices: true,
      },
    },
  },
  {
    minor: 21,
    proof: 'golden',
    release: '1.21.1',
    changes: {
      endpointsKept: 'all',
      endpointChoice: 'ready',
      iptables: { externalIPs: 'plain', healthCheckRules: true },
    },
  },
  {
    // The release candidate that was run counts endpoints that are not ready; 1.22.17 already does as 1.23.
    minor: 22,
    proof: 'golden',
    release: '1.22.0-rc.0',
    changes: {
      endpointChoice: 'anyCounts',
      endpointIdentity: 'address and port',
      iptables: { masqueradesIn: 'serviceChain' },
    },
  },
  {
    minor: 23,
    proof: 'golden',
    release: '1.23.4',
    changes: {
      endpointChoice: 'readyOrLocalTerminating',
      hintsOfUnready: false,
      nodePortWithoutAddress: 'noNodePort',
      iptables: { forwardConntrackRules: 'one', balancingComment: 'name' },
    },
  },
  {
    minor: 24,
    proof: 'source',
    release: '1.24.17',
    changes: {
      endpointChoice: 'categorized',
      detectsByInterface: true,
      iptables: { externalChains: 'EXT', balancingComment: 'nameAndEndpoint' },
    },
  },
  {
    minor: 25,
    proof: 'golden',
    release: '1.25.1',
    changes: { iptables: { drops: 'filter', ensuresMarkDrop: false } },
  },
  { minor: 26, proof: 'golden', release: '1.26.0', changes: { localhostNodePortsOptional: true } },
  {
    minor: 27,
    proof: 'golden',
    release: '1.27.1',
    changes: {
      hintsWanted: 'annotation',
      hintsAnnotations: ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'],
      nodePortWithoutAddress: 'ignored',
      iptables: { firewallEndRule: true, kubeletFirewall: true },
    },
  },
  { minor: 28, proof: 'golden', release: '1.28.3', changes: {} },
  {
    minor: 29,
    proof: 'golden',
    release: '1.29.1',
    changes: { localPolicyOfExternalIPs: true, iptables: { tcpBeLiberal: true } },
  },
  { minor: 30, proof: 'golden', release: '1.30.5', changes: { hintsWanted: 'annotationOrGate' } },
  {
    minor: 31,
    proof: 'source',
    release: '1.31.14',
    changes: { endpointAddress: 'canonical', primaryNodePortAddresses: true, iptables: { nfacct: true } },
  },
  { minor: 32, proof: 'source', release: '1.32.13', changes: {} },
  { minor: 33, proof: 'source', release: '1.33.13', changes: { hintsWanted: 'nothing' } },
  { minor: 34, proof: 'source', release: '1.34.4', changes: { zeroSourceRangeOpens: true } },
  { minor: 35, proof: 'source', release: '1.35.4', changes: {} },
  { minor: 36, proof: 'source', release: '1.36.3', changes: { endpointPreferred: 'notTerminating' } },
];

const firstKnown = 18;
const lastKnown = firstKnown + versionTable.length - 1;

/** The minor version whose behaviour is shown: the version itself when it is known, else the nearest that is. */
export const nearestKnown = ({ major, minor }: KubernetesVersion): number =>
  major > 1 ? lastKnown : major < 1 ? firstKnown : Math.min(Math.max(minor, firstKnown), lastKnown);

/** What the shown behaviour rests on, and whether it is that of the version asked for. */
export function versionProof(version: KubernetesVersion): {
  readonly shown: string;
  readonly exact: boolean;
  readonly proof: Proof;
  readonly release: string;
} {
  const minor = nearestKnown(version);
  const row = versionTable[minor - firstKnown];
  return {
    shown: `1.${String(minor)}`,
    exact: version.major === 1 && version.minor === minor,
    proof: row?.proof ?? 'source',
    release: row?.release ?? '',
  };
}

/** Every known version as it is written, oldest first. */
export const knownVersions: readonly string[] = versionTable.map(({ minor }) => `1.${String(minor)}`);

const behaviours: readonly Behaviour[] = accumulate(oldest, versionTable);

export const behaviourOf = (version: KubernetesVersion): Behaviour =>
  behaviours[nearestKnown(version) - firstKnown] ?? oldest;

/** The state after each row, starting from what the rows change. */
function accumulate(start: Behaviour, rows: readonly VersionRow<Behaviour>[]): readonly Behaviour[] {
  const states: Behaviour[] = [];
  let state = start;
  for (const { changes } of rows) {
    state = { ...state, ...changes, iptables: { ...state.iptables, ...changes.iptables } };
    states.push(state);
  }
  return states;
}
