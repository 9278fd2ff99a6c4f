import { INITIAL } from 'vscode-textmate';
import { describe, expect, test } from 'vitest';
import { goldenScenarios, type GoldenMode } from '../golden/kube-proxy/load.ts';
import { grammarOf, shortScopes, tokenize, type TokenizedLine } from './engine.ts';

/** Every line the real kube-proxy caused in this mode, once, in the order of its first appearance. */
function goldenLines(mode: GoldenMode): readonly string[] {
  const texts = goldenScenarios().flatMap(({ versions, expected }) =>
    versions(mode).flatMap((version) => [expected(mode, version, 4), expected(mode, version, 6)]),
  );
  return [...new Set(texts.flatMap((text) => text?.split('\n') ?? []))];
}

const grammarsOfModes = { iptables: 'source.iptables-save', ipvs: 'source.ipvsadm', nftables: 'source.nft' };

const lines: Readonly<Record<GoldenMode, readonly TokenizedLine[]>> = {
  iptables: tokenize(await grammarOf(grammarsOfModes.iptables), goldenLines('iptables')),
  ipvs: tokenize(await grammarOf(grammarsOfModes.ipvs), goldenLines('ipvs')),
  nftables: tokenize(await grammarOf(grammarsOfModes.nftables), goldenLines('nftables')),
};

const iptablesLines = [...lines.iptables, ...lines.ipvs];

/** The scopes of the token in which the first group of each match begins, beside the text of that group. */
function scopesAt(
  line: TokenizedLine,
  pattern: RegExp,
): readonly (readonly [text: string, scopes: string])[] {
  return [...line.text.matchAll(pattern)].map((match) => {
    const text = match[1] ?? '';
    const at = match.index + match[0].indexOf(text);
    const token = line.tokens.find(({ start, end }) => start <= at && at < end);
    return [text, token?.text === text ? shortScopes(token) : `in the token ${token?.text ?? '(none)'}`];
  });
}

describe.each(Object.keys(grammarsOfModes) as GoldenMode[])('%s', (mode) => {
  test('no word of a line stays without a colour', () => {
    const bare = lines[mode].flatMap(({ text, tokens }) =>
      tokens
        .filter((token) => token.text.trim() !== '' && shortScopes(token) === '-')
        .map((token) => [token.text, text]),
    );
    expect(bare).toEqual([]);
    expect(lines[mode].length).toBeGreaterThan(500);
  });

  test('no line colours the next one', async () => {
    const grammar = await grammarOf(grammarsOfModes[mode]);
    const open = goldenLines(mode).filter(
      (line) => grammar.tokenizeLine(line, INITIAL).ruleStack.depth !== 1,
    );
    expect(open).toEqual([]);
  });
});

test('each target of iptables is told apart: verdict, extension, chain of the user', () => {
  const declared = new Set(iptablesLines.flatMap(({ text }) => /^:(\S+)/.exec(text)?.[1] ?? []));
  const classOf = (target: string): string => {
    if (['ACCEPT', 'DROP', 'RETURN', 'REJECT'].includes(target)) return 'keyword.control.target';
    return declared.has(target) ? 'entity.name.function.chain' : 'support.class.target';
  };
  const found = iptablesLines.flatMap((line) => scopesAt(line, / -j (\S+)/g));
  expect(found.filter(([target, scopes]) => scopes !== classOf(target))).toEqual([]);
  expect(new Set(found.map(([, scopes]) => scopes)).size).toBe(3);
});

test('each negation of iptables stands out, and nothing else does', () => {
  const negations = iptablesLines.flatMap((line) => scopesAt(line, / (!) /g));
  const coloured = iptablesLines.flatMap(({ tokens }) =>
    tokens.filter((token) => shortScopes(token).includes('negation')),
  );
  expect(new Set(negations.map(([, scopes]) => scopes))).toEqual(
    new Set(['keyword.operator.negation markup.bold.negation']),
  );
  expect(coloured).toHaveLength(negations.length);
});

test.each([
  ['addresses', / -[sd] (\d+\.\d+\.\d+\.\d+)/g, 'constant.numeric.address.ipv4'],
  ['chains of rules', /^-A (KUBE-\S+)/g, 'entity.name.function.chain'],
  ['ports', / --dport (\d+)/g, 'constant.numeric.port'],
  ['marks', / --mark (0x[0-9a-f]+)/g, 'constant.numeric.mark'],
  ['sets', / --match-set (\S+)/g, 'variable.other.set'],
  ['comments', / --comment "([^"]+)"/g, 'string.quoted.double'],
  ['probabilities', / --probability (\S+)/g, 'constant.numeric.float'],
] as const)('%s of iptables', (_, pattern, scopes) => {
  const found = iptablesLines.flatMap((line) => scopesAt(line, pattern));
  expect(found.filter((one) => one[1] !== scopes)).toEqual([]);
  expect(found.length).toBeGreaterThan(10);
});

test.each([
  ['virtual servers', /^(?:TCP|UDP|SCTP) {2}(\d+\.\d+\.\d+\.\d+)/g, 'constant.numeric.address.ipv4'],
  ['real servers', /^ {2}-> (\d+\.\d+\.\d+\.\d+)/g, 'constant.numeric.address.ipv4'],
  ['schedulers', /^(?:TCP|UDP|SCTP) {2}\S+ (\w+)/g, 'support.function.scheduler'],
  ['forwarding', / (Masq) /g, 'keyword.control.forward'],
  ['sets', /^create (\S+)/g, 'entity.name.type.set'],
  ['members', /^add (\S+)/g, 'variable.other.set'],
] as const)('%s of ipvs', (_, pattern, scopes) => {
  const found = lines.ipvs.flatMap((line) => scopesAt(line, pattern));
  expect(found.filter((one) => one[1] !== scopes)).toEqual([]);
  expect(found.length).toBeGreaterThan(10);
});

test.each([
  ['jumps', / (?:jump|goto) (\S+)/g, 'entity.name.function.chain'],
  ['chains', /^add (?:chain|rule) ip6? kube-proxy (\S+)/g, 'entity.name.function.chain'],
  ['sets looked up', / @([^\s"]+)(?![^\s"])(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, 'variable.other.set'],
  ['sets', /^add (?:set|map|element) ip6? kube-proxy (\S+)/g, 'variable.other.set'],
  ['verdicts', / (drop|reject|return)(?= |$)(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, 'keyword.control.target'],
  ['negations', / (!=) /g, 'keyword.operator.negation markup.bold.negation'],
] as const)('%s of nftables', (_, pattern, scopes) => {
  const found = lines.nftables.flatMap((line) => scopesAt(line, pattern));
  expect(found.filter((one) => one[1] !== scopes)).toEqual([]);
  expect(found.length).toBeGreaterThan(10);
});
