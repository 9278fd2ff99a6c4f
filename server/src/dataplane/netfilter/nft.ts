import type { IpFamily } from '../../net/ip.ts';
import type { Protocol } from '../../net/port.ts';
import type { Origin } from '../../origin/origin.ts';
import type { Brand } from '../../text/brand.ts';

export type NftChainName = Brand<string, 'NftChainName'>;

export const nftChainName = (text: string): NftChainName => text as NftChainName;

/**
 * One nftables table (`ip` or `ip6`, by its family) as kube-proxy's nftables mode keeps it: the frame that every node
 * has, and then one part for each service, which stays the same object while the service and its surroundings do.
 * What belongs to the whole table (all chains by name, the elements of one set) is asked of nftTable.ts.
 */
export interface NftTable {
  readonly family: IpFamily;
  readonly name: string;
  readonly comment: string;
  /** How the library of the time writes a table out: each chain with its rules, or first all that is named. */
  readonly scriptOrder: 'byChain' | 'byKind';
  /** The frame first, then the services in the order in which they were written. */
  readonly parts: readonly NftPart[];
  readonly because: Origin;
}

export interface NftPart {
  readonly chains: readonly NftChain[];
  readonly sets: readonly NftSet[];
  readonly maps: readonly NftMap[];
  /** Elements of sets and maps of any part, in the order in which they were added. */
  readonly elements: readonly NftElement[];
}

export interface NftChain {
  readonly name: NftChainName;
  /** Present on the chains that the kernel calls; the others are reached by jump and goto. */
  readonly base?: NftBase;
  readonly comment?: string;
  readonly rules: readonly NftRule[];
  /** What the chain stands for in the cluster's words: `yaobank/customer:http`, `10.48.0.43:80`. */
  readonly stands?: string;
  readonly because: Origin;
}

export type NftHook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

export interface NftBase {
  readonly type: 'filter' | 'nat';
  readonly hook: NftHook;
  /** Chains of one hook run from the lowest number up; DNAT happens at -100, SNAT at 100. */
  readonly priority: number;
}

/** A rule asks and acts from left to right; the first question answered no ends it. */
export interface NftRule {
  readonly statements: readonly NftStatement[];
  readonly comment?: string;
  readonly because: Origin;
}

export type NftStatement = NftMatch | NftAction;

export type NftSide = 'source' | 'destination';

/** A field of the packet, as part of a key looked up in a set or map. */
export type NftField =
  /** `ip saddr`, `ip6 daddr`. */
  | { readonly kind: 'address'; readonly side: NftSide }
  /** `meta l4proto`. */
  | { readonly kind: 'protocol' }
  /** `th dport`: whatever the transport. */
  | { readonly kind: 'destinationPort' };

export type NftKey = readonly [NftField, ...NftField[]];

export type NftMatch =
  /** `ip saddr != 10.48.0.0/16`; `net` is an address or a range, as kube-proxy writes it. */
  | {
      readonly kind: 'address';
      readonly side: NftSide;
      readonly net: string;
      readonly not?: boolean;
    }
  /** `ip saddr != { 198.51.100.0/24, 203.0.113.1 }`. */
  | {
      readonly kind: 'addressAmong';
      readonly side: NftSide;
      readonly nets: readonly string[];
      readonly not?: boolean;
    }
  /** `ip daddr . meta l4proto . th dport @firewall`. */
  | { readonly kind: 'inSet'; readonly key: NftKey; readonly set: string }
  /** `meta l4proto tcp`. */
  | { readonly kind: 'protocol'; readonly is: Protocol }
  /** `tcp dport 80`. */
  | { readonly kind: 'destinationPort'; readonly protocol: Protocol; readonly port: number }
  /** `iif cbr0`, `iifname "cali*"`: a name that ends in `*` stands for every interface that begins so. */
  | {
      readonly kind: 'inInterface';
      readonly by: 'index' | 'name';
      readonly name: string;
      readonly not?: boolean;
    }
  | { readonly kind: 'conntrackState'; readonly is: 'new' | 'invalid' }
  /** `ct status dnat`: the connection's destination was rewritten. */
  | { readonly kind: 'conntrackStatus'; readonly is: 'dnat' }
  /** `mark and MASK == 0`, or `!= 0`: are any of these bits set? */
  | { readonly kind: 'markBits'; readonly mask: number; readonly set: boolean }
  /** `fib daddr type local`: is it an address of this node (by the routing table)? */
  | { readonly kind: 'localAddress'; readonly side: NftSide };

export type NftAction =
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict }
  /** `… vmap @service-ips`: the verdict that the map holds for the key; none found, the rule ends. */
  | { readonly kind: 'verdictFrom'; readonly key: NftKey; readonly map: string }
  /** `numgen random mod N vmap { 0 : …, 1 : … }`: each with the same chance. */
  | { readonly kind: 'randomVerdict'; readonly verdicts: readonly NftVerdict[] }
  | { readonly kind: 'dnat'; readonly to: NftEndpoint }
  /** `dnat ip addr . port to numgen random mod N map { 0 : …, 1 : … }`: each with the same chance. */
  | { readonly kind: 'randomDnat'; readonly to: readonly NftEndpoint[] }
  /** The mark with these bits set (`or`) or turned over (`xor`). */
  | { readonly kind: 'setMark'; readonly operation: 'or' | 'xor'; readonly bits: number }
  /** `update @affinity-… { ip saddr }`: adds the key, or renews the time it has left. */
  | { readonly kind: 'update'; readonly set: string; readonly key: NftKey }
  | { readonly kind: 'masquerade'; readonly fullyRandom: boolean }
  /** ICMP port unreachable. */
  | { readonly kind: 'reject' };

export interface NftEndpoint {
  /** Without brackets. */
  readonly address: string;
  readonly port: number;
}

export type NftVerdict =
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  | { readonly kind: 'jump'; readonly chain: NftChainName }
  | { readonly kind: 'goto'; readonly chain: NftChainName };

/** What a field of a set's key holds; `address` is `ipv4_addr` or `ipv6_addr` by the table's family. */
export type NftDataType = 'address' | 'inet_proto' | 'inet_service';

export interface NftSet {
  readonly name: string;
  readonly type: readonly [NftDataType, ...NftDataType[]];
  /** `dynamic`: rules add to it. `timeout`: elements leave by themselves. `interval`: elements may be ranges. */
  readonly flags?: readonly ('dynamic' | 'timeout' | 'interval')[];
  readonly timeoutSeconds?: number;
  readonly comment?: string;
  readonly because: Origin;
}

/** A map from keys to verdicts. */
export interface NftMap {
  readonly name: string;
  readonly type: readonly [NftDataType, ...NftDataType[]];
  readonly comment?: string;
  readonly because: Origin;
}

export interface NftElement {
  /** The set or map that it is an element of. */
  readonly of: string;
  /** The key's fields as written: `10.49.0.1`, `tcp`, `443`. */
  readonly key: readonly [string, ...string[]];
  /** Elements of maps have one. */
  readonly verdict?: NftVerdict;
  readonly comment?: string;
  readonly because: Origin;
}
