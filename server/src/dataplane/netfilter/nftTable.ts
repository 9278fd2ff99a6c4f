import { memoByKey } from '../../memo/memo.ts';
import type { NftChain, NftChainName, NftElement, NftMap, NftSet, NftTable } from './nft.ts';

/** All chains of the table, by name (bytewise). */
export const chainsOf = memoByKey((table: NftTable): readonly NftChain[] =>
  table.parts.flatMap((part) => part.chains).sort(byName),
);

/** All sets of the table, by name (bytewise). */
export const setsOf = memoByKey((table: NftTable): readonly NftSet[] =>
  table.parts.flatMap((part) => part.sets).sort(byName),
);

/** All maps of the table, by name (bytewise). */
export const mapsOf = memoByKey((table: NftTable): readonly NftMap[] =>
  table.parts.flatMap((part) => part.maps).sort(byName),
);

/**
 * What the named set or map holds, in the order in which it was added. A key is there once: added again it keeps its
 * place and takes the later verdict.
 */
export const elementsOf = (table: NftTable, container: string): readonly NftElement[] =>
  containersOf(table).get(container) ?? [];

const containersOf = memoByKey((table: NftTable): ReadonlyMap<string, readonly NftElement[]> => {
  const containers = new Map<string, Map<string, NftElement>>();
  for (const part of table.parts)
    for (const element of part.elements) {
      const known = containers.get(element.of) ?? new Map<string, NftElement>();
      containers.set(element.of, known.set(element.key.join(' . '), element));
    }
  return new Map([...containers].map(([name, elements]) => [name, [...elements.values()]]));
});

/** The chain of this name; found without first putting the whole table in order. */
export function chainNamed(table: NftTable, name: NftChainName): NftChain | undefined {
  for (const part of table.parts) for (const chain of part.chains) if (chain.name === name) return chain;
  return undefined;
}

/** What the named set or map holds for a key (`10.49.0.1`, `tcp`, `443`), spelled as the elements spell it. */
export function elementFor(
  table: NftTable,
  container: string,
  key: readonly string[],
): NftElement | undefined {
  let found: NftElement | undefined;
  for (const part of table.parts)
    for (const element of part.elements)
      if (element.of === container && sameKey(element.key, key)) found = element;
  return found;
}

const sameKey = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((field, i) => field === b[i]);

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
