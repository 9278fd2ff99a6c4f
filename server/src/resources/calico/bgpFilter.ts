import type { Cidr } from '../../net/cidr.ts';
import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';
import type { ResourceBase } from '../meta.ts';
import { asNumberOf, reportAsNumber } from './bgp.ts';
import { communityProblem } from './community.ts';

/** projectcalico.org BGPFilter, as written. */
export interface BgpFilter extends ResourceBase {
  readonly kind: 'BGPFilter';
  readonly exportV4: readonly BgpFilterRule[];
  readonly importV4: readonly BgpFilterRule[];
  readonly exportV6: readonly BgpFilterRule[];
  readonly importV6: readonly BgpFilterRule[];
}

export type MatchOperator = 'Equal' | 'NotEqual' | 'In' | 'NotIn';

export interface BgpFilterRule {
  readonly at: Span;
  readonly action: Located<'Accept' | 'Reject'> | undefined;
  readonly cidr: Located<Cidr> | undefined;
  /** The same, with the characters that BIRD gets to see. */
  readonly cidrAsWritten: string | undefined;
  readonly matchOperator: Located<MatchOperator> | undefined;
  readonly minLength: Located<number> | undefined;
  readonly maxLength: Located<number> | undefined;
  readonly source: Located<'RemotePeers'> | undefined;
  readonly interface: Located<string> | undefined;
  readonly peerType: Located<'eBGP' | 'iBGP'> | undefined;
  readonly communities: readonly Located<string>[];
  readonly asPathPrefix: readonly number[];
  readonly priority: Located<number> | undefined;
  readonly operations: readonly BgpFilterOperation[];
  readonly operationsAt: Span | undefined;
}

export type BgpFilterOperation =
  | { readonly kind: 'addCommunity'; readonly value: string }
  | { readonly kind: 'prependASPath'; readonly prefix: readonly number[] }
  | { readonly kind: 'setPriority'; readonly value: number };

export function readBgpFilter(root: Fields, base: ResourceBase): BgpFilter {
  const spec = root.child('spec');
  const rules = (key: string): readonly BgpFilterRule[] => spec.maps(key).map(readRule);
  return {
    ...base,
    kind: 'BGPFilter',
    exportV4: rules('exportV4'),
    importV4: rules('importV4'),
    exportV6: rules('exportV6'),
    importV6: rules('importV6'),
  };
}

function readRule(rule: Fields): BgpFilterRule {
  const cidr = rule.cidr('cidr');
  const length = rule.child('prefixLength');
  return {
    at: rule.span,
    action: rule.oneOf('action', ['Accept', 'Reject']),
    cidr,
    cidrAsWritten: cidr === undefined ? undefined : rule.text('cidr')?.value.trim(),
    matchOperator: rule.oneOf('matchOperator', ['Equal', 'NotEqual', 'In', 'NotIn']),
    minLength: length.integer('min'),
    maxLength: length.integer('max'),
    source: rule.oneOf('source', ['RemotePeers']),
    interface: rule.text('interface'),
    peerType: rule.oneOf('peerType', ['eBGP', 'iBGP']),
    communities: rule.child('communities').strings('values'),
    asPathPrefix: asNumbers(rule, 'asPathPrefix'),
    priority: rule.integer('priority'),
    operations: rule.maps('operations').flatMap(readOperation),
    operationsAt: rule.entry('operations'),
  };
}

function asNumbers(fields: Fields, key: string): readonly number[] {
  return fields.strings(key).flatMap((written) => {
    const value = asNumberOf(written.value);
    if (value === undefined) reportAsNumber(fields, written);
    return value ?? [];
  });
}

function readOperation(operation: Fields): readonly BgpFilterOperation[] {
  const community = operation.child('addCommunity').text('value');
  if (community !== undefined) return addCommunity(operation, community);
  const priority = operation.child('setPriority').integer('value');
  if (priority !== undefined) return [{ kind: 'setPriority', value: priority.value }];
  const prefix = asNumbers(operation.child('prependASPath'), 'prefix');
  return prefix.length === 0 ? [] : [{ kind: 'prependASPath', prefix }];
}

function addCommunity({ report }: Fields, { value, span }: Located<string>): readonly BgpFilterOperation[] {
  const problem = communityProblem(value);
  if (problem === undefined) return [{ kind: 'addCommunity', value }];
  report({ kind: 'value', span, message: problem.message, cure: problem.why });
  return [];
}
