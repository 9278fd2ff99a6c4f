import type { Selector, SelectorError } from './selector.ts';
import { tokenize, type Token, type TokenKind } from './tokenize.ts';

/** How deep parentheses may nest; the API server takes 1,024 characters in all, so nobody needs more. */
const deepest = 512;

/**
 * Reads a Calico selector, an empty one as `all()`. Errors are Calico's own sentences
 * (libcalico-go/lib/selector/parser/parser.go, v3.32) with the characters they are about. Never throws.
 */
export function parseSelector(text: string): { readonly selector: Selector } | SelectorError {
  const tokens = tokenize(text);
  if ('error' in tokens) return tokens;
  if (tokens.length === 1) return { selector: { kind: 'all' } };
  const cursor = cursorOver(tokens);
  const selector = parseOr(cursor, 0);
  if ('error' in selector) return selector;
  const rest = cursor.peek();
  if (rest.kind === 'end') return { selector };
  return fail(`unexpected content at end of selector: ${shown(rest)}`, { ...rest, end: text.length });
}

interface Cursor {
  readonly peek: () => Token;
  /** The current token, left behind; the last one stays. */
  readonly take: () => Token;
}

function cursorOver(tokens: readonly Token[]): Cursor {
  let next = 0;
  const peek = (): Token => tokens[next] ?? { kind: 'end', value: '', start: 0, end: 0 };
  return {
    peek,
    take: () => {
      const token = peek();
      if (next < tokens.length - 1) next += 1;
      return token;
    },
  };
}

type Parsed = Selector | SelectorError;

const parseOr = (cursor: Cursor, depth: number): Parsed =>
  parseChain(cursor, '||', 'or', () => parseChain(cursor, '&&', 'and', () => parseOperation(cursor, depth)));

function parseChain(cursor: Cursor, joint: TokenKind, kind: 'and' | 'or', parseOne: () => Parsed): Parsed {
  const first = parseOne();
  if ('error' in first || cursor.peek().kind !== joint) return first;
  const operands: Selector[] = [first];
  while (cursor.peek().kind === joint) {
    cursor.take();
    const operand = parseOne();
    if ('error' in operand) return operand;
    operands.push(operand);
  }
  return { kind, operands };
}

/** Any number of `!`, pairs of which cancel, before one operation or parenthesis. */
function parseOperation(cursor: Cursor, depth: number): Parsed {
  let negated = false;
  while (cursor.peek().kind === '!') {
    cursor.take();
    negated = !negated;
  }
  const operand = parsePlainOperation(cursor, depth);
  return negated && !('error' in operand) ? { kind: 'not', operand } : operand;
}

function parsePlainOperation(cursor: Cursor, depth: number): Parsed {
  const token = cursor.take();
  const { kind } = token;
  if (kind === 'has') return { kind, label: token.value };
  if (kind === 'all' || kind === 'global') return { kind };
  if (kind === 'label') return parseLabelTest(cursor, token);
  if (kind === '(') return parseParenthesis(cursor, token, depth + 1);
  return kind === 'end'
    ? fail('unexpected end of string looking for op', token)
    : fail(`unexpected token: ${shown(token)}`, token);
}

function parseParenthesis(cursor: Cursor, opening: Token, depth: number): Parsed {
  if (depth > deepest) return fail('parentheses nested too deeply', opening);
  const inner = parseOr(cursor, depth);
  if ('error' in inner) return inner;
  const closing = cursor.take();
  return closing.kind === ')' ? inner : fail('expected )', closing);
}

const comparisons: Partial<
  Record<TokenKind, 'equals' | 'notEquals' | 'contains' | 'startsWith' | 'endsWith'>
> = {
  '==': 'equals',
  '!=': 'notEquals',
  contains: 'contains',
  'starts with': 'startsWith',
  'ends with': 'endsWith',
};

function parseLabelTest(cursor: Cursor, { value: label }: Token): Parsed {
  const operator = cursor.take();
  if (operator.kind === 'end') return fail('unexpected end of string looking for op', operator);
  if (operator.kind === 'in' || operator.kind === 'not in')
    return parseSet(cursor, label, operator.kind === 'in' ? 'in' : 'notIn');
  const kind = comparisons[operator.kind];
  if (kind === undefined) return fail(`expected == or != not: ${shown(operator)}`, operator);
  const value = cursor.take();
  if (value.kind === 'end') return fail('unexpected end of string looking for op', value);
  return value.kind === 'string' ? { kind, label, value: value.value } : fail('expected string', value);
}

/** `{"a", "b",}`; an empty set and a comma before the brace are fine. */
function parseSet(cursor: Cursor, label: string, kind: 'in' | 'notIn'): Parsed {
  const opening = cursor.take();
  if (opening.kind !== '{') return fail('expected set literal', opening);
  const values = new Set<string>();
  while (cursor.peek().kind === 'string') {
    values.add(cursor.take().value);
    if (cursor.peek().kind !== ',') break;
    cursor.take();
  }
  const closing = cursor.take();
  if (closing.kind !== '}') return fail('expected }', closing);
  return { kind, label, values: [...values].sort() };
}

/** The end of the text has no characters; then the last one is pointed at. */
const fail = (
  error: string,
  { start, end }: { readonly start: number; readonly end: number },
): SelectorError =>
  start < end ? { error, at: { start, end } } : { error, at: { start: Math.max(0, start - 1), end } };

function shown({ kind, value }: Token): string {
  if (kind === 'string') return `"${value}"`;
  if (kind === 'has') return `has(${value})`;
  if (kind === 'all' || kind === 'global') return `${kind}()`;
  return kind === 'label' ? value : kind;
}
