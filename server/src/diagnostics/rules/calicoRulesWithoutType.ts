import { firstLine } from '../edits.ts';
import { forKind, type Finding, type Rule } from '../rule.ts';
import type { CalicoPolicySpec } from '../../resources/calico/policy.ts';
import type { Edit } from '../../text/edit.ts';
import { textOf } from '../edits.ts';

/**
 * Rules of a direction that `types` leaves out are ignored.
 *
 * `types` says which directions a policy governs. Ingress rules of a policy with `types: [Egress]` are never looked at,
 * and the direction that is listed without rules is denied altogether for the endpoints the policy selects.
 *
 * @source projectcalico felix/calc/policy_sorter.go: ExtractPolicyMetadata
 * @cure Add the direction to `types`, or leave `types` out: then the rules say it.
 * @bad
 *   apiVersion: projectcalico.org/v3
 *   kind: NetworkPolicy
 *   metadata:
 *     name: allow-web
 *   spec:
 *     types:
 *     - Egress
 *     ingress:
 *     - action: Allow
 * @good
 *   apiVersion: projectcalico.org/v3
 *   kind: NetworkPolicy
 *   metadata:
 *     name: allow-web
 *   spec:
 *     types:
 *     - Ingress
 *     ingress:
 *     - action: Allow
 */
export const calicoRulesWithoutType: Rule = {
  id: 'calico/rules-without-type',
  severity: 'warning',
  ...forKind(['GlobalNetworkPolicy', 'CalicoNetworkPolicy'], function* (policy) {
    // Before DNAT there is one direction only, and another rule speaks of it.
    yield* ignored(policy, 'Ingress');
    if (policy.preDNAT?.value !== true) yield* ignored(policy, 'Egress');
  }),
};

function* ignored(policy: CalicoPolicySpec, direction: 'Ingress' | 'Egress'): Generator<Finding> {
  const { types, typesAt } = policy;
  const [rules, at] =
    direction === 'Ingress' ? [policy.ingress, policy.ingressAt] : [policy.egress, policy.egressAt];
  if (rules.length === 0 || at === undefined || typesAt === undefined || types.length === 0) return;
  if (types.some(({ value }) => value === direction)) return;
  yield {
    span: firstLine(at),
    message: `${direction.toLowerCase()} rules are ignored: types has no ${direction}`,
    why: `The policy governs ${types.map(({ value }) => value).join(' and ')} only.`,
    fix: { title: `Add ${direction} to types`, edits: addType(types[0], direction) },
    related: [{ span: firstLine(typesAt), message: 'the directions this policy governs' }],
  };
}

/** In front of the first one, in the way it is written. */
function addType(first: CalicoPolicySpec['types'][number] | undefined, direction: string): readonly Edit[] {
  if (first === undefined) return [];
  const { section, start } = first.span;
  const at = { section, start, end: start };
  const quote = /^["']/.exec(textOf(first.span))?.[0] ?? '';
  const before = section.text.slice(section.text.lastIndexOf('\n', start - 1) + 1, start);
  const separator = /^\s*-\s+$/.test(before) ? `\n${before}` : ', ';
  return [{ span: at, newText: `${quote}${direction}${quote}${separator}` }];
}
