import { unreachable } from '../../text/brand.ts';
import type { LabelTest, Selector } from './selector.ts';

export type Labels = ReadonlyMap<string, string>;

/**
 * Whether something with these labels is selected (libcalico-go/lib/selector/parser/ast.go, Evaluate): an absent label
 * passes `!=` and `not in` and nothing else.
 */
export function matchesSelector(selector: Selector, labels: Labels): boolean {
  if ('label' in selector) return passes(selector, labels.get(selector.label));
  switch (selector.kind) {
    case 'all':
    case 'global':
      return true;
    case 'not':
      return !matchesSelector(selector.operand, labels);
    case 'and':
      return selector.operands.every((operand) => matchesSelector(operand, labels));
    case 'or':
      return selector.operands.some((operand) => matchesSelector(operand, labels));
    default:
      return unreachable(selector);
  }
}

function passes(test: LabelTest, value: string | undefined): boolean {
  if (value === undefined) return test.kind === 'notEquals' || test.kind === 'notIn';
  switch (test.kind) {
    case 'has':
      return true;
    case 'equals':
      return value === test.value;
    case 'notEquals':
      return value !== test.value;
    case 'contains':
      return value.includes(test.value);
    case 'startsWith':
      return value.startsWith(test.value);
    case 'endsWith':
      return value.endsWith(test.value);
    case 'in':
      return test.values.includes(value);
    case 'notIn':
      return !test.values.includes(value);
    default:
      return unreachable(test);
  }
}

/** Every label name that the selector asks about, each once, in order of first mention. */
export function selectorsLabels(selector: Selector): readonly string[] {
  if ('label' in selector) return [selector.label];
  if ('operand' in selector) return selectorsLabels(selector.operand);
  if ('operands' in selector) return [...new Set(selector.operands.flatMap(selectorsLabels))];
  return [];
}

/**
 * Calico's normal form (ast.go, collectFragments): single blanks, double quotes unless the value holds one, sets in
 * order, one pair of parentheses around each `&&` or `||`. Felix names its ip sets after it.
 */
export function canonicalSelector(selector: Selector): string {
  if ('label' in selector) return canonicalTest(selector);
  if ('operand' in selector) return `!${canonicalSelector(selector.operand)}`;
  if (!('operands' in selector)) return `${selector.kind}()`;
  const joint = selector.kind === 'and' ? ' && ' : ' || ';
  return `(${selector.operands.map(canonicalSelector).join(joint)})`;
}

function canonicalTest(test: LabelTest): string {
  if (test.kind === 'has') return `has(${test.label})`;
  if ('values' in test) return `${test.label} ${spelling[test.kind]} {${test.values.map(quoted).join(', ')}}`;
  return `${test.label} ${spelling[test.kind]} ${quoted(test.value)}`;
}

const spelling = {
  equals: '==',
  notEquals: '!=',
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  in: 'in',
  notIn: 'not in',
} as const;

const quoted = (value: string): string => (value.includes('"') ? `'${value}'` : `"${value}"`);
