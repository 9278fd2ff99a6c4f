import { filterLists, matchesAll } from '../bgpFilters.ts';
import { firstLine } from '../edits.ts';
import { forKind, type Rule } from '../rule.ts';

/**
 * Below a rule that matches every route no rule is asked.
 *
 * The first rule of a BGPFilter that matches decides about a route. A rule without any condition matches all of them.
 *
 * @source projectcalico confd/pkg/resource/template/template_funcs.go: BGPFilterBIRDFuncs; node/filesystem/etc/calico/confd/templates/bird.cfg.template
 * @cure Put the rule without a condition at the end.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: to-rack
 *   spec:
 *     exportV4:
 *     - action: Reject
 *     - action: Accept
 *       matchOperator: In
 *       cidr: 10.49.0.0/16
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: BGPFilter
 *   metadata:
 *     name: to-rack
 *   spec:
 *     exportV4:
 *     - action: Accept
 *       matchOperator: In
 *       cidr: 10.49.0.0/16
 *     - action: Reject
 */
export const bgpFilterRuleUnreachable: Rule = {
  id: 'bgp/filter-rule-unreachable',
  severity: 'warning',
  ...forKind(['BGPFilter'], function* (filter) {
    const { problems } = filter;
    for (const [list] of filterLists) {
      const rules = filter[list];
      const end = rules.findIndex(
        (rule) =>
          rule.action !== undefined &&
          matchesAll(rule) &&
          // A condition that cannot be read is one all the same.
          !problems.some(({ span }) => span.start >= rule.at.start && span.end <= rule.at.end),
      );
      const [all, next] = end === -1 ? [] : rules.slice(end, end + 2);
      if (all?.action === undefined || next === undefined) continue;
      yield {
        span: firstLine(next.at),
        message: 'This rule is never asked: one above it matches every route',
        why: 'The first rule that matches decides, and a rule without a condition always matches.',
        related: [{ span: firstLine(all.at), message: `${all.action.value}s every route` }],
      };
    }
  }),
};
