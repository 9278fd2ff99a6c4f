import type { VirtualServer } from '../dataplane/netfilter/ipvs.ts';
import type { Match } from '../dataplane/netfilter/match.ts';
import type { NftElement, NftRule } from '../dataplane/netfilter/nft.ts';
import type { Hook, Rule } from '../dataplane/netfilter/ruleset.ts';
import type { NextHop, Route } from '../dataplane/routing/route.ts';
import type { Ip } from '../net/ip.ts';
import type { Origin } from '../origin/origin.ts';
import type { Packet } from './packet.ts';

/** Where in the kernel a rule was met: an iptables table (`nat`) or the nftables table (`kube-proxy`). */
export interface RulePlace {
  readonly hook: Hook;
  readonly table: string;
  readonly chain: string;
  /** Jumps from the built-in or base chain: 0 in it. */
  readonly depth: number;
}

/** What happened to a packet on a host, each with the packet before and after. */
export type Step =
  RuleStep | NftStep | PassedStep | PolicyStep | RouteStep | LocalStep | IpvsStep | ConntrackStep;

/** What every rule that was met says of itself. */
interface MetRule extends RulePlace {
  /** 1-based, as `iptables -L --line-numbers` counts. */
  readonly number: number;
  readonly before: Packet;
  readonly after: Packet;
  /** How many rules of the chain were tried just before, without a match. */
  readonly passed: number;
  /** The probability of the rule's own random match. */
  readonly chance: number | undefined;
  readonly note: string | undefined;
}

/** An iptables rule that matched. */
export interface RuleStep extends MetRule {
  readonly kind: 'rule';
  readonly rule: Rule;
}

/** An nftables rule whose questions were all answered yes. */
export interface NftStep extends MetRule {
  readonly kind: 'nft';
  readonly rule: NftRule;
  /** What its map held for the packet. */
  readonly element: NftElement | undefined;
  /** Where it leads, or what it ends in: `goto service-…`, `dnat to 10.48.0.43:80`; undefined when it only changes. */
  readonly outcome: string | undefined;
}

/** The rest of a chain was tried and nothing matched. */
export interface PassedStep extends RulePlace {
  readonly kind: 'passed';
  readonly passed: number;
  /** Whether nothing in the chain matched at all. */
  readonly whole: boolean;
  /** Of a short chain: what each rule asked in vain. */
  readonly tried: readonly TriedRule[];
  readonly packet: Packet;
}

export interface TriedRule {
  readonly number: number;
  readonly rule: Rule;
  /** The first of the rule's matches that did not hold. */
  readonly failed: Match;
}

/** A built-in chain came to its end and its policy is DROP. */
export interface PolicyStep extends RulePlace {
  readonly kind: 'policy';
  readonly because: Origin;
  readonly packet: Packet;
}

/** The routing table chose. */
export interface RouteStep {
  readonly kind: 'route';
  readonly route: Route;
  /** The path taken; undefined for a blackhole. */
  readonly nextHop: NextHop | undefined;
  /** Share of the flows that take this path: 1 where there is one only. */
  readonly share: number;
  readonly purpose: 'send' | 'forward' | 'reroute';
  readonly packet: Packet;
}

/** The destination is an address of this host. */
export interface LocalStep {
  readonly kind: 'local';
  readonly address: Ip;
  readonly device: string;
  readonly because: Origin;
  readonly packet: Packet;
}

/** IPVS took the packet for a virtual server. */
export interface IpvsStep {
  readonly kind: 'ipvs';
  readonly server: VirtualServer;
  /** Undefined where there is none to send to. */
  readonly realServer: VirtualServer['realServers'][number] | undefined;
  readonly share: number;
  readonly note: string | undefined;
  readonly before: Packet;
  readonly after: Packet;
}

/** Connection tracking put back, on an answer, what it had changed on the way there. */
export interface ConntrackStep {
  readonly kind: 'conntrack';
  readonly hook: Hook;
  readonly before: Packet;
  readonly after: Packet;
}
