import type { IpFamily } from '../net/ip.ts';
import type { BgpFilter, BgpFilterRule } from '../resources/calico/bgpFilter.ts';

/** A rule of a BGPFilter, and the list it stands in. */
export interface ListedFilterRule {
  readonly rule: BgpFilterRule;
  readonly list: FilterList;
  readonly family: IpFamily;
}

type FilterList = 'exportV4' | 'importV4' | 'exportV6' | 'importV6';

export const filterLists: readonly (readonly [FilterList, IpFamily])[] = [
  ['exportV4', 4],
  ['importV4', 4],
  ['exportV6', 6],
  ['importV6', 6],
];

export const filterRules = (filter: BgpFilter): readonly ListedFilterRule[] =>
  filterLists.flatMap(([list, family]) => filter[list].map((rule) => ({ rule, list, family })));

/** Whether every route matches: a rule that asks for nothing does. */
export const matchesAll = (rule: BgpFilterRule): boolean =>
  rule.cidr === undefined &&
  rule.matchOperator === undefined &&
  rule.source === undefined &&
  rule.interface === undefined &&
  rule.peerType === undefined &&
  rule.priority === undefined &&
  rule.communities.length === 0 &&
  rule.asPathPrefix.length === 0;
