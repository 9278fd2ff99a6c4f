import type { IpFamily } from '../../net/ip.ts';
import type { Origin } from '../../origin/origin.ts';
import type { ChainName } from './chainName.ts';
import type { Match } from './match.ts';
import type { Target } from './target.ts';

export type { ChainName };
export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security';
export type Hook = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

export interface Rule {
  readonly matches: readonly Match[];
  readonly target: Target;
  readonly because: Origin;
  /** From a dump taken with counters. */
  readonly counters?: Counters;
}

export interface Counters {
  readonly packets: bigint;
  readonly bytes: bigint;
}

export interface Chain {
  readonly name: ChainName;
  /** Built-in chains have one; user chains have none. */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly rules: readonly Rule[];
  /** Why the chain exists. */
  readonly because: Origin;
  /** What the chain stands for in the cluster's words: `yaobank/customer:http`, `10.48.0.43:80 on worker2`. */
  readonly stands?: string;
  readonly counters?: Counters;
}

export interface Table {
  readonly name: TableName;
  /** In print order: built-in chains in hook order, then user chains by name. */
  readonly chains: ReadonlyMap<ChainName, Chain>;
}

/** All tables that one iptables-save (or ip6tables-save) prints, in its order. */
export interface Ruleset {
  readonly family: IpFamily;
  readonly tables: readonly Table[];
}

export const chainName = (text: string): ChainName => text as ChainName;

export const tableOf = (ruleset: Ruleset, name: TableName): Table | undefined =>
  ruleset.tables.find((table) => table.name === name);
