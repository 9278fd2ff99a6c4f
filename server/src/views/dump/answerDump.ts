import type { Position, Place } from '../../text/span.ts';
import type { Hover } from '../answers.ts';
import type { ViewContext } from '../viewContext.ts';
import { aboutAddress, aboutPort, aboutRange, aboutServicePort, aboutVeth } from './aboutFacts.ts';
import { aboutKubeName, aboutNftName, aboutNftWord } from './aboutChains.ts';
import type { About } from './about.ts';
import { lineAt, type Dump } from './dump.ts';
import { wordAt, type DumpName } from './word.ts';

/** What the name under the pointer is for, and what in the workspace it belongs to; of several clusters the first that knows. */
export function hoverInDump(
  contexts: readonly ViewContext[],
  dump: Dump,
  position: Position,
): Hover | undefined {
  const word = wordAt(lineAt(dump, position), position.character);
  const about = word === undefined ? undefined : aboutName(contexts, dump, position, word);
  if (word === undefined || about === undefined) return undefined;
  const { line } = position;
  const range = { start: { line, character: word.start }, end: { line, character: word.end } };
  return { markdown: about.markdown, range };
}

/** Where the object behind the name is written. */
export function definitionsInDump(
  contexts: readonly ViewContext[],
  dump: Dump,
  position: Position,
): readonly Place[] {
  const word = wordAt(lineAt(dump, position), position.character);
  return (word === undefined ? undefined : aboutName(contexts, dump, position, word))?.places ?? [];
}

function aboutName(
  contexts: readonly ViewContext[],
  dump: Dump,
  position: Position,
  name: DumpName,
): About | undefined {
  switch (name.kind) {
    case 'kube':
      return aboutKubeName(contexts, dump, position, name.name);
    case 'nft':
      return aboutNftName(contexts, name.name);
    case 'nftWord':
      return dump.languageId === 'nftables' ? aboutNftWord(name.name) : undefined;
    case 'veth':
      return aboutVeth(contexts, name.name);
    case 'address':
      return aboutAddress(contexts, name);
    case 'range':
      return aboutRange(contexts, name.cidr);
    case 'servicePort':
      return aboutServicePort(contexts, name);
    case 'port':
      return aboutPort(contexts, name);
  }
}
