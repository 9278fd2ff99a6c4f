import type { NftChain, NftElement, NftMap, NftSet, NftTable } from '../netfilter/nft.ts';
import { chainsOf, elementsOf, mapsOf, setsOf } from '../netfilter/nftTable.ts';
import type { RenderedLine } from './rendered.ts';
import { familyWord, scriptSpelling, spelled, typeWords, verdictWords } from './nftStatement.ts';

/**
 * The table as add commands for `nft -f`, sorted within kinds: what sigs.k8s.io/knftables writes of it (fake.go, Dump,
 * and objects.go, writeOperation). Written `byChain`, as the library of Kubernetes 1.29 does, a rule may name a set
 * that comes later, which nft refuses: to load such a table ask for `byKind`.
 */
export function* renderNftScript(
  table: NftTable,
  order: NftTable['scriptOrder'] = table.scriptOrder,
): Iterable<RenderedLine> {
  const into = `${familyWord(table.family)} ${table.name}`;
  const comment = braces([commentOf(table)]);
  yield { text: `add table ${into}${comment}`, because: table.because };
  yield* order === 'byKind' ? byKind(table, into) : byChain(table, into);
}

function* byKind(table: NftTable, into: string): Iterable<RenderedLine> {
  for (const chain of chainsOf(table)) yield chainLine(chain, into);
  for (const set of setsOf(table)) yield setLine(set, table, into);
  for (const map of mapsOf(table)) yield mapLine(map, table, into);
  for (const chain of chainsOf(table)) yield* ruleLines(chain, table, into);
  for (const { name } of setsOf(table)) yield* elementLines(name, table, into);
  for (const { name } of mapsOf(table)) yield* elementLines(name, table, into);
}

function* byChain(table: NftTable, into: string): Iterable<RenderedLine> {
  for (const chain of chainsOf(table)) {
    yield chainLine(chain, into);
    yield* ruleLines(chain, table, into);
  }
  for (const set of setsOf(table)) {
    yield setLine(set, table, into);
    yield* elementLines(set.name, table, into);
  }
  for (const map of mapsOf(table)) {
    yield mapLine(map, table, into);
    yield* elementLines(map.name, table, into);
  }
}

function chainLine(chain: NftChain, into: string): RenderedLine {
  const { base } = chain;
  const hook = base && `type ${base.type} hook ${base.hook} priority ${String(base.priority)}`;
  return {
    text: `add chain ${into} ${chain.name}${braces([hook, commentOf(chain)])}`,
    because: chain.because,
  };
}

function setLine(set: NftSet, table: NftTable, into: string): RenderedLine {
  const properties = [
    `type ${typeWords(set.type, table.family)}`,
    set.flags && `flags ${set.flags.join(',')}`,
    set.timeoutSeconds === undefined ? undefined : `timeout ${String(set.timeoutSeconds)}s`,
    commentOf(set),
  ];
  return { text: `add set ${into} ${set.name}${braces(properties)}`, because: set.because };
}

function mapLine(map: NftMap, table: NftTable, into: string): RenderedLine {
  const properties = [`type ${typeWords(map.type, table.family)} : verdict`, commentOf(map)];
  return { text: `add map ${into} ${map.name}${braces(properties)}`, because: map.because };
}

function* ruleLines(chain: NftChain, table: NftTable, into: string): Iterable<RenderedLine> {
  for (const rule of chain.rules) {
    const words = rule.statements.map((statement) => spelled(statement, scriptSpelling, table.family));
    const text = `add rule ${into} ${chain.name} ${[...words, commentOf(rule) ?? []].flat().join(' ')}`;
    yield { text, because: rule.because };
  }
}

function* elementLines(container: string, table: NftTable, into: string): Iterable<RenderedLine> {
  for (const element of elementsOf(table, container))
    yield {
      text: `add element ${into} ${container} { ${elementWords(element)} }`,
      because: element.because,
    };
}

function elementWords(element: NftElement): string {
  const comment = commentOf(element);
  const key = element.key.join(' . ');
  const commented = comment === undefined ? key : `${key} ${comment}`;
  return element.verdict === undefined ? commented : `${commented} : ${verdictWords(element.verdict)}`;
}

const commentOf = ({ comment }: { readonly comment?: string }): string | undefined =>
  comment === undefined ? undefined : `comment "${comment}"`;

function braces(properties: readonly (string | undefined)[]): string {
  const given = properties.filter((property) => property !== undefined);
  return given.length === 0 ? '' : ` { ${given.map((property) => `${property} ;`).join(' ')} }`;
}
