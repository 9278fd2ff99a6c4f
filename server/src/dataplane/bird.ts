import type { FilterRule } from '../cluster/calico/bgpFilters.ts';
import type { Cidr } from '../net/cidr.ts';
import type { Ip, IpFamily } from '../net/ip.ts';
import type { Origin } from '../origin/origin.ts';

/** What confd tells a node's BIRD for one family. */
export interface BirdConfiguration {
  readonly family: IpFamily;
  readonly routerId: string;
  /** Undefined: every address, port 179. */
  readonly listen: { readonly address: Ip | undefined; readonly port: number | undefined } | undefined;
  readonly debug: 'none' | 'states' | 'all';
  /** Interfaces that `protocol direct` leaves out beside Calico's and kube-proxy's own. */
  readonly ignoredInterfaces: readonly string[];
  /** Undefined: the node has no address of this family, so it speaks no BGP in it. */
  readonly asNumber: number | undefined;
  readonly communities: readonly {
    readonly cidr: Cidr;
    readonly communities: readonly string[];
    readonly because: Origin;
  }[];
  readonly filters: readonly BirdFilter[];
  readonly protocols: readonly BirdProtocol[];
  /** In byte order of their text, as confd lists keys. */
  readonly blocks: readonly BirdRange[];
  readonly statics: readonly BirdRange[];
  /** Host routes to peers that are reached through somebody else. */
  readonly reachable: readonly { readonly peer: Ip; readonly via: Ip; readonly because: Origin }[];
  readonly pools: readonly BirdPool[];
  /** Ranges that may not get into the kernel. */
  readonly rejected: readonly BirdRange[];
  /** Service ranges that a route reflector passes on. */
  readonly reflected: readonly BirdRange[];
  /** Whether Felix writes IPIP routes, which BIRD then must not hand to iBGP peers. */
  readonly felixRoutesIpip: boolean;
  /** The metric of routes that nobody gave one; undefined before v3.32, when there were no metrics. */
  readonly metric: number | undefined;
}

export interface BirdRange {
  readonly cidr: Cidr;
  readonly because: Origin;
}

export interface BirdFilter {
  readonly name: string;
  readonly imports: readonly FilterRule[];
  readonly exports: readonly FilterRule[];
}

export interface BirdPool {
  readonly cidr: Cidr;
  readonly exported: boolean;
  /** What the kernel filter says: leave it to Felix, take it as it is, or through the tunnel. */
  readonly kernel: BirdPoolKernel;
  readonly because: Origin;
}

export type BirdPoolKernel =
  | { readonly kind: 'felix'; readonly note: string }
  | { readonly kind: 'plain' }
  | { readonly kind: 'tunnel' }
  /** Through the tunnel unless the other node is on this subnet. */
  | { readonly kind: 'tunnelBeyond'; readonly subnet: Cidr };

export interface BirdProtocol {
  /** `Mesh_10_0_1_30`, `Global_10_0_1_10_port_1790`. */
  readonly name: string;
  readonly neighbor: Ip;
  readonly port: number | undefined;
  /** 0 when the BGPPeer names none, which BIRD refuses. */
  readonly asNumber: number;
  readonly localAs: number | undefined;
  readonly internal: boolean;
  readonly sourceAddress: Ip | undefined;
  /** Hops, with TTL security on; undefined is off. */
  readonly ttlSecurity: number | undefined;
  readonly passive: boolean;
  readonly reflects: string | undefined;
  /** The Secret's name and key: the password itself is not ours to know. */
  readonly password: string | undefined;
  /** Seconds. */
  readonly gracefulRestart: number | undefined;
  readonly keepalive: number | undefined;
  readonly allowedLocalAs: number | undefined;
  readonly nextHop: 'self' | 'keep' | undefined;
  /** Names of BGPFilters that have rules for the direction. */
  readonly importFilters: readonly string[];
  readonly exportFilters: readonly string[];
  readonly because: Origin;
}
