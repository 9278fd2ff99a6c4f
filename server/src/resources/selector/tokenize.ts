import type { SelectorError } from './selector.ts';

export type TokenKind =
  | 'label'
  | 'string'
  | 'has'
  | 'all'
  | 'global'
  | WordOperator
  | '=='
  | '!='
  | '!'
  | '&&'
  | '||'
  | '('
  | ')'
  | '{'
  | '}'
  | ','
  | 'end';

type WordOperator = 'contains' | 'starts with' | 'ends with' | 'in' | 'not in';

export interface Token {
  readonly kind: TokenKind;
  /** The label's name, or the string without its quotes; empty for the others. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A token, or what was expected instead of the characters at `at`. */
type Scanned = Token | SelectorError;

const longestLabel = 512;

/**
 * The tokens of a selector, `end` last, as libcalico-go/lib/selector/tokenizer/tokenizer.go (v3.32) cuts them:
 * only space and tab are blanks; word operators are looked for right after a label and nowhere else.
 */
export function tokenize(text: string): readonly Token[] | SelectorError {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(/[ \t]*/y, text, at).length;
    if (at === text.length) return [...tokens, { kind: 'end', value: '', start: at, end: at }];
    const scanned = scan(text, at, tokens.at(-1));
    if ('error' in scanned) return scanned;
    tokens.push(scanned);
    at = scanned.end;
  }
}

function scan(text: string, at: number, before: Token | undefined): Scanned {
  const char = text.charAt(at);
  if (char === '"' || char === "'") return quotedString(text, at, char);
  const symbol = matchAt(/==|!=|&&|\|\||[(){},!]/y, text, at);
  if (symbol !== '') return { kind: symbol as TokenKind, value: '', start: at, end: at + symbol.length };
  if (char === '=' || char === '&' || char === '|') return failure(`expected ${char}${char}`, at, at + 1);
  if (before?.kind === 'label') return wordOperator(text, at, before.value);
  return functionCall(text, at) ?? label(text, at);
}

function quotedString(text: string, at: number, quote: string): Scanned {
  const end = text.indexOf(quote, at + 1);
  if (end === -1) return failure('unterminated string', at, text.length);
  return { kind: 'string', value: text.slice(at + 1, end), start: at, end: end + 1 };
}

const wordOperators: readonly (readonly [WordOperator, RegExp])[] = [
  ['contains', /contains(?![\w./-])/y],
  ['starts with', /starts[ \t]*with(?![\w./-])/y],
  ['ends with', /ends[ \t]*with(?![\w./-])/y],
  ['not in', /not[ \t]*in(?![\w./-])/y],
  ['in', /in(?![\w./-])/y],
];

function wordOperator(text: string, at: number, labelName: string): Scanned {
  for (const [kind, pattern] of wordOperators) {
    const found = matchAt(pattern, text, at);
    if (found !== '') return { kind, value: '', start: at, end: at + found.length };
  }
  return failure(`expected operator after label "${labelName}"`, at, endOfWord(text, at));
}

/** `has(label)`, `all()`, `global()`: no blank before the parenthesis, any number within. */
function functionCall(text: string, at: number): Scanned | undefined {
  const opening = matchAt(/(has|all|global)\([ \t]*/y, text, at);
  if (opening === '') return undefined;
  const kind = opening.startsWith('has') ? 'has' : opening.startsWith('all') ? 'all' : 'global';
  let end = at + opening.length;
  const value = kind === 'has' ? matchAt(/[\w./-]+/y, text, end) : '';
  if (kind === 'has' && value === '') return failure('no label name in has( expression', at, end);
  if (value.length > longestLabel) return failure(`label too long: ${value}`, end, end + value.length);
  end += value.length;
  end += matchAt(/[ \t]*/y, text, end).length;
  if (text.charAt(end) !== ')') return failure(`no closing ')' after ${kind}(`, at, end);
  return { kind, value, start: at, end: end + 1 };
}

function label(text: string, at: number): Scanned {
  const value = matchAt(/[\w./-]+/y, text, at);
  if (value === '') return failure('expected identifier', at, at + 1);
  if (value.length > longestLabel) return failure(`label too long: ${value}`, at, at + value.length);
  return { kind: 'label', value, start: at, end: at + value.length };
}

const failure = (error: string, start: number, end: number): SelectorError => ({
  error,
  at: { start, end },
});

const endOfWord = (text: string, at: number): number =>
  at + Math.max(1, matchAt(/[^ \t(){},&|"']+/y, text, at).length);

/** What the sticky pattern matches right at `at`, or nothing. */
function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
