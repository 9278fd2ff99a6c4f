import type { Span } from '../../text/span.ts';
import type { Fields } from '../../yaml/fields.ts';
import type { Located } from '../../yaml/located.ts';

/** meta/v1 LabelSelector, as written; an empty one selects everything. */
export interface LabelSelector {
  readonly at: Span;
  readonly matchLabels: ReadonlyMap<string, Located<string>>;
  readonly matchExpressions: readonly LabelRequirement[];
}

export interface LabelRequirement {
  readonly at: Span;
  readonly key: Located<string> | undefined;
  readonly operator: Located<'In' | 'NotIn' | 'Exists' | 'DoesNotExist'> | undefined;
  readonly values: readonly Located<string>[];
}

export function readLabelSelector(fields: Fields | undefined): LabelSelector | undefined {
  if (fields === undefined) return undefined;
  return {
    at: fields.span,
    matchLabels: fields.stringMap('matchLabels'),
    matchExpressions: fields.maps('matchExpressions').map((expression) => ({
      at: expression.span,
      key: expression.text('key'),
      operator: expression.oneOf('operator', ['In', 'NotIn', 'Exists', 'DoesNotExist']),
      values: expression.strings('values'),
    })),
  };
}

/** apimachinery labels.Requirement.Matches: `NotIn` also holds where the label is absent. */
export function matchesLabels(selector: LabelSelector, label: (key: string) => string | undefined): boolean {
  for (const [key, { value }] of selector.matchLabels) if (label(key) !== value) return false;
  return selector.matchExpressions.every((requirement) => holds(requirement, label));
}

function holds(
  { key, operator, values }: LabelRequirement,
  label: (key: string) => string | undefined,
): boolean {
  if (key === undefined || operator === undefined) return false;
  const value = label(key.value);
  const isListed = values.some((listed) => listed.value === value);
  switch (operator.value) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}
