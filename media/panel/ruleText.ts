/** Reads tools' text only as far as the eye needs: which words are options, which are values, which is the target. */

export type TextPart =
  /** `! -s 10.48.0.0/16`: stays together at a line end. */
  | { readonly kind: 'option'; readonly not: boolean; readonly name: string; readonly value: string }
  | { readonly kind: 'target'; readonly flag: string; readonly name: string }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string };

/** Words of a line; a quoted word keeps its spaces and loses nothing. */
const splitWords = (text: string): readonly string[] => text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];

const isOption = (word: string | undefined): word is string =>
  word !== undefined && /^--?[A-Za-z]/.test(word);

const unquoted = (word: string): string =>
  word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;

/** The parts of a rule as iptables-save writes it, in its order. `-m comment` is left out: the comment stands for it. */
export function partsOfRule(text: string): readonly TextPart[] {
  const words = splitWords(text);
  const parts: TextPart[] = [];
  for (let index = 0; index < words.length;) {
    const [part, used] = partAt(words, index);
    if (part !== undefined) parts.push(part);
    index += used;
  }
  return parts;
}

function partAt(words: readonly string[], start: number): readonly [TextPart | undefined, number] {
  const first = words[start] ?? '';
  const not = negates(words, start);
  const name = not ? (words[start + 1] ?? '') : first;
  if (!isOption(name)) return [{ kind: 'word', text: first }, 1];
  const from = start + (not ? 2 : 1);
  const to = words.findIndex((word, index) => index >= from && (isOption(word) || negates(words, index)));
  const end = to < 0 ? words.length : to;
  return [optionPart(not, name, words.slice(from, end).join(' ')), end - start];
}

const negates = (words: readonly string[], index: number): boolean =>
  words[index] === '!' && isOption(words[index + 1]);

function optionPart(not: boolean, name: string, value: string): TextPart | undefined {
  if (name === '-m' && value === 'comment') return undefined;
  if (name === '--comment') return { kind: 'comment', text: unquoted(value) };
  if ((name === '-j' || name === '-g') && value !== '') return { kind: 'target', flag: name, name: value };
  return { kind: 'option', not, name, value };
}

export interface RoutePart {
  readonly kind: 'prefix' | 'keyword' | 'gateway' | 'value';
  readonly text: string;
}

const routeTypes = new Set([
  'local',
  'broadcast',
  'unicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
]);

/** The words of one line of `ip route`: what it is about, and the gateway to look for. */
export function partsOfRoute(line: string): readonly RoutePart[] {
  const words = splitWords(line);
  const prefixAt = routeTypes.has(words[0] ?? '') ? 1 : 0;
  return words.map((text, index) => {
    if (words[0] !== 'nexthop' && index === prefixAt) return { kind: 'prefix', text };
    if (words[index - 1] === 'via') return { kind: 'gateway', text };
    return { kind: 'keyword', text };
  });
}

/** The weighty words of a summary: its leading count with what is counted, and signed counts. */
export function emphasised(text: string): readonly { readonly text: string; readonly strong: boolean }[] {
  const parts = text.split(
    /(^\d[\d,.]*(?: (?:rules?|routes?|chains?|entries|virtual servers?|steps?))?|[+−-]\d+)/,
  );
  return parts
    .map((part, index) => ({ text: part, strong: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
