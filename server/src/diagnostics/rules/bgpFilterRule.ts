import { familyOfCidr } from '../../net/cidr.ts';
import { bitsOf, type IpFamily } from '../../net/ip.ts';
import type { BgpFilterRule } from '../../resources/calico/bgpFilter.ts';
import { communityProblem } from '../../resources/calico/community.ts';
import type { ResourceBase } from '../../resources/meta.ts';
import type { Span } from '../../text/span.ts';
import type { Located } from '../../yaml/located.ts';
import { filterRules } from '../bgpFilters.ts';
import { firstLine } from '../edits.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';

/**
 * The rules of a BGPFilter have a form.
 *
 * A rule has an action. A range comes with a matchOperator, and a prefixLength with a range; both are of the family of the
 * list they stand in. Operations are for routes that are accepted. Calico refuses anything else.
 *
 * @source projectcalico api/pkg/apis/projectcalico/v3/bgpfilter.go, the CEL rules of BGPFilterRuleV4; libcalico-go/lib/validator/v3/validator.go, tag `bgpFilterInterface`
 * @cure Add the field that the message names, or take the one away that needs it.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: to-rack
 *   spec:
 *     exportV4:
 *     - action: Accept
 *       cidr: 10.48.0.0/16
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: to-rack
 *   spec:
 *     exportV4:
 *     - action: Accept
 *       matchOperator: In
 *       cidr: 10.48.0.0/16
 */
export const bgpFilterRule: Rule = {
  id: 'bgp/filter-rule',
  severity: 'error',
  ...forKind(['BGPFilter'], function* (filter) {
    for (const { rule, family } of filterRules(filter)) {
      // Of a rule with a field that cannot be read nothing is said to be missing.
      if (isReadable(filter, rule)) yield* missing(rule);
      yield* ranges(rule, family);
      yield* values(rule);
    }
  }),
};

const isReadable = ({ problems }: ResourceBase, { at }: BgpFilterRule): boolean =>
  !problems.some(({ span }) => span.start >= at.start && span.end <= at.end);

function* missing(rule: BgpFilterRule): Generator<Finding> {
  const { at, action, cidr, matchOperator, operationsAt } = rule;
  const length = rule.minLength ?? rule.maxLength;
  if (action === undefined && at.end > at.start)
    yield refused(firstLine(at), 'action is required', 'a rule accepts or rejects what it matches');
  const alone = cidr === undefined ? matchOperator : matchOperator === undefined ? cidr : undefined;
  if (alone !== undefined)
    yield refused(
      alone.entry,
      'cidr and matchOperator must both be set or both be empty',
      'a range alone does not say how a route is held against it',
    );
  if (length !== undefined && cidr === undefined)
    yield refused(
      length.entry,
      'cidr is required when prefixLength is set',
      'the lengths are those of prefixes within a range; for any prefix the range is 0.0.0.0/0',
    );
  if (operationsAt !== undefined && action?.value === 'Reject')
    yield refused(
      firstLine(operationsAt),
      'operations may only be used with action Accept',
      'nothing is changed about a route that is rejected',
    );
}

const refused = (span: Span, message: string, because: string): Finding => ({
  span,
  message,
  why: `Calico refuses it: ${because}.`,
});

function* ranges({ cidr, minLength, maxLength }: BgpFilterRule, family: IpFamily): Generator<Finding> {
  if (cidr !== undefined && familyOfCidr(cidr.value) !== family)
    yield refused(
      cidr.span,
      `${cidr.value} is no IPv${String(family)} range`,
      `the list is for IPv${String(family)} routes; those of IPv${family === 4 ? '6' : '4'} have lists of their own`,
    );
  const most = bitsOf(family);
  for (const length of [minLength, maxLength])
    if (length !== undefined && (length.value < 0 || length.value > most))
      yield refused(
        length.span,
        `${String(length.value)} is no prefix length of IPv${String(family)}`,
        `lengths go from 0 to ${String(most)}`,
      );
  if (minLength !== undefined && maxLength !== undefined && minLength.value > maxLength.value)
    yield {
      span: maxLength.entry,
      message: `No prefix is at least ${String(minLength.value)} and at most ${String(maxLength.value)} bits long`,
      why: 'The rule matches no route.',
      severity: 'warning',
      related: [{ span: minLength.entry, message: 'the shortest' }],
    };
}

function* values(rule: BgpFilterRule): Generator<Finding> {
  if (isSet(rule.interface) && !/^(?:\*|[a-zA-Z0-9_.*-]{1,15})$/.test(rule.interface.value))
    yield refused(
      rule.interface.span,
      `Not the name of an interface: ${rule.interface.value.replace(/\s+/g, ' ')}`,
      'a name has at most 15 letters, digits, dots, dashes, underscores and stars, or is *',
    );
  for (const community of rule.communities) {
    const problem = communityProblem(community.value);
    if (problem !== undefined && community.value !== '') yield { span: community.span, ...problem };
  }
  const { priority } = rule;
  if (priority !== undefined && (priority.value < 1 || priority.value > 2147483646))
    yield refused(
      priority.span,
      `${String(priority.value)} is no priority`,
      'priorities go from 1 to 2147483646',
    );
}

const isSet = (field: Located<string> | undefined): field is Located<string> =>
  field !== undefined && field.value !== '';
