import type { IpFamily } from '../../net/ip.ts';
import type { Protocol } from '../../net/port.ts';
import type { Origin } from '../../origin/origin.ts';

/** What kube-proxy's IPVS mode keeps in the kernel beside its iptables rules, one address family. */
export interface IpvsState {
  readonly family: IpFamily;
  readonly sysctls: readonly Sysctl[];
  /** By protocol, address and port, each by number. (`ipvsadm -ln` has an order of its own.) */
  readonly virtualServers: readonly VirtualServer[];
  /** By name. */
  readonly ipSets: readonly IpSet[];
  /** Addresses bound to kube-ipvs0, bytewise order. */
  readonly boundAddresses: readonly BoundAddress[];
}

export interface Sysctl {
  readonly name: string;
  readonly value: string;
  readonly because: Origin;
}

export interface VirtualServer {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly scheduler: string;
  /** Seconds of `persistent`, for session affinity. */
  readonly persistentSeconds?: number;
  /** Scheduler flags as ipvsadm 1.31 prints them in parentheses: `mh-port`. */
  readonly flags?: string;
  /** Bytewise order of address and port as written together. */
  readonly realServers: readonly RealServer[];
  readonly because: Origin;
}

export interface RealServer {
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  readonly because: Origin;
}

export interface IpSet {
  readonly name: string;
  /** `hash:ip,port`, `bitmap:port`, … */
  readonly type: string;
  /** Create options after the type, as `ipset save` prints them. */
  readonly options: string;
  readonly comment: string;
  /** Bytewise order of the printed form. */
  readonly members: readonly IpSetMember[];
  readonly because: Origin;
}

export interface IpSetMember {
  /** As `ipset save` prints it: `10.49.60.52,tcp:80`. */
  readonly text: string;
  readonly because: Origin;
}

export interface BoundAddress {
  readonly address: string;
  readonly because: Origin;
}
