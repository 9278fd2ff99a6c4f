import type { NftTable } from '../../dataplane/netfilter/nft.ts';
import { renderNftList } from '../../dataplane/render/nftList.ts';
import type { RenderedLine } from '../../dataplane/render/rendered.ts';
import type { ListingBlock, PanelRequest } from '../../protocol/panel.ts';
import type { Locate } from '../../text/span.ts';
import { listingBlock } from './listing.ts';
import type { InScope } from './scope.ts';

interface NftInput {
  readonly table: NftTable;
  readonly saved: NftTable | undefined;
  readonly request: PanelRequest;
  readonly inScope: InScope;
  readonly locate: Locate;
}

/** The table as `nft list ruleset` prints it, a foldable part for each chain, map and set. */
export function nftBlocks(input: NftInput): readonly ListingBlock[] {
  const before = new Map(
    input.saved === undefined ? [] : nftParts(input.saved).map((part) => [part.name, part.lines]),
  );
  return nftParts(input.table)
    .map(({ name, lines }) =>
      listingBlock(input, {
        id: name,
        name,
        noun: 'line',
        lines,
        before: input.saved === undefined ? undefined : (before.get(name) ?? []),
      }),
    )
    .filter(({ meta }) =>
      input.request.scope === 'cluster'
        ? input.request.filter === '' || !meta.startsWith('0 of')
        : !meta.startsWith('0 of'),
    );
}

interface NftPart {
  readonly name: string;
  readonly lines: readonly RenderedLine[];
}

/** Each block of the table's listing, its head line as the name and the lines between its braces. */
function nftParts(table: NftTable): readonly NftPart[] {
  const parts: { name: string; lines: RenderedLine[] }[] = [];
  for (const line of renderNftList(table)) {
    const head = /^\t(chain|map|set) (\S+) \{$/.exec(line.text);
    if (head !== null) parts.push({ name: `${head[1] ?? ''} ${head[2] ?? ''}`, lines: [] });
    else if (line.text.startsWith('\t\t')) parts.at(-1)?.lines.push({ ...line, text: line.text.slice(2) });
  }
  return parts;
}
