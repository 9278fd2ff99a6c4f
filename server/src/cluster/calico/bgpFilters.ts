import { memoByKey } from '../../memo/memo.ts';
import { containsCidr, familyOfCidr, prefixLengthOf, type Cidr } from '../../net/cidr.ts';
import { bitsOf, type IpFamily } from '../../net/ip.ts';
import { written, type Origin } from '../../origin/origin.ts';
import type {
  BgpFilter,
  BgpFilterOperation,
  BgpFilterRule,
  MatchOperator,
} from '../../resources/calico/bgpFilter.ts';
import { nameOf } from '../../resources/meta.ts';
import type { Cluster } from '../cluster.ts';

/** The rules of a BGPFilter for one family and direction, in the order they are asked. */
export interface ClusterFilter {
  readonly name: string;
  readonly rules: Readonly<Record<FilterDirection, Readonly<Record<IpFamily, readonly FilterRule[]>>>>;
}

export type FilterDirection = 'import' | 'export';

export interface FilterRule {
  readonly accepts: boolean;
  readonly net: NetCondition | undefined;
  /** Only routes that came over BGP. */
  readonly fromPeers: boolean;
  /** BIRD's pattern: `*` and `?`. */
  readonly interface: string | undefined;
  readonly peerType: 'eBGP' | 'iBGP' | undefined;
  /** All of them must be on the route. */
  readonly communities: readonly string[];
  readonly asPathPrefix: readonly number[];
  readonly priority: number | undefined;
  readonly operations: readonly BgpFilterOperation[];
  readonly because: Origin;
}

export interface NetCondition {
  readonly cidr: Cidr;
  readonly asWritten: string;
  readonly operator: MatchOperator;
  /** Both ends belong to it; undefined asks for the range itself (Equal) or all that lies in it (In). */
  readonly lengths: { readonly min: number; readonly max: number } | undefined;
}

/** Every BGPFilter by name (confd/pkg/resource/template/template_funcs.go: BGPFilterBIRDFuncs). */
export const bgpFilters = memoByKey(
  (cluster: Cluster): ReadonlyMap<string, ClusterFilter> =>
    new Map(cluster.resources.ofKind('BGPFilter').map((filter) => [nameOf(filter), resolveFilter(filter)])),
);

const resolveFilter = memoByKey((filter: BgpFilter): ClusterFilter => ({
  name: nameOf(filter),
  rules: {
    import: { 4: filter.importV4.flatMap(resolveRule), 6: filter.importV6.flatMap(resolveRule) },
    export: { 4: filter.exportV4.flatMap(resolveRule), 6: filter.exportV6.flatMap(resolveRule) },
  },
}));

/** A rule without an action, or with half a condition on the range, is one that the API server refuses. */
function resolveRule(rule: BgpFilterRule): readonly FilterRule[] {
  if (rule.action === undefined) return [];
  if ((rule.cidr === undefined) !== (rule.matchOperator === undefined)) return [];
  return [
    {
      accepts: rule.action.value === 'Accept',
      net: netCondition(rule),
      fromPeers: rule.source !== undefined,
      interface: rule.interface?.value,
      peerType: rule.peerType?.value,
      communities: rule.communities.map(({ value }) => value),
      asPathPrefix: rule.asPathPrefix,
      priority: rule.priority?.value,
      operations: rule.operations,
      because: written(rule.at, 'BGPFilter rule'),
    },
  ];
}

function netCondition({
  cidr,
  cidrAsWritten,
  matchOperator,
  minLength,
  maxLength,
}: BgpFilterRule): NetCondition | undefined {
  if (cidr === undefined || cidrAsWritten === undefined || matchOperator === undefined) return undefined;
  const bits = bitsOf(familyOfCidr(cidr.value));
  const lengths =
    minLength === undefined && maxLength === undefined
      ? undefined
      : {
          min: Math.max(prefixLengthOf(cidr.value), minLength?.value ?? 0),
          max: Math.min(bits, maxLength?.value ?? bits),
        };
  return { cidr: cidr.value, asWritten: cidrAsWritten, operator: matchOperator.value, lengths };
}

/** BIRD's `net ~ 10.0.0.0/8` holds for every prefix within; with lengths, for those of these lengths. */
export function matchesNet({ cidr, operator, lengths }: NetCondition, prefix: Cidr): boolean {
  const length = prefixLengthOf(prefix);
  const within =
    familyOfCidr(cidr) === familyOfCidr(prefix) &&
    containsCidr(cidr, prefix) &&
    (lengths === undefined || (lengths.min <= length && length <= lengths.max));
  switch (operator) {
    case 'Equal':
      return lengths === undefined ? prefix === cidr : within;
    case 'NotEqual':
      return lengths === undefined ? prefix !== cidr : !within;
    case 'In':
      return within;
    case 'NotIn':
      return !within;
  }
}
